import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const vitest = path.join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs');

/** Runs one file of `fixtures/` as a suite of its own; resolves to its output and whether it passed. */
async function runSuite(file: string): Promise<{ passed: boolean; output: string }> {
  const args = [vitest, 'run', '--root', path.join(import.meta.dirname, 'fixtures'), file];
  const env = { ...process.env, NO_COLOR: '1' };
  return run(process.execPath, args, { env }).then(
    ({ stdout }) => ({ passed: true, output: stdout }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ passed: false, output: stdout + stderr }),
  );
}

test('a suite that leaves a server open fails although its tests pass', async () => {
  const { passed, output } = await runSuite('leaking.suite.ts');
  expect(output).toContain('leaves handles open: TCPServerWrap');
  expect(output).toMatch(/Tests\s+1 passed/);
  expect(passed).toBe(false);
});

test('a suite that closes what it opened passes', async () => {
  const { passed, output } = await runSuite('closing.suite.ts');
  expect(output).toMatch(/Tests\s+1 passed/);
  expect(passed).toBe(true);
});
