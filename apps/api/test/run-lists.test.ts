import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { heartbeat } from '@taktstock/db';
import { describe, expect, test } from 'vitest';
import { anotherApp, apiSuite, call, claim, complete, execute, expectProblem, fail } from './suite.ts';

const suite = apiSuite();

describe('the list of runs', () => {
  test('shows the newest first, page by page, to each owner their own', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await execute(suite)).runId);
    await complete(suite, ids[0]!);
    await fail(suite, ids[1]!, 'QUOTA_EXCEEDED');
    const first = (await call(suite, 'GET', '/runs?limit=2')).json();
    expect(first.runs.map(({ runId }: { runId: string }) => runId)).toEqual(ids.slice(0, 2));
    expect(first.runs[0]).toMatchObject({ status: 'completed', kind: 'reading', attempt: 1, costUsd: 0 });
    const second = (await call(suite, 'GET', `/runs?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ runs: [{ runId: ids[2], status: 'pending' }], nextCursor: null });
    const failed = (await call(suite, 'GET', '/runs?status=failed')).json();
    expect(failed.runs).toMatchObject([{ runId: ids[1], errorCode: 'QUOTA_EXCEEDED' }]);
    expect((await call(suite, 'GET', '/runs?kind=reading')).json().runs).toHaveLength(3);
    expect((await call(suite, 'GET', '/runs?kind=plan')).json()).toEqual({ runs: [], nextCursor: null });
    const { readingId } = first.runs[0];
    expect((await call(suite, 'GET', `/runs?id=${readingId}`)).json().runs).toHaveLength(1);
    expect((await call(suite, 'GET', '/runs', { key: suite.keys.stranger })).json().runs).toEqual([]);
    expect((await call(suite, 'GET', '/runs', { key: suite.keys.viewer })).json().runs).toHaveLength(3);
  });

  test('counts what ended in each minute', async () => {
    const { minutes } = (await call(suite, 'GET', '/runs/activity?minutes=5')).json();
    expect(minutes).toHaveLength(5);
    const sum = (kind: string) =>
      minutes.reduce((all: number, minute: Record<string, number>) => all + minute[kind]!, 0);
    expect([sum('completed'), sum('failed')]).toEqual([1, 1]);
    const theirs = (await call(suite, 'GET', '/runs/activity', { key: suite.keys.stranger })).json().minutes;
    expect(theirs).toHaveLength(60);
    expect(theirs.every((minute: { completed: number }) => minute.completed === 0)).toBe(true);
  });
});

test('the timeline of a run tells its events, its steps and its model calls, to nobody else', async () => {
  const { runId } = await execute(suite);
  await complete(suite, runId);
  const timeline = (await call(suite, 'GET', `/runs/${runId}/timeline`)).json();
  expect(timeline.events.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['run_accepted', 'run_started', 'run_completed']),
  );
  expect(timeline).toMatchObject({ runId, calls: [] });
  const refused = await call(suite, 'GET', `/runs/${runId}/timeline`, { key: suite.keys.stranger });
  expectProblem(refused, 404, 'RUN_NOT_FOUND');
});

test('workers are shown with their load and the age of their heartbeat', async () => {
  await heartbeat(suite.sql, { instance: 'host-1-a', agents: ['crisis'], slots: 1 }, 60_000, []);
  const { workers } = (await call(suite, 'GET', '/workers', { key: suite.keys.viewer })).json();
  expect(workers).toMatchObject([{ instance: 'host-1-a', agents: ['crisis'], running: 0, isAlive: true }]);
});

describe('killing a worker', () => {
  const kill = (runId: string, app = suite.app, key = suite.keys.operator) =>
    call({ ...suite, app }, 'POST', `/runs/${runId}/kill-worker`, { key });

  test('is refused unless the installation allows it, and in production whatever it allows', async () => {
    const { runId } = await execute(suite);
    expectProblem(await kill(runId), 403, 'FORBIDDEN_IN_PRODUCTION');
    const production = await anotherApp(suite, { KILL_WORKERS: 'yes', NODE_ENV: 'production' });
    expectProblem(await kill(runId, production), 403, 'FORBIDDEN_IN_PRODUCTION');
    await production.close();
  });

  test('ends the process that holds the run, on this machine alone', async () => {
    const app = await anotherApp(suite, { KILL_WORKERS: 'yes' });
    const { runId } = await execute(suite);
    expectProblem(await kill(runId, app), 409, 'NO_WORKER_HERE');
    await claim(suite.sql, runId);
    const held = async (instance: string) => {
      await heartbeat(suite.sql, { instance, agents: ['crisis'], slots: 1 }, 60_000, []);
      await suite.sql`update agent_runs set lease_owner = ${instance} where id = ${runId}`;
    };
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await held(`elsewhere-${child.pid}-x`);
    expectProblem(await kill(runId, app), 409, 'NO_WORKER_HERE');
    await held(`${hostname()}-${child.pid}-x`);
    await suite.sql`update workers set session = 'gone'`;
    expectProblem(await kill(runId, app), 409, 'NO_WORKER_HERE'); // the number may be another process's by now
    await suite.sql`update workers set session = null`;
    const exit = once(child, 'exit');
    expect((await kill(runId, app)).statusCode).toBe(200);
    expect(await exit).toEqual([null, 'SIGKILL']);
    await app.close();
  });
});
