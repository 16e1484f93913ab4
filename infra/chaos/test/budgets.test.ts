import { dailyBudgets, setBudget } from '@taktstock/db';
import { afterEach, describe, expect, test } from 'vitest';
import { OWNER } from '../src/clients/direct.ts';
import { clearModelFaults, modelFault } from '../src/clients/sandbox.ts';
import { until } from '../src/until.ts';
import { expectHolds, useStage } from './stages.ts';

const MICROS = 1_000_000;

describe('a budget, whoever dies between the reservation of a call and its bill', () => {
  const s = useStage({ backend: 'postgres', apis: 1, workers: 1 });
  afterEach(() => s.stage.sql`truncate llm_calls, budgets`);

  const allow = (microsPerDay: number) =>
    setBudget(
      s.stage.sql,
      { scope: 'owner', subject: OWNER, microsPerDay },
      { keyId: 'chaos', owner: OWNER, role: 'admin' },
    );
  const left = async () => (await dailyBudgets(s.stage.sql, OWNER))[0]!;

  test('is neither overshot nor lost: the reservation stands, then it counts as spent, and the rest is spent again', async () => {
    const round = s.round(81);
    await modelFault(s.stage.sandboxUrl, { fault: 'stall', times: 1 });
    await allow(MICROS);
    const { runId } = await round.order({ agent: 'crisis' });
    const holder = await round.streaming(runId);
    const { reservedMicros } = await left();
    expect(reservedMicros).toBeGreaterThan(0);
    await round.inject({ name: 'worker kill -9', crash: true, instance: holder.instance }, () => holder.kill());
    expect(await left()).toMatchObject({ spentMicros: 0, reservedMicros });
    await s.stage.startWorker();
    await expectHolds(round);
    expect(await round.run(runId)).toMatchObject({ status: 'completed', crashCount: 1 });
    await round.ledgerClosed();
    const [dead] = await s.stage.sql<{ costMicros: number }[]>`
      select cost_micros from llm_calls where run_id = ${runId} and estimated`;
    expect(dead).toEqual({ costMicros: reservedMicros });
    const { spentMicros } = await left();
    expect(spentMicros).toBeGreaterThan(reservedMicros);
    const [ledger] = await s.stage.sql`select sum(cost_micros)::bigint as spent_micros from llm_calls`;
    expect(ledger).toEqual({ spentMicros });
  });

  test('too small for another try: the run waits for the dead call to be settled, then it says that nothing is left', async () => {
    const round = s.round(82);
    await modelFault(s.stage.sandboxUrl, { fault: 'stall', times: null });
    await allow(60_000);
    const { runId } = await round.order({ agent: 'crisis' });
    const holder = await round.streaming(runId);
    await round.inject({ name: 'worker kill -9', crash: true, instance: holder.instance }, () => holder.kill());
    await clearModelFaults(s.stage.sandboxUrl);
    await s.stage.startWorker();
    await until('the run to fail', async () => (await round.run(runId)).status === 'failed');
    const [run] = await s.stage.sql`select error_code, error_meta from agent_runs where id = ${runId}`;
    const { spentMicros, reservedMicros } = await left();
    expect(run).toMatchObject({
      errorCode: 'BUDGET_EXCEEDED',
      errorMeta: { scope: 'owner', budgetUsd: 0.06, spentUsd: spentMicros / MICROS, reservedUsd: 0 },
    });
    expect(reservedMicros).toBe(0);
    expect(spentMicros).toBeLessThanOrEqual(60_000);
    expect(await round.hits(runId)).toHaveLength(1);
  });
});
