import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const run = promisify(execFile);
const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');

/** An API, who asks it, and for what. */
export type Target = { url: string; token: string; body: unknown };

export type Load = { requestsPerSecond: number; p99Ms: number };

const CONNECTIONS = 100;

/** Posts one body again and again over 100 connections, from a process of its own; every answer must be 202. */
export async function post({ url, token, body }: Target, seconds: number): Promise<Load> {
  const { stdout } = await run(process.execPath, [
    ...[AUTOCANNON, '--json', '--no-progress', '--method', 'POST'],
    ...['--connections', String(CONNECTIONS), '--duration', String(seconds)],
    ...['--headers', `authorization=Bearer ${token}`, '--headers', 'content-type=application/json'],
    ...['--body', JSON.stringify(body), `${url}/api/orchestrator/execute`],
  ]);
  const { requests, latency, errors, statusCodeStats } = JSON.parse(stdout) as Answer;
  const codes = Object.keys(statusCodeStats);
  if (errors > 0 || codes.length !== 1 || codes[0] !== '202')
    throw new Error(`${url} answered ${JSON.stringify(statusCodeStats)} with ${errors} errors`);
  return { requestsPerSecond: requests.average, p99Ms: latency.p99 };
}

type Answer = {
  requests: { average: number };
  latency: { p99: number };
  errors: number;
  statusCodeStats: Record<string, { count: number }>;
};
