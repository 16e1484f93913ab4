import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const SERVERS = new URL('../src/servers.ts', import.meta.url).href;

/** Provides servers in a process that finds no program at all on its PATH, but is given a database. */
const provideWithoutPrograms = (env: NodeJS.ProcessEnv): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, ['--input-type=module', '-e', `await (await import('${SERVERS}')).provideServers()`], {
    env: { PATH: '/nonexistent', TEST_DATABASE_URL: 'postgres://127.0.0.1:1/none', ...env },
  });

test('without redis-server and Chromium the run goes on and says loudly what it skips', async () => {
  const { stderr } = await provideWithoutPrograms({});
  expect(stderr).toContain('every suite that needs Redis is SKIPPED');
  expect(stderr).toContain('every suite that needs a browser is SKIPPED');
});

test('in CI a missing program is an error', async () => {
  await expect(provideWithoutPrograms({ CI: 'true' })).rejects.toThrow(/In CI this is an error/);
});
