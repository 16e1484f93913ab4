import { randomUUIDv7 } from 'node:crypto';
import { acceptRuns, type ChartRow, type Sql, storeChart } from '@taktstock/db';
import { getAgent, NEVER_STARTED_MS, RUN_KINDS, selectAgent } from '@taktstock/registry';
import chart from '../chart.json' with { type: 'json' };

export type Ordered = { runId: string; readingId: string };

/** The chart that all directly accepted readings are about, as packages/chart computed it. */
export const storeSample = (sql: Sql): Promise<ChartRow> => storeChart(sql, 'chaos', chart.engine.version, chart);

/** Accepts a reading as the API does, for stages without one; nobody rings, so the sweeper has to. */
export async function acceptDirectly(sql: Sql, chartId: string, agentId: string): Promise<Ordered> {
  const agent = getAgent(agentId)!;
  const { attemptMs, runMs, retry } = RUN_KINDS[agent.kind];
  const [runId, readingId] = [randomUUIDv7(), randomUUIDv7()];
  const about = { owner: OWNER, userId: OWNER, agent: agentId };
  const run = {
    ...{ ...about, id: runId, kind: agent.kind, keyId: null, priority: agent.priority, input: { readingId } },
    ...{ definitionVersion: agent.version, errorLimit: retry.limit, attemptMs, runMs, startWithinMs: NEVER_STARTED_MS },
  };
  const reading = {
    ...{ ...about, id: readingId, context: null, question: null, depth: 'basic', style: 'klar', locale: 'de' },
    ...{ fallback: 'none', chartIds: [chartId], labels: [], selection: selectAgent({ agentId, persons: 1 }) },
  };
  await acceptRuns(sql, [{ run, reading, idempotency: null }]);
  return { runId, readingId };
}

export const OWNER = 'chaos';
