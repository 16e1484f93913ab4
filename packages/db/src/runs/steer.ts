import { type LoggedEvent, MAX_RETRIES, NEVER_STARTED_MS, type RunStatus } from '@taktstock/registry';
import type { Sql } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';
import type { Bell } from './leave.ts';

type Steered = { before: RunStatus; events: LoggedEvent[] };

/**
 * Asks a run to stop: a pending one is cancelled at once, a processing one gets the flag. Answers the state before,
 * or null when there is no such run.
 */
export async function requestCancel(sql: Sql, runId: string): Promise<Steered | null> {
  const [row] = await sql<{ before: RunStatus; event: EventRow | null }[]>`
    with before as (
      select id, status, attempt, cancel_requested_at from agent_runs where id = ${runId} for update
    ), steered as (
      update agent_runs r
      set status              = case b.status when 'pending' then 'cancelled' else b.status end,
          cancel_requested_at = now(),
          finished_at         = case b.status when 'pending' then now() end,
          last_seq            = r.last_seq + 1,
          updated_at          = now()
      from before b
      where r.id = b.id and (b.status = 'pending' or b.status = 'processing' and b.cancel_requested_at is null)
      returning r.id, r.status, r.attempt, r.last_seq
    ), logged as (
      insert into events (topic, seq, type, data)
      select 'run:' || id, last_seq,
             case status when 'cancelled' then 'run_cancelled' else 'cancel_requested' end,
             case status when 'cancelled' then jsonb_build_object('attempt', attempt) else '{}' end
      from steered
      returning topic, seq, type, data, at
    )
    select b.status as before, (select to_json(logged) from logged) as event from before b`;
  return row === undefined ? null : { before: row.before, events: row.event === null ? [] : loggedEvents([row.event]) };
}

/** Reopens a failed run whose code is among `codes` and that was not retried too often; null when the guard refuses. */
export async function reopenRun(
  sql: Sql,
  runId: string,
  codes: string[],
  reason: string | null,
): Promise<{ retryCount: number; bell: Bell; events: LoggedEvent[] } | null> {
  const [row] = await sql<(Bell & { retryCount: number; event: EventRow })[]>`
    with reopened as (
      update agent_runs
      set status = 'pending', retry_count = retry_count + 1, error_count = 0, crash_count = 0,
          error_code = null, error_message = null, error_meta = null,
          not_before = now(), rung_at = now(), wait_reason = null, cancel_requested_at = null,
          started_at = null, finished_at = null, deadline_at = now() + ${NEVER_STARTED_MS} * interval '1 ms',
          last_seq = last_seq + 1, updated_at = now()
      where id = ${runId} and status = 'failed' and retry_count < ${MAX_RETRIES} and error_code = any(${codes}::text[])
      returning *
    ), logged as (
      insert into events (topic, seq, type, data)
      select 'run:' || id, last_seq, 'run_reopened', jsonb_build_object('retryCount', retry_count, 'reason', ${reason}::text)
      from reopened
      returning topic, seq, type, data, at
    )
    select r.id as run_id, r.agent, r.attempt + 1 as attempt, r.priority, 0 as delay_ms, r.retry_count,
           (select to_json(logged) from logged) as event
    from reopened r`;
  if (row === undefined) return null;
  const { retryCount, event, ...bell } = row;
  return { retryCount, bell, events: loggedEvents([event]) };
}
