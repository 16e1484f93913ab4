import { READING_PARTS } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { modelFault } from '../src/clients/sandbox.ts';
import { drainWorker, freezeWorker, killAllWorkers, killWorker } from '../src/faults/workers.ts';
import { until } from '../src/until.ts';
import { BACKENDS, expectHolds, useStage } from './stages.ts';

describe.each(BACKENDS)('workers on %s', (backend) => {
  const s = useStage({ backend, apis: 2, workers: 4 });

  test('kill -9 in the middle of a text: another worker writes it once more, the clients see one text', async () => {
    const round = s.round(11);
    const { runId } = await round.order({ watch: true });
    await round.orders(12, { watch: true });
    await killWorker(round, await round.streaming(runId));
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ status: 'completed', attempt: 2, crashCount: 1, errorCount: 0 });
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length + 1);
  });

  test('SIGSTOP past the lease, then SIGCONT: the zombie changes nothing', async () => {
    const round = s.round(12);
    const { runId } = await round.order({ watch: true });
    await round.orders(12, { watch: true });
    await freezeWorker(round, await round.streaming(runId));
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ status: 'completed', crashCount: 1 });
    expect(s.stage.workers).toHaveLength(4);
  });

  test('SIGTERM under load: what is not finished is handed back, uncharged', async () => {
    const round = s.round(13);
    const { runId } = await round.order();
    const orders = await round.orders(12);
    await drainWorker(round, await round.streaming(runId));
    await expectHolds(round);
    for (const { runId } of orders) {
      expect(await round.run(runId)).toMatchObject({ status: 'completed', crashCount: 0, errorCount: 0 });
    }
  });

  test('all workers dead for a while: everything waits, nothing is lost', async () => {
    const round = s.round(14);
    const { runId } = await round.order({ watch: true });
    await round.streaming(runId);
    const orders = round.orders(12);
    await killAllWorkers(round);
    await orders;
    await expectHolds(round);
  });

  test('cancel in the middle of a text: the provider sees the connection close within a second', async () => {
    const round = s.round(15);
    await modelFault(s.stage.sandboxUrl, { fault: 'stall', times: null });
    const order = await round.order({ watch: true });
    await round.streaming(order.runId);
    const asked = Date.now();
    await round.cancel(order);
    await expectHolds(round);
    expect(await round.run(order.runId)).toMatchObject({ status: 'cancelled' });
    const [hit] = await round.hits(order.runId);
    expect(hit).toMatchObject({ outcome: 'closed' });
    const ms = Date.parse(hit!.finishedAt!) - asked;
    console.log(`cancel on ${backend}: the connection to the provider was closed after ${ms} ms`);
    const [call] = (await round.evidence()).calls;
    expect(call).toMatchObject({ errorCode: 'ABORTED', estimated: false });
    expect(call!.tokensOut).toBeGreaterThan(0);
  });

  test('cancel while a run waits for its next attempt: it ends at once and is not tried again', async () => {
    const round = s.round(16);
    await modelFault(s.stage.sandboxUrl, { fault: '529', times: null });
    const order = await round.order({ watch: true });
    await until('the run to wait', async () => {
      const { status, errorCount } = await round.run(order.runId);
      return status === 'pending' && errorCount > 0;
    });
    await round.cancel(order);
    await expectHolds(round);
    expect(await round.run(order.runId)).toMatchObject({ status: 'cancelled' });
  });

  test('what dead attempts left open in the ledger is closed at its reservation', () => s.expectLedgerCloses());
});
