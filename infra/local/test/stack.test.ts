import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client, Reading } from '@taktstock/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientOf } from '../src/address.ts';
import { SAMPLE_REQUEST } from '../src/sample.ts';

let home: string;
let children: ChildProcess[];

const FAST = { LOAD_PLACES: 'no', SANDBOX_FIRST_TOKEN_MS: '0', SANDBOX_TOKENS_PER_SECOND: '0' };

type Run = { child: ChildProcess; output: () => string; ended: Promise<unknown[]> };

/** Starts one of our commands the way npm does, with a home of its own and a free port. */
function run(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../src', file), ...args], {
    env: {
      PATH: process.env['PATH'],
      TAKTSTOCK_HOME: home,
      ORCHESTRATOR_PORT: '0',
      ...FAST,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text, ended: once(child, 'close') };
}

const running = async ({ output }: Run): Promise<void> => {
  await vi.waitFor(() => expect(output()).toContain('Ctrl-C stops everything.'), 60_000);
};

/** The running stack with its key, as other commands find them. */
async function api(): Promise<Client> {
  const { apiUrl } = JSON.parse(await readFile(path.join(home, 'stack.json'), 'utf8')) as { apiUrl: string };
  return clientOf({ apiUrl, apiKey: (await readFile(path.join(home, 'api-key'), 'utf8')).trim() });
}

const order = async (): Promise<Reading> => (await api()).execute(SAMPLE_REQUEST);
const agents = async () => (await (await api()).api.listReadingAgents()).agents;

/** Those of the processes that still run; dead ones that nobody reaped do not. */
function leftProcesses(pids: number[]): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const alive = list.map((line) => line.trim().split(/\s+/)).filter(([, state]) => !state?.startsWith('Z'));
  return alive.map(([pid]) => Number(pid)).filter((pid) => pids.includes(pid));
}

/** All descendants of a process. */
function childrenOf(pid: number): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = list.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
  // For root, whose database runs as somebody else: it stays below this directory if it can get there.
  await chmod(home, 0o755);
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

test('the demo orders a reading, shows its text and ends with nothing left', async () => {
  const { output, ended } = run('demo.ts');
  expect(await ended, output()).toEqual([0, null]);
  expect(output()).toMatch(/run completed/);
  expect(output()).toMatch(/^## /m);
  expect(output()).toMatch(/parts\s+text of [\d,]+ characters, essence of \d+ words, 6 questions/);
  expect(output()).toMatch(/first text\s+after \d/);
  expect(output()).toMatch(/tokens\s+[\d,]+ in, [\d,]+ out/);
  // Not a terminal: no colours.
  expect(output()).not.toContain('\u001b');
}, 120_000);

test('Ctrl-C in the middle of the demo leaves no process', async () => {
  const demo = run('demo.ts', [], { SANDBOX_TOKENS_PER_SECOND: '20', DRAIN_MS: '500' });
  await vi.waitFor(() => expect(demo.output()).toContain('## '), 60_000);
  const pids = childrenOf(demo.child.pid!);
  expect(pids.length).toBeGreaterThan(5);
  demo.child.kill('SIGINT');
  expect(await demo.ended, demo.output()).toEqual([130, null]);
  expect(leftProcesses(pids)).toEqual([]);
}, 120_000);

test('start keeps running, its key opens the API, and Ctrl-C drains and leaves no process', async () => {
  const start = run('start.ts');
  await running(start);
  expect(await agents()).not.toEqual([]);
  expect((await stat(path.join(home, 'api-key'))).mode & 0o777).toBe(0o600);

  const pids = childrenOf(start.child.pid!);
  expect(pids.length).toBeGreaterThan(5);
  start.child.kill('SIGINT');
  await start.ended;
  expect(leftProcesses(pids)).toEqual([]);
  for (const [name, said] of [
    ['api', '"stopped"'],
    ['worker', '"draining"'],
  ] as const) {
    expect(await readFile(path.join(home, 'logs', `${name}.log`), 'utf8')).toContain(said);
  }
  expect(existsSync(path.join(home, 'stack.json'))).toBe(false);
}, 120_000);

test('a second start finds the key and the readings of the first', async () => {
  const first = run('start.ts');
  await running(first);
  const key = await readFile(path.join(home, 'api-key'), 'utf8');
  const ordered = await order();
  first.child.kill('SIGTERM');
  await first.ended;
  const second = run('start.ts');
  await running(second);
  expect(await readFile(path.join(home, 'api-key'), 'utf8')).toBe(key);
  expect(await (await api()).reading(ordered).status()).toMatchObject({ agentId: 'personality' });
  second.child.kill('SIGTERM');
  await second.ended;
}, 180_000);

test('a database that is killed is started again, and what was ordered before is done', async () => {
  const start = run('start.ts', [], { SANDBOX_TOKENS_PER_SECOND: '200' });
  await running(start);
  const ordered = await order();
  const pidFile = path.join(home, 'postgres/postmaster.pid');
  process.kill(Number.parseInt(await readFile(pidFile, 'utf8'), 10), 'SIGKILL');
  await vi.waitFor(() => expect(start.output()).toContain('database ended with SIGKILL and is started again'));
  await vi.waitFor(
    async () => expect(await (await api()).reading(ordered).status()).toMatchObject({ status: 'completed' }),
    { timeout: 90_000, interval: 500 },
  );
  start.child.kill('SIGTERM');
  expect(await start.ended, start.output()).toEqual([143, null]);
}, 180_000);

test('watch prints the frames of a run of the running stack until it is final', async () => {
  const start = run('start.ts');
  await running(start);
  const { runId } = await order();
  const watch = run('watch.ts', [runId]);
  expect(await watch.ended, watch.output()).toEqual([0, null]);
  const frames = watch
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id?: number; type: string });
  const ids = frames.flatMap(({ id }) => id ?? []);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  expect(frames.at(-1)?.type).toBe('run_completed');
  start.child.kill('SIGTERM');
  await start.ended;
}, 120_000);

