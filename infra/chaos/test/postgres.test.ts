import { READING_PARTS } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { crashPostgres, cutBackends } from '../src/faults/servers.ts';
import { until } from '../src/until.ts';
import { BACKENDS, expectHolds, useStage } from './stages.ts';

// The lease outlives the outage here: what is paid for must then be stored, not paid for again.
const workerEnv = { LEASE_MS: '20000' };

describe.each(BACKENDS)('Postgres, with the queue on %s', (backend) => {
  const s = useStage({ backend, apis: 2, workers: 4, workerEnv });

  test('immediate stop and restart under load: no acknowledged run is lost', async () => {
    const round = s.round(41);
    const { runId } = await round.order({ watch: true });
    await round.orders(12, { watch: true });
    await round.streaming(runId);
    await crashPostgres(round);
    await round.orders(5, { watch: true });
    await expectHolds(round);
  });

  test('away while a paid answer arrives: it is held and stored, the model is not asked again', async () => {
    const round = s.round(42);
    const { runId } = await round.order({ watch: true });
    await round.streaming(runId);
    const [before] = await round.hits(runId);
    expect(before?.outcome).toBeNull();
    await crashPostgres(round, () =>
      until(
        'the answer to be complete',
        async () => (await round.modelCalls()).find(({ id }) => id === before!.id)?.outcome,
      ),
    );
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length);
  });

  test('all connections cut: everybody connects again', async () => {
    const round = s.round(43);
    const { runId } = await round.order({ watch: true });
    await round.orders(8, { watch: true });
    await round.streaming(runId);
    await cutBackends(round);
    await round.orders(5, { watch: true });
    await expectHolds(round);
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length);
  });

  test('what was left open in the ledger is closed', () => s.expectLedgerCloses());
});
