import { READING_PARTS } from '@taktstock/registry';
import { afterEach, describe, expect, test } from 'vitest';
import { type Exposed, exposeWorker, loseReply, STATEMENTS } from '../src/faults/accidents.ts';
import type { Round } from '../src/round.ts';
import { until } from '../src/until.ts';
import { expectHolds, useStage } from './stages.ts';

// The queue on Postgres as well: then all that a worker says to Postgres goes through the proxy.
describe('accidents between a worker and Postgres', () => {
  const s = useStage({ backend: 'postgres', workers: 0, apis: 1 });
  let exposed: Exposed;
  afterEach(() => exposed.close());

  const types = async (round: Round, runId: string): Promise<string[]> =>
    (await round.evidence()).events.filter((event) => event.runId === runId).map(({ type }) => type);

  test.each([
    ['a claim', { statement: STATEMENTS.claim, at: 'statement' }],
    ['a piece of text', { statement: /text_appended/, at: 'statement' }],
    ['the end of a step', { statement: STATEMENTS.completeStep, at: 'commit' }],
    ['the reservation of a model call', { statement: STATEMENTS.openCall, at: 'commit' }],
    ['the result', { statement: STATEMENTS.version, at: 'commit' }],
  ] as const)('the reply to %s is lost: it was done once, and it is done once', async (_what, trap) => {
    const round = s.round(51);
    exposed = await exposeWorker(round);
    const lost = loseReply(round, exposed, trap);
    const { runId } = await round.order({ watch: true, drops: 1 });
    await lost;
    await expectHolds(round);
    const log = await types(round, runId);
    expect(log.filter((type) => type === 'run_completed')).toHaveLength(1);
    expect(log).not.toContain('run_result_discarded');
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length);
  });

  test('killed between the commit of the result and its publication: the clients hear of it all the same', async () => {
    const round = s.round(52);
    exposed = await exposeWorker(round);
    const snare = exposed.proxy.lay({ statement: STATEMENTS.version, at: 'commit', act: 'lose-reply' });
    const { runId } = await round.order({ watch: true, drops: 0 });
    await snare.sprung();
    const { worker } = exposed;
    await round.inject({ name: 'worker kill -9', crash: true, instance: worker.instance }, () => worker.kill());
    await expectHolds(round);
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length);
  });

  test('a result that comes after the lease, before anybody has claimed the run again, counts', async () => {
    const round = s.round(53);
    exposed = await exposeWorker(round);
    const snare = exposed.proxy.lay({ statement: STATEMENTS.settle, at: 'statement', act: 'hold' });
    const { runId } = await round.order({ watch: true, drops: 1 });
    await snare.sprung();
    await round.inject({ name: 'worker SIGSTOP', crash: true, instance: exposed.worker.instance }, async () => {
      exposed.worker.signal('SIGSTOP');
      await until('the run to be free', async () => (await round.run(runId)).status === 'pending');
      snare.release();
      // Postgres has it before anybody can claim: the only worker is frozen.
      await until('the result to be there, uncommitted', async () => (await idleTransactions(round)) > 0);
      exposed.worker.signal('SIGCONT');
    });
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ attempt: 1, crashCount: 1 });
    expect(await round.hits(runId)).toHaveLength(READING_PARTS.length);
  });

  test('a worker frozen in the middle of a transaction holds up nobody else for long', async () => {
    const round = s.round(54);
    const env = { REQUESTS_PER_MINUTE: '10000' }; // so that a reservation locks its provider
    exposed = await exposeWorker(round, { env });
    const snare = exposed.proxy.lay({ statement: STATEMENTS.openCall, at: 'statement', act: 'withhold' });
    await round.order({ watch: true });
    await snare.sprung();
    const { worker } = exposed;
    await round.inject({ name: 'worker SIGSTOP', crash: true, instance: worker.instance }, async () => {
      worker.signal('SIGSTOP');
      const other = await s.stage.startWorker({ env });
      const orders = await round.orders(5);
      await until('the others to be done', async () => {
        const states = await Promise.all(orders.map(({ runId }) => round.run(runId)));
        return states.every(({ status }) => status === 'completed');
      }).finally(() => worker.signal('SIGCONT'));
      snare.release();
      await expectHolds(round);
      await other.kill();
    });
  });
});

/** Transactions whose client says nothing. */
async function idleTransactions(round: Round): Promise<number> {
  const rows = await round.stage.sql`
    select 1 from pg_stat_activity where state = 'idle in transaction' and application_name <> 'chaos'`;
  return rows.length;
}
