import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProcessStatus, RestartPolicy } from '../src/managed-process.ts';

import { Supervisor } from '../src/supervisor.ts';
import { isRunning } from './processes.ts';

const fixture = (name: string): string => path.join(import.meta.dirname, 'fixtures', name);

let directory: string;
let supervisor: Supervisor;
let seen: ProcessStatus[];

const build = (restart: Partial<RestartPolicy> = {}): void => {
  supervisor = new Supervisor({
    restart: { firstWaitMs: 1, ...restart },
    onChange: (status) => void seen.push(status),
  });
};

const add = (name: string, env: NodeJS.ProcessEnv = {}, stopGraceMs = 10_000): void =>
  supervisor.add({
    name,
    script: fixture('child.ts'),
    env: { NAME: name, DIARY: path.join(directory, 'diary'), ...env },
    logFile: path.join(directory, `${name}.log`),
    stopGraceMs,
  });

const diary = async (): Promise<string[]> =>
  (await readFile(path.join(directory, 'diary'), 'utf8')).trimEnd().split('\n');

const statesOf = (name: string): string[] => seen.filter((status) => status.name === name).map(({ state }) => state);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
  seen = [];
  build();
});

afterEach(async () => {
  supervisor.killAll();
  await vi.waitFor(() => expect(supervisor.list().every(({ pid }) => pid === null)).toBe(true));
  await rm(directory, { recursive: true });
});

test('a process runs once it says where it listens', async () => {
  add('api');
  await supervisor.start('api');
  const { state, pid, url } = supervisor.status('api');
  expect({ state, url }).toEqual({ state: 'running', url: `http://127.0.0.1/api/${pid}` });
});

test('starting twice starts one process', async () => {
  add('api');
  await Promise.all([supervisor.start('api'), supervisor.start('api')]);
  await supervisor.start('api');
  expect(await diary()).toEqual(['api starts']);
});

test('everything is stopped one after the other, the last first, and nothing is left', async () => {
  for (const name of ['sandbox', 'worker', 'api']) {
    add(name);
    await supervisor.start(name);
  }
  const pids = supervisor.list().map(({ pid }) => pid!);
  await supervisor.stopAll();
  const ends = (await diary()).slice(3);
  expect(ends).toEqual(['api', 'worker', 'sandbox'].flatMap((name) => [`${name} drains`, `${name} is gone`]));
  expect(pids.filter(isRunning)).toEqual([]);
  expect(supervisor.list().map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
});

test('a process that does not stop is killed when its grace is over', async () => {
  add('worker', { MISBEHAVE: 'never-stops' }, 100);
  await supervisor.start('worker');
  await supervisor.stop('worker');
  expect(supervisor.status('worker')).toMatchObject({ state: 'stopped', lastExit: { signal: 'SIGKILL' } });
});

test('restart lets the old process end before the new one begins', async () => {
  add('api');
  await supervisor.start('api');
  await supervisor.restart('api');
  expect(await diary()).toEqual(['api starts', 'api drains', 'api is gone', 'api starts']);
});

test('a process that was killed is started again', async () => {
  add('worker');
  await supervisor.start('worker');
  const { pid } = supervisor.status('worker');
  process.kill(pid!, 'SIGKILL');
  await vi.waitFor(() => expect(statesOf('worker')).toEqual(['starting', 'running', 'starting', 'running']), 10_000);
  expect(supervisor.status('worker')).toMatchObject({ restarts: 1, lastExit: { signal: 'SIGKILL' } });
  expect(supervisor.status('worker').pid).not.toBe(pid);
});

test('a process that dies too often is given up', async () => {
  build({ limit: 2 });
  add('worker');
  await supervisor.start('worker');
  for (const deaths of [1, 2, 3]) {
    await vi.waitFor(() => expect(supervisor.status('worker').state).toBe('running'), 10_000);
    process.kill(supervisor.status('worker').pid!, 'SIGKILL');
    await vi.waitFor(() => expect(supervisor.status('worker').restarts).toBe(deaths), 10_000);
  }
  expect(supervisor.status('worker').state).toBe('error');
  expect(await diary()).toEqual(['worker starts', 'worker starts', 'worker starts']);
});

test('stopping a process that waits for its restart ends the waiting', async () => {
  build({ firstWaitMs: 60_000 });
  add('worker');
  await supervisor.start('worker');
  process.kill(supervisor.status('worker').pid!, 'SIGKILL');
  await vi.waitFor(() => expect(supervisor.status('worker').pid).toBeNull(), 10_000);
  await supervisor.stop('worker');
  expect(supervisor.status('worker').state).toBe('stopped');
});

test('a process that does not start says why, in the words of its log', async () => {
  add('api', { MISBEHAVE: 'dies-at-start' });
  const error = await supervisor.start('api').catch((caught: Error) => caught);
  expect(error).toMatchObject({ message: expect.stringContaining('"api" did not start') });
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('is on holiday') });
  expect(supervisor.status('api')).toMatchObject({ state: 'error', pid: null, lastExit: { code: 3 } });
});

test('a killed parent leaves no child, no database and no temporary data behind', async () => {
  const parent = spawn(process.execPath, [fixture('parent.ts'), directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const { pids, dataDir } = JSON.parse(line) as { pids: number[]; dataDir: string };
  expect(pids.map(isRunning)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect([...pids.map(isRunning), existsSync(dataDir)]).toEqual([false, false, false]), 30_000);
  expect(await diary()).toEqual(['child starts', 'child drains', 'child is gone']);
}, 40_000);
