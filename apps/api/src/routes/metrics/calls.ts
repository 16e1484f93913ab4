import { BREAKER_STATES, breakers, closedCalls, coolings, type Sql } from '@taktstock/db';
import { usdOf } from '@taktstock/registry';
import { Counter, type Registry } from 'prom-client';
import { gauge } from './gauge.ts';
import { createTally } from './tally.ts';

const BUCKETS = ['input', 'cacheRead', 'cacheWrite', 'output'] as const;

/** What models were asked and what it cost, of all calls that ended since this process was first asked, and whether they may be asked. */
export function observeCalls(register: Registry, sql: Sql): void {
  const collect = createTally(
    (since) => closedCalls(sql, since),
    ({ model, outcome, calls: count, unpricedCalls, costMicros, ...tokens }) => {
      calls.inc({ model, outcome }, count);
      for (const bucket of BUCKETS) used.inc({ model, bucket }, tokens[bucket]);
      cost.inc({ model }, usdOf(costMicros));
      unpriced.inc({ model }, unpricedCalls);
    },
  );
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [register], collect });
  const calls = counter('taktstock_model_calls_total', 'Model calls by how they ended', ['model', 'outcome']);
  const used = counter('taktstock_model_tokens_total', 'Tokens in buckets that do not overlap', ['model', 'bucket']);
  const cost = counter('taktstock_model_cost_usd_total', 'Cost of the calls whose price is known', ['model']);
  const unpriced = counter('taktstock_model_unpriced_calls_total', 'Calls whose price is unknown', ['model']);

  gauge(register, 'taktstock_model_breaker', '1 for the state that it is in', ['model', 'state'], async (set) => {
    for (const { model, state } of await breakers(sql)) {
      for (const known of BREAKER_STATES) set({ model, state: known }, Number(known === state));
    }
  });
  gauge(register, 'taktstock_provider_cooling_seconds', 'Left after a 429', ['provider'], async (set) => {
    for (const { provider, seconds } of await coolings(sql)) set({ provider }, seconds);
  });
}
