import { describe, expect, test } from 'vitest';
import { anotherApp, apiSuite, call, expectProblem } from './suite.ts';

const suite = apiSuite();

describe('a process with too much to do', () => {
  test('turns requests away, but not its probes', async () => {
    const app = await anotherApp(suite, { LOOP_DELAY_MS: '500' });
    const busy = { ...suite, app };
    await app.ready();
    let refused = await call(busy, 'GET', '/runs/x');
    while (refused.statusCode !== 503) {
      const until = performance.now() + 1_200;
      while (performance.now() < until); // nothing else gets its turn
      refused = await call(busy, 'GET', '/runs/x');
    }
    expectProblem(refused, 503, 'OVERLOADED');
    expect(refused.headers['retry-after']).toBe('2');
    expect((await call(busy, 'GET', '/health', { key: null })).statusCode).toBe(200);
    await app.close();
  });
});
