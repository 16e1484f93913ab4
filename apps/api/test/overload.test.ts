import { randomUUIDv7 } from 'node:crypto';
import { queueDepth } from '@taktstock/db';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createDepthGuard } from '../src/routes/readings/depth.ts';
import { anotherApp, apiSuite, call, EXECUTE, execute, expectProblem } from './suite.ts';

const suite = apiSuite();
afterEach(() => void vi.useRealTimers());

/** Nothing else gets its turn meanwhile. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('a process with too much to do', () => {
  test('turns requests away, but not its probes', async () => {
    const app = await anotherApp(suite, { LOOP_DELAY_MS: '500' });
    const busy = { ...suite, app };
    await app.ready();
    let refused = await call(busy, 'GET', '/runs/x');
    while (refused.statusCode !== 503) {
      block(1_200);
      refused = await call(busy, 'GET', '/runs/x');
    }
    expectProblem(refused, 503, 'OVERLOADED');
    expect(refused.headers['retry-after']).toBe('2');
    expect((await call(busy, 'GET', '/health', { key: null })).statusCode).toBe(200);
    await app.close();
  });

  test('is not one that has just started, however busy its start was', async () => {
    const app = await anotherApp(suite, { LOOP_DELAY_MS: '500' });
    block(1_200);
    vi.useFakeTimers({ toFake: ['performance'] }); // it stays just started, however busy this machine is
    await app.ready();
    await expect.poll(() => app.memoryUsage().eventLoopDelay).toBeGreaterThan(500);
    expect((await call({ ...suite, app }, 'GET', '/runs/x')).statusCode).toBe(404);
    await app.close();
  });
});

describe('the limit of waiting runs', () => {
  test('refuses new work while too much waits, and says when to come back', async () => {
    const app = await anotherApp(suite, { QUEUE_DEPTH_LIMIT: '0' });
    const response = await call({ ...suite, app }, 'POST', EXECUTE, { body: { chartId: suite.chartId } });
    expectProblem(response, 503, 'QUEUE_FULL');
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    await app.close();
  });

  test('what was promised before is answered again though too much waits', async () => {
    const app = await anotherApp(suite, { QUEUE_DEPTH_LIMIT: '0' });
    const headers = { 'idempotency-key': randomUUIDv7() };
    const body = { chartId: suite.chartId, agentId: 'crisis' };
    const first = await execute(suite, body, { headers });
    const full = (changed: object = {}, key = suite.keys.service) =>
      call({ ...suite, app }, 'POST', EXECUTE, { body: { ...body, ...changed }, headers, key });
    const replayed = await full();
    expect(replayed.statusCode, replayed.body).toBe(200);
    expect(replayed.headers['idempotency-replayed']).toBe('true');
    expect(replayed.json()).toEqual(first);
    expectProblem(await full({ agentId: 'business' }), 409, 'IDEMPOTENCY_CONFLICT');
    expectProblem(await full({}, suite.keys.stranger), 503, 'QUEUE_FULL');
    await app.close();
  });

  test('counts what is still being stored', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const counts: Promise<number>[] = [];
    const count = async () => {
      counts.push(queueDepth(suite.sql));
      return counts.at(-1)!;
    };
    const guard = createDepthGuard(count, (await queueDepth(suite.sql)) + 2);
    expect([await guard.enter(), await guard.enter(), await guard.enter()]).toEqual([true, true, false]);
    vi.advanceTimersByTime(1_001);
    const recounted = async () => {
      await guard.enter(); // counts anew, meanwhile the old count holds
      await counts.at(-1);
      await new Promise(setImmediate);
    };
    await recounted();
    expect(counts).toHaveLength(2);
    expect(await guard.enter()).toBe(false);
    guard.leave();
    guard.leave();
    vi.advanceTimersByTime(1_001);
    await recounted();
    expect(await guard.enter()).toBe(true);
  });
});