test('a second start beside a running one ends in plain words and does not disturb it', async () => {
  const first = run('start.ts');
  await running(first);
  const second = run('start.ts');
  expect(await second.ended).toEqual([1, null]);
  expect(second.output()).toMatch(/is already running \(process \d+\). Stop the other start with Ctrl-C/);
  expect(existsSync(path.join(home, 'logs', 'api.log'))).toBe(true);
  expect(await agents()).not.toEqual([]);
  first.child.kill('SIGTERM');
  await first.ended;
}, 120_000);

test('a start that is killed leaves no process', async () => {
  const start = run('start.ts');
  await running(start);
  const pids = childrenOf(start.child.pid!);
  start.child.kill('SIGKILL');
  await start.ended;
  await vi.waitFor(() => expect(leftProcesses(pids)).toEqual([]), { timeout: 60_000, interval: 200 });
}, 120_000);

test('a start that fails says why in plain words and leaves no process', async () => {
  const { output, ended } = run('start.ts', [], { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' });
  expect(await ended).toEqual([1, null]);
  expect(output()).toContain('ECONNREFUSED 127.0.0.1:1');
}, 60_000);

test('watching without a running stack says how to start one', async () => {
  const { output, ended } = run('watch.ts', ['0190']);
  expect(await ended).toEqual([1, null]);
  expect(output()).toContain('Start one with `npm start`.');
});

test('a reading whose worker is killed is given up at once and finished by the next worker', async () => {
  const start = run('start.ts');
  await running(start);
  const sandbox = /sandbox on (\S+)/.exec(start.output())![1]!;
  const held = await fetch(new URL('/_sandbox/faults', sandbox), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: { contains: 'part="text"' }, fault: 'hold' }),
  });
  expect(held.status).toBe(201);
  const { runId } = await order();
  const watch = run('watch.ts', [runId]);
  await vi.waitFor(() => expect(watch.output()).toContain('text_appended'), 60_000);
  process.kill(Number(/worker \(process (\d+)\)/.exec(start.output())![1]), 'SIGKILL');
  expect(await watch.ended, watch.output()).toEqual([0, null]);
  expect(watch.output()).toContain('"reason":"WORKER_LOST"');
  expect(watch.output()).toContain('"run_completed"');
  // The lease alone would have lasted a minute.
  const [requeued] = watch.output().match(/\{.*"WORKER_LOST".*\}/)!;
  expect(requeued).toContain('"attempt":1');
  start.child.kill('SIGTERM');
  await start.ended;
}, 180_000);
