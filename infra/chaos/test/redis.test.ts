import { redisAvailable } from '@taktstock/local';
import { describe, expect, test } from 'vitest';
import { crashRedis, flushRedis, stallRedis } from '../src/faults/servers.ts';
import { expectHolds, useStage } from './stages.ts';

describe.skipIf(!redisAvailable())('Redis', () => {
  const s = useStage({ backend: 'redis', apis: 2, workers: 4 });

  test('FLUSHALL under load costs nothing but a moment', async () => {
    const round = s.round(31);
    const { runId } = await round.order({ watch: true });
    const orders = round.orders(30, { watch: true });
    await round.streaming(runId);
    await flushRedis(round);
    await orders;
    await round.orders(5);
    await expectHolds(round);
    expect(round.promised).toHaveLength(36);
  });

  test('kill -9 under load and an empty restart: 202 all the while, no model call more than without', async () => {
    const round = s.round(32);
    const { runId } = await round.order({ watch: true });
    await round.orders(15, { watch: true });
    await round.streaming(runId);
    await crashRedis(round, () => round.orders(15, { watch: true }));
    await round.orders(5, { watch: true });
    await expectHolds(round);
    expect(new Set(round.http.answers.map(({ status }) => status))).toEqual(new Set([202]));
  });

  test('accepts and never answers: orders are accepted all the same, and carried out afterwards', async () => {
    const round = s.round(33);
    await round.orders(5, { watch: true });
    await stallRedis(round, () => round.orders(10));
    await expectHolds(round);
    expect(new Set(round.http.answers.map(({ status }) => status))).toEqual(new Set([202]));
  });

  test('down when the processes start: they start, and work as soon as it is there', async () => {
    const round = s.round(34);
    const { stage } = s;
    await crashRedis(round, async () => {
      const [api, worker] = await Promise.all([stage.startApi(), stage.startWorker()]);
      const others = [...stage.workers, ...stage.apis].filter((child) => child !== api && child !== worker);
      await Promise.all(others.map((child) => child.kill()));
      await round.orders(5);
    });
    await round.orders(5, { watch: true });
    await expectHolds(round);
  });
});
