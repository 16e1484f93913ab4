import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearReports, REPORT, sumReports } from '../src/report.ts';

let root: string;

async function report(
  workspace: string,
  [passed, failed, pending, todo]: number[],
  files: object[] = [],
): Promise<void> {
  const file = path.join(root, workspace, REPORT);
  await mkdir(path.dirname(file), { recursive: true });
  const numbers = { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo };
  await writeFile(file, JSON.stringify({ ...numbers, testResults: files }));
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
  await mkdir(path.join(root, 'packages/silent'), { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

test('the tests of all workspaces are summed, those to do count as skipped', async () => {
  await report('packages/db', [5, 1, 2, 0]);
  await report('apps/api', [7, 0, 0, 3]);
  expect(await sumReports(root)).toEqual({ passed: 12, failed: 1, skipped: 5, failures: [], brokenFiles: [] });
});

test('a failed test is named with what it said; so is a file that failed without one: it did not load, or it leaves handles open', async () => {
  const ofFile = (name: string, statuses: string[]) => ({
    name: path.join(root, 'apps/api/test', name),
    status: 'failed',
    assertionResults: statuses.map((status) => ({
      status,
      fullName: 'a run ends',
      failureMessages: ['no\n at x.ts:1'],
    })),
  });
  await report(
    'apps/api',
    [1, 1, 0, 0],
    [ofFile('runs.test.ts', ['passed', 'failed']), ofFile('ws.test.ts', ['passed'])],
  );
  expect(await sumReports(root)).toMatchObject({
    failures: ['apps/api/test/runs.test.ts: a run ends\n    no\n     at x.ts:1'],
    brokenFiles: ['apps/api/test/ws.test.ts'],
  });
});

test('the numbers of an earlier run do not count', async () => {
  await report('packages/db', [5, 0, 0, 0]);
  await clearReports(root);
  expect(await sumReports(root)).toMatchObject({ passed: 0 });
});
