import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { open } from './live-client.ts';
import {
  apiSuite,
  BIRTH_BODY,
  call,
  claim,
  complete,
  EXECUTE,
  execute,
  expectProblem,
  fail,
  rowCount,
} from './suite.ts';

const suite = apiSuite();
const birthAt = (birthTime: string) => ({ ...BIRTH_BODY, birthTime });

const erase = (userId: string, query = '', key = suite.keys.admin) =>
  call(suite, 'DELETE', `/api/users/${encodeURIComponent(userId)}/data${query}`, { key });

async function erased(userId: string, query = '') {
  const response = await erase(userId, query);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

describe('erasing a user over HTTP', () => {
  test('counts what is gone; asked again it is nothing', async () => {
    const userId = 'anna';
    const { readingId, runId, chartId } = await execute(suite, { ...birthAt('01:01'), userId, question: 'Why?' });
    await complete(suite, runId);
    expect(await erased(userId)).toEqual({ userId, deleted: { readings: 1, versions: 1, charts: 1, runs: 1 } });
    expect(await erased(userId)).toEqual({ userId, deleted: { readings: 0, versions: 0, charts: 0, runs: 0 } });
    for (const path of ['status', 'result', 'reading']) {
      expectProblem(await call(suite, 'GET', `/api/orchestrator/${path}/${readingId}`), 404, 'READING_NOT_FOUND');
    }
    expectProblem(await call(suite, 'GET', `/api/chart/${chartId}`), 404, 'CHART_NOT_FOUND');
    expect((await call(suite, 'GET', `/runs/${runId}`)).json()).toMatchObject({ status: 'completed', error: null });
  });

  test('tells whoever follows a run, and the worker that holds it, that it is over', async () => {
    const { runId } = await execute(suite, { ...birthAt('02:02'), userId: 'ben' });
    await claim(suite.sql, runId);
    const stopped = new Set<string>();
    const deaf = suite.bus.live.onCancel((id) => stopped.add(id));
    const hears = async (id: string, say: () => void = () => {}) => {
      for (; !stopped.has(id); await setTimeout(20)) say();
    };
    await hears('anybody', () => suite.bus.live.cancel('anybody'));
    const watcher = await open(suite);
    watcher.send({ type: 'subscribe', topic: `run:${runId}`, after: 0 });
    await watcher.find(({ type }) => type === 'run_started');
    expect(await erased('ben')).toMatchObject({ deleted: { runs: 1 } });
    await watcher.find(({ type }) => type === 'run_cancelled');
    await hears(runId);
    await watcher.close();
    deaf();
  });

  test('a failed run that was erased is not retried', async () => {
    const { runId } = await execute(suite, { ...birthAt('03:03'), userId: 'cora' });
    await fail(suite, runId, 'UPSTREAM_UNAVAILABLE');
    await erased('cora');
    expect((await call(suite, 'GET', `/runs/${runId}`)).json()).toMatchObject({ retryAvailable: false });
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`), 409, 'NOT_RETRYABLE');
  });

  test('equal births can be asked about again at once, by anybody', async () => {
    const first = await execute(suite, { ...birthAt('04:04'), userId: 'dora' });
    expect(await erased('dora')).toMatchObject({ deleted: { charts: 1 } });
    const again = await execute(suite, { ...birthAt('04:04'), userId: 'emil' });
    expect(again.chartId).not.toBe(first.chartId);
    await complete(suite, again.runId);
    const gone = await call(suite, 'POST', EXECUTE, { body: { chartId: first.chartId } });
    expectProblem(gone, 422, 'CHART_NOT_FOUND');
  });

  test('an Idempotency-Key of the past means a new reading', async () => {
    const headers = { 'idempotency-key': 'frida-1' };
    const body = { ...birthAt('05:05'), userId: 'frida' };
    const first = await execute(suite, body, { headers });
    await erased('frida');
    expect((await execute(suite, body, { headers })).runId).not.toBe(first.runId);
  });

  test('may be asked for one owner only; others name their users alike', async () => {
    const body = { ...birthAt('06:06'), userId: 'gerd' };
    const mine = await execute(suite, body);
    await execute(suite, body, { key: suite.keys.stranger });
    expect(await erased('gerd', '?owner=owner-b')).toMatchObject({ deleted: { readings: 1, charts: 0 } });
    expect((await call(suite, 'GET', `/api/orchestrator/status/${mine.readingId}`)).statusCode).toBe(200);
    expect(await erased('gerd')).toMatchObject({ deleted: { readings: 1, charts: 1 } });
  });

  test.each([
    ['128 emoji', '😀'.repeat(64)],
    ['128 letters of three bytes', '字'.repeat(128)],
    ['slashes and percent signs', 'a/b/../c%2F%d?x=1#y'],
    ['what looks like SQL', "' or 1=1 --"],
  ])('finds a name made of %s', async (_name, userId) => {
    await execute(suite, { ...birthAt('07:07'), userId });
    expect(await erased(userId)).toMatchObject({ userId, deleted: { readings: 1 } });
    expect(suite.log.join('')).not.toContain(userId);
  });
});

describe('what is no name is refused', () => {
  let before: number;
  beforeAll(async () => {
    before = await rowCount(suite.sql);
  });

  test.each([
    ['nobody', '', '', 422],
    ['more than 128 characters', 'x'.repeat(129), '', 422],
    ['far more', 'x'.repeat(5_000), '', 404],
    ['U+0000', 'a\u0000', '', 422],
    ['an owner who is nobody', 'anna', '?owner=', 422],
    ['two owners', 'anna', '?owner=a&owner=b', 422],
    ['a field that there is none', 'anna', '?force=true', 422],
  ] as const)('%s', async (_name, userId, query, status) => {
    expectProblem(await erase(userId, query), status, status === 404 ? 'NOT_FOUND' : 'VALIDATION_FAILED');
    expect(await rowCount(suite.sql)).toBe(before);
  });

  test.each(['service', 'operator', 'viewer', 'voter:ceo'] as const)('by a key of role %s: 403', async (role) => {
    expectProblem(await erase('anna', '', suite.keys[role]), 403, 'FORBIDDEN');
  });
});
