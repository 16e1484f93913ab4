import { existsSync, globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** Where each workspace's vitest leaves its numbers, relative to the workspace; the folder is turbo's and ignored by git. */
export const REPORT = '.turbo/test-report.json';

export type Totals = {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, each with its file, its name and the beginning of what it said. */
  failures: string[];
  brokenFiles: string[];
};

type Assertion = { status: string; fullName: string; failureMessages: string[] };

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: Assertion[] }[];
};

const reportFiles = (root: string): string[] =>
  globSync(['packages/*', 'apps/*', 'infra/*'], { cwd: root }).map((workspace) => path.join(root, workspace, REPORT));

/** Removes the reports of an earlier run, whose numbers would otherwise count for a workspace that did not run. */
export async function clearReports(root: string): Promise<void> {
  await Promise.all(reportFiles(root).map((file) => rm(file, { force: true })));
}

const LINES_OF_A_FAILURE = 12;

const told = (file: string, { fullName, failureMessages }: Assertion): string =>
  [`${file}: ${fullName}`, ...failureMessages.join('\n').split('\n').slice(0, LINES_OF_A_FAILURE)].join('\n    ');

/** Sums all reports of this run. A file that could not be loaded has no failed test; it is listed as broken. */
export async function sumReports(root: string): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0, failures: [], brokenFiles: [] };
  for (const file of reportFiles(root).filter((name) => existsSync(name))) {
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests + report.numTodoTests;
    for (const { name, status, assertionResults } of report.testResults) {
      const failed = assertionResults.filter((assertion) => assertion.status === 'failed');
      totals.failures.push(...failed.map((assertion) => told(path.relative(root, name), assertion)));
      if (status === 'failed' && failed.length === 0) totals.brokenFiles.push(path.relative(root, name));
    }
  }
  return totals;
}
