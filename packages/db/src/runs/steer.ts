import { type LoggedEvent, MAX_RETRIES, NEVER_STARTED_MS, type Principal, type RunStatus } from '@taktstock/registry';
import { recordAudit } from '../audit.ts';
import type { Db, Sql } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';
import type { Bell } from './leave.ts';

type Steered = { before: RunStatus; events: LoggedEvent[] };

/**
 * Asks a run to stop: a pending one is cancelled at once, a processing one gets the flag. Answers the state before,
 * or null when there is no such run. `by` is entered into the audit; what the system does by itself is in the log only.
 */
export async function requestCancel(sql: Sql, runId: string, by: Principal | null = null): Promise<Steered | null> {
  if (by === null) return flagOrCancel(sql, runId);
  return sql.begin(async (tx) => {
    const steered = await flagOrCancel(tx, runId);
    for (const { type } of steered?.events ?? [])
      await recordAudit(tx, by, { action: type, subject: `run ${runId}`, before: { status: steered!.before } });
    return steered;
  });
}

async function flagOrCancel(sql: Db, runId: string): Promise<Steered | null> {
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

export type CancelledRun = { runId: string; progress: number; wasDue: boolean };

/** Cancels every pending run of a kind and enters that into the audit. Answers them with their events. */
export async function cancelPending(
  sql: Sql,
  kind: string,
  by: Principal,
): Promise<{ runs: CancelledRun[]; events: LoggedEvent[] }> {
  return sql.begin(async (tx) => {
    const rows = await tx<(CancelledRun & EventRow)[]>`
      with before as (
        select id, not_before <= now() as was_due from agent_runs where kind = ${kind} and status = 'pending'
        order by id
        for update
      ), cancelled as (
        update agent_runs r
        set status = 'cancelled', cancel_requested_at = now(), finished_at = now(), last_seq = r.last_seq + 1, updated_at = now()
        from before b
        where r.id = b.id
        returning r.id, r.attempt, r.progress, r.last_seq, b.was_due
      ), logged as (
        insert into events (topic, seq, type, data)
        select 'run:' || id, last_seq, 'run_cancelled', jsonb_build_object('attempt', attempt) from cancelled
        returning topic, seq, type, data, at
      )
      select c.id as run_id, c.progress, c.was_due, l.*
      from cancelled c
      join logged l on l.topic = 'run:' || c.id`;
    const due = rows.filter(({ wasDue }) => wasDue).length;
    const after = { waiting: due, delayed: rows.length - due };
    await recordAudit(tx, by, { action: 'queue_cleaned', subject: kind, after });
    return { runs: rows, events: loggedEvents(rows) };
  });
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
        and erased_at is null
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
