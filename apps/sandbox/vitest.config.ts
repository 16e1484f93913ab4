import { defineConfig } from 'vitest/config';

// Streams are paced, and the machine may be busy with other suites.
export default defineConfig({ test: { testTimeout: 30_000 } });
