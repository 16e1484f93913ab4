import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createDepthGuard } from '../src/routes/readings/depth.ts';
import { anotherApp, apiSuite, call, expectProblem } from './suite.ts';

const suite = apiSuite();

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
    await app.ready();
    for (let at = 0; at < 4; at += 1) {
      expect((await call({ ...suite, app }, 'GET', '/runs/x')).statusCode).not.toBe(503);
      await sleep(150);
    }
    await app.close();
  });
});

describe('the limit of waiting runs', () => {
  test('counts what is still being stored', async () => {
    const guard = createDepthGuard(suite.sql, 2);
    const enter = async () => [await guard.enter(), await guard.enter(), await guard.enter()];
    expect(await enter()).toEqual([true, true, false]);
    await sleep(1_050);
    await guard.enter(); // counts anew, meanwhile the old count holds
    await sleep(200);
    expect(await guard.enter()).toBe(false);
    guard.leave();
    guard.leave();
    await expect.poll(() => guard.enter(), { interval: 200, timeout: 10_000 }).toBe(true);
  });
});
