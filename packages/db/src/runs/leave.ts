import { CRASH_LIMIT, type LoggedEvent, type RunStatus } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';

/** A bell to ring for the coming attempt; `delayMs` is counted by the database. */
export type Bell = { runId: string; agent: string; attempt: number; priority: number; delayMs: number };

/** What became of a run: its new state, what was logged, and the bell if it has to go on. */
export type Left = { n: number; runId: string; status: RunStatus; events: LoggedEvent[]; bell: Bell | null };

type Row = Omit<Bell, 'runId'> & EventRow & { n: number; id: string; status: RunStatus };

/**
 * Moves runs out of their state, whoever asks: settle, lost lease, deadline. One statement, so that the rules stand once.
 *
 * `locked` is a query over rows locked in id order: all columns of agent_runs and
 * n, verb (complete, fail, retry, lost, handback), code, message, meta, wait_ms, result, last_words (events, jsonb array).
 * The cancel flag wins over every verb. Answers one row per event: put together by Postgres they would cost a scan per run.
 */
export async function leave(db: Db, locked: ReturnType<Db>): Promise<Left[]> {
  const rows = await db<Row[]>`
    with locked as materialized (${locked}
    ), decided as (
      select *, case
          when cancel_requested_at is not null                                then 'cancelled'
          when verb = 'complete'                                              then 'completed'
          when verb = 'fail'                                                  then 'failed'
          when verb = 'retry' and error_count + 1 >= error_limit              then 'failed'
          when verb = 'lost'  and crash_count + 1 >= ${CRASH_LIMIT}           then 'failed'
          else 'pending'
        end as next
      from locked
    ), counted as materialized (                              -- a text is accepted only by a run that completes
      select *, last_seq + 1 + (
          select count(*)::int from jsonb_array_elements(last_words) word where next = 'completed' or word->>'type' = 'text_appended'
        ) as final_seq
      from decided
    ), said as (
      select n, id, agent, attempt, priority, next, wait_ms,
             last_seq + row_number() over (partition by id order by place)::int as seq, word->>'type' as type, word->'data' as data
      from counted
      cross join lateral jsonb_array_elements(last_words) with ordinality as w (word, place)
      where next = 'completed' or word->>'type' = 'text_appended'
      union all
      select n, id, agent, attempt, priority, next, wait_ms,
             final_seq, case next when 'pending' then 'run_requeued' else 'run_' || next end,
             case next
               when 'pending' then jsonb_build_object('attempt', attempt, 'reason', code, 'charged', verb <> 'handback', 'waitMs', wait_ms)
               when 'failed'  then jsonb_build_object('attempt', attempt, 'code', code, 'message', message)
               else jsonb_build_object('attempt', attempt)
             end
      from counted
    ), logged as (
      insert into events (topic, seq, type, data) select 'run:' || id, seq, type, data from said
    ), left_behind as (
      update agent_runs r
      set status              = c.next,
          last_seq            = c.final_seq,
          output              = case when c.next = 'completed' then c.result else r.output end,
          progress            = case when c.next = 'completed' then 100 else r.progress end,
          error_code          = case when c.next = 'failed' then c.code end,
          error_message       = case when c.next = 'failed' then c.message end,
          error_meta          = case when c.next = 'failed' then c.meta end,
          error_count         = r.error_count + (c.verb = 'retry')::int,
          crash_count         = r.crash_count + (c.verb = 'lost')::int,
          not_before          = case when c.next = 'pending' then now() + c.wait_ms * interval '1 ms' else r.not_before end,
          rung_at             = case when c.next = 'pending' then now() + c.wait_ms * interval '1 ms' else r.rung_at end,
          wait_reason         = case when c.next = 'pending' then c.code end,
          finished_at         = case when c.next <> 'pending' then now() end,
          attempt_deadline_at = null,
          lease_owner         = null,
          lease_until         = null,
          claim_token         = null,
          updated_at          = now()
      from counted c
      where r.id = c.id
    )
    select n, id, agent, attempt, priority, next as status, wait_ms as delay_ms, 'run:' || id as topic, seq, type, data, now() as at
    from said
    order by id, seq`;
  const left = new Map<string, Left>();
  for (const { n, id, agent, attempt, priority, status, delayMs, ...event } of rows) {
    const bell = status === 'pending' ? { runId: id, agent, attempt: attempt + 1, priority, delayMs } : null;
    const run = left.get(id) ?? { n, runId: id, status, events: [], bell };
    run.events.push(...loggedEvents([event]));
    left.set(id, run);
  }
  return [...left.values()];
}
