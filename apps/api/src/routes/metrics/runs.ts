import { finishedRuns, type Sql } from '@taktstock/db';
import { AGENTS } from '@taktstock/registry';
import { Histogram, type Registry } from 'prom-client';
import { createTally } from './tally.ts';

const AGENT_IDS = AGENTS.map(({ id }) => id);
const SECONDS = [0.05, 0.25, 1, 5, 15, 30, 60, 120, 300, 900];

/** How long runs wait and work, of all that ended since this process was first asked. */
export function observeRuns(register: Registry, sql: Sql): void {
  const collect = createTally(
    (since) => finishedRuns(sql, AGENT_IDS, since),
    ({ kind, agent, status, waitedMs, workedMs }) => {
      if (waitedMs !== null) waits.observe({ kind, agent }, waitedMs / 1_000);
      durations.observe({ kind, agent, status }, workedMs / 1_000);
    },
  );
  const options = { buckets: SECONDS, registers: [register], collect };
  const waits = new Histogram({
    name: 'taktstock_queue_wait_seconds',
    help: 'From the acceptance of a run to its first claim',
    labelNames: ['kind', 'agent'],
    ...options,
  });
  const durations = new Histogram({
    name: 'taktstock_run_seconds',
    help: 'From the first claim of a run, or of its manual retry, to its end',
    labelNames: ['kind', 'agent', 'status'],
    ...options,
  });
}
