import type { ErrorCode, RunEvent } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { type Left, leave } from './leave.ts';
import { byKey } from './lock.ts';

/** How an attempt ended. `lastWords` are events to log before the state change, such as the rest of a text. */
export type Outcome = { lastWords?: RunEvent[] } & (
  | { verb: 'complete'; result: unknown }
  | { verb: 'fail'; code: ErrorCode; message: string; meta?: Record<string, unknown> | undefined }
  | { verb: 'retry'; code: ErrorCode; message: string; meta?: Record<string, unknown> | undefined; waitMs: number }
  /** Given back without being counted: shutdown, or a wait that is nobody's fault. */
  | { verb: 'handback'; code: string; waitMs: number }
);

export type Settlement = { runId: string; attempt: number; outcome: Outcome };
export type Settled = Omit<Left, 'n'> | null;

/**
 * Ends attempts, fenced by their number: null for each that somebody else owns by now.
 * A result that comes late still counts until somebody has claimed the run again.
 */
export async function settleRuns(db: Db, settlements: Settlement[]): Promise<Settled[]> {
  const rows = settlements.map(({ runId, attempt, outcome }, n) => ({
    n,
    id: runId,
    attempt,
    verb: outcome.verb,
    code: 'code' in outcome ? outcome.code : null,
    message: 'message' in outcome ? outcome.message : null,
    meta: 'meta' in outcome ? outcome.meta : null,
    waitMs: 'waitMs' in outcome ? Math.ceil(outcome.waitMs) : 0,
    result: 'result' in outcome ? outcome.result : null,
    lastWords: outcome.lastWords ?? [],
  }));
  const left = await leave(
    db,
    db`
      select r.*, i.n, i.verb, i.code, i.message, i.meta, i."waitMs" as wait_ms, i.result, i."lastWords" as last_words
      from (
        select * from jsonb_to_recordset(${db.json(rows as never)}) as i (
          n int, id uuid, attempt int, verb text, code text, message text, meta jsonb, "waitMs" int, result jsonb, "lastWords" jsonb)
        order by id
      ) i
      cross join lateral (${byKey(db, db`i.id`)}) r
      where r.attempt = i.attempt -- the fence
        and (r.status = 'processing' or r.status = 'pending' and i.verb = 'complete')`,
  );
  const byPlace = new Map(left.map(({ n, ...settled }) => [n, settled]));
  return settlements.map((_, n) => byPlace.get(n) ?? null);
}
