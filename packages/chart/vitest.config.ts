import { defineConfig } from 'vitest/config';

// Sweeps over all zones and centuries take a second alone, and the machine may be busy with other suites.
export default defineConfig({ test: { testTimeout: 60_000 } });
