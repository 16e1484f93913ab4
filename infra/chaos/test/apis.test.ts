import { READING_PARTS } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { dieBeforeRing, drainApi, equalPosts, killApi } from '../src/faults/apis.ts';
import { BACKENDS, expectHolds, useStage } from './stages.ts';

describe.each(BACKENDS)('APIs on %s', (backend) => {
  const s = useStage({ backend, apis: 2, workers: 4 });

  test('killed between commit and ring: the run is durable, the sweeper rings, the key finds it again', async () => {
    const round = s.round(21);
    const { runId } = await dieBeforeRing(round);
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ status: 'completed', attempt: 1 });
  });

  test('15 equal requests at once over two processes: one run, one answer, fourteen repetitions', async () => {
    const round = s.round(22);
    const { statuses, runIds } = await equalPosts(round);
    expect(runIds.size).toBe(1);
    expect(statuses.toSorted()).toEqual([...Array<number>(14).fill(200), 202]);
    await expectHolds(round);
    expect(await round.hits([...runIds][0]!)).toHaveLength(READING_PARTS.length);
  });

  test('killed under load with sockets open: clients and callers go on at the other one', async () => {
    const round = s.round(23);
    const orders = round.orders(20, { watch: true, drops: 5 });
    await killApi(round, s.stage.apis[0]!);
    await orders;
    await expectHolds(round);
  });

  test('SIGTERM with sockets open: clients and callers go on at the other one', async () => {
    const round = s.round(24);
    await round.orders(10, { watch: true });
    const orders = round.orders(10, { watch: true });
    await drainApi(round, s.stage.apis[0]!);
    await orders;
    await expectHolds(round);
  });

  test('clients that drop at random points and come back with their cursor end with exactly the stored text', async () => {
    const round = s.round(25);
    const { runId } = await round.order({ watch: true, drops: 0 });
    for (let client = 0; client < 11; client += 1) round.watch(runId, 6);
    await expectHolds(round);
    expect(round.watchers.reduce((sum, { connections }) => sum + connections, 0)).toBeGreaterThan(12);
    for (const { draft } of round.watchers) expect(draft.accepted).toBe(round.watchers[0]!.draft.accepted);
  });
});
