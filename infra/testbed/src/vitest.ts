import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const base: NonNullable<ViteUserConfig['test']> = {
  include: ['test/**/*.test.ts'],
  // One process a file: a leak is found where it was made, and a crash takes one file along.
  pool: 'forks',
  isolate: true,
  setupFiles: [beside('./leaks.ts')],
  testTimeout: 20_000,
  hookTimeout: 60_000,
  teardownTimeout: 30_000,
};

/** The vitest configuration of a workspace whose suites use real servers; `test` overrides single settings. */
export const suite = (test: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig =>
  defineConfig({ test: { ...base, globalSetup: [beside('./global-setup.ts')], ...test } });

/** The same for a workspace that needs no server. */
export const pureSuite = (test: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig =>
  defineConfig({ test: { ...base, ...test } });
