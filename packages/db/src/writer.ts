import { batched } from './batch.ts';
import type { Sql } from './client.ts';
import { acceptRuns } from './runs/accept.ts';
import { appendEvents } from './runs/append.ts';
import { claimRuns } from './runs/claim.ts';
import { settleRuns } from './runs/settle.ts';

/** The hot statements of a process, one row at a time for the caller, many rows at a time for Postgres. */
export type RunWriter = ReturnType<typeof createRunWriter>;

const LANES = 2;

/** Rows of a claim or a settle: with all that is there in one batch, a worker's runs would march in step and nothing overlap. */
const ROWS = 64;

/** Micro-batches accept, claim, append and run-only settle over one pool. */
export function createRunWriter(sql: Sql) {
  return {
    // Two lanes: new rows wait for nobody but the holder of the same idempotency key.
    accept: batched((acceptances: Parameters<typeof acceptRuns>[1]) => acceptRuns(sql, acceptances), 256, LANES),
    claim: batched((claims: Parameters<typeof claimRuns>[1]) => claimRuns(sql, claims), ROWS, LANES),
    append: batched((appendings: Parameters<typeof appendEvents>[1]) => appendEvents(sql, appendings)),
    settle: batched((settlements: Parameters<typeof settleRuns>[1]) => settleRuns(sql, settlements), ROWS, LANES),
  };
}
