import { expect, test } from 'vitest';
import { createComputing } from '../src/charts/computing.ts';
import { apiSuite, BIRTH_BODY } from './suite.ts';

const suite = apiSuite();
const CHARTS = 20;

test('a burst of new charts leaves the process free to answer', async () => {
  // Over sockets: an injected request would be answered before the event loop turns.
  const headers = { authorization: `Bearer ${suite.keys.service}`, 'content-type': 'application/json' };
  let waiting = CHARTS;
  const burst = Array.from({ length: CHARTS }, async (_, n) => {
    // Of a day without a time: that takes ten times as long.
    const day = { birthDate: `19${60 + n}-07-14`, birthTimeUnknown: true, birthPlace: BIRTH_BODY.birthPlace };
    const body = JSON.stringify(day);
    const response = await fetch(`${suite.address}/api/chart/calculate`, { method: 'POST', headers, body });
    waiting -= 1;
    expect(await response.json()).toMatchObject({ source: 'calculated' });
  });
  let healthy = 0;
  while (waiting > 0) {
    expect((await fetch(`${suite.address}/health`)).status).toBe(200);
    healthy += 1;
  }
  await Promise.all(burst);
  // Computed here, charts would come back to back, with about one answer between two of them.
  expect(healthy).toBeGreaterThan(4 * CHARTS);
});

test('what waits is bounded, and what was refused says when to come back', async () => {
  const computing = createComputing();
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, (_, n) => computing.chart({ utc: Date.UTC(1980, 0, 1 + n) })),
  );
  const refused = answers
    .filter(({ status }) => status === 'rejected')
    .map((answer) => (answer as PromiseRejectedResult).reason);
  expect(refused.length).toBeGreaterThan(20);
  expect(refused.length).toBeLessThan(60);
  for (const { code, details } of refused) expect([code, details.retryAfterSeconds]).toEqual(['OVERLOADED', 2]);
  await computing.close();
});

test('a birth that is refused in the thread is refused by the same error here', async () => {
  const computing = createComputing();
  const fold = {
    birthDate: '2024-10-27',
    birthTime: '02:30',
    timezone: 'Europe/Berlin',
    latitude: 52.5,
    longitude: 13.4,
  };
  await expect(computing.resolve(fold, Date.now())).rejects.toMatchObject({
    name: 'ChartError',
    code: 'LOCAL_TIME_AMBIGUOUS',
    data: { offsets: ['+02:00', '+01:00'] },
  });
  await computing.close();
});
