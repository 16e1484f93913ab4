import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { clearReports, REPORT, sumReports } from './report.ts';
import { missingPrograms, provideServers } from './servers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The suites share one PostgreSQL, and each workspace's vitest spreads its files over the cores by itself. */
const CONCURRENT_WORKSPACES = 2;

/** How long the suites may take to end after Ctrl-C. */
const PATIENCE_MS = 15_000;

/**
 * `npm test`: starts the servers once, runs the tests of all workspaces and sums them up. Arguments go to turbo
 * (`npm test -- --filter=@taktstock/db`), those after a second `--` to vitest.
 */
async function main(): Promise<number> {
  await clearReports(root);
  const stop = await provideServers();
  let code: number;
  try {
    code = await runTurbo(process.argv.slice(2));
  } finally {
    await stop();
  }
  const { passed, failed, skipped, failures, brokenFiles } = await sumReports(root);
  for (const failure of failures) console.log(`\nFailed: ${failure}`);
  for (const file of brokenFiles) console.log(`Broke outside of a test: ${file}`);
  for (const sentence of missingPrograms()) console.log(sentence);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code !== 0 ? code : failed + brokenFiles.length > 0 || passed === 0 ? 1 : 0;
}

/** Resolves to turbo's exit code, 130 after Ctrl-C. */
async function runTurbo(args: string[]): Promise<number> {
  const split = args.indexOf('--');
  const [forTurbo, forVitest] = split < 0 ? [args, []] : [args.slice(0, split), args.slice(split + 1)];
  const turbo = spawn(
    path.join(root, 'node_modules/.bin/turbo'),
    [
      ...['run', 'test', '--ui=stream', '--continue', `--concurrency=${CONCURRENT_WORKSPACES}`],
      // Strict mode would hide TEST_DATABASE_URL, CI and TMPDIR from the suites.
      ...['--env-mode=loose', ...forTurbo, '--'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...forVitest],
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
  );
  let interrupted = false;
  let deadline: NodeJS.Timeout | undefined;
  // At a terminal, Ctrl-C has reached turbo and vitest as well; a signal sent to us alone is passed on.
  const pass = (signal: NodeJS.Signals) => {
    interrupted = true;
    turbo.kill(signal);
    deadline ??= setTimeout(() => turbo.kill('SIGKILL'), PATIENCE_MS);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  const [code] = (await once(turbo, 'exit')) as [number | null];
  clearTimeout(deadline);
  return interrupted ? 130 : (code ?? 1);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
