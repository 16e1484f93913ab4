import { CRASH_LIMIT, type LoggedEvent, type RunStatus } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';

/** A bell to ring for the coming attempt; `delayMs` is counted by the database. */
export type Bell = { runId: string; agent: string; attempt: number; priority: number; delayMs: number };

/** What became of a run: its new state, what was logged, and the bell if it has to go on. */
export type Left = { n: number; runId: string; status: RunStatus; events: LoggedEvent[]; bell: Bell | null };

type Row = {
  n: number;
  id: string;
  agent: string;
  attempt: number;
  priority: number;
  status: RunStatus;
  waitMs: number;
  events: EventRow[];
};

/**
 * Moves runs out of their state, whoever asks: settle, lost lease, deadline. One statement, so that the rules stand once.
 *
 * `locked` is a query over rows locked in id order: all columns of agent_runs and
 * n, verb (complete, fail, retry, lost, handback), code, message, meta, wait_ms, result, last_words (events, jsonb array).
 * The cancel flag wins over every verb.
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
    ), said as (                                              -- a text is accepted only by a run that completes
      select d.id, w.word->>'type' as type, w.word->'data' as data, row_number() over (partition by d.id order by w.place) as place
      from decided d
      cross join lateral jsonb_array_elements(d.last_words) with ordinality as w (word, place)
      where d.next = 'completed' or w.word->>'type' = 'text_appended'
    ), final as (
      select id, case next when 'pending' then 'run_requeued' else 'run_' || next end as type,
             case next
               when 'pending' then jsonb_build_object('attempt', attempt, 'reason', code, 'charged', verb <> 'handback', 'waitMs', wait_ms)
               when 'failed'  then jsonb_build_object('attempt', attempt, 'code', code, 'message', message)
               else jsonb_build_object('attempt', attempt)
             end as data,
             (select count(*) from said where said.id = decided.id) + 1 as place
      from decided
    ), numbered as (
      select d.id, d.last_seq + w.place as seq, w.type, w.data
      from decided d
      join (select * from said union all select id, type, data, place from final) w using (id)
    ), logged as (
      insert into events (topic, seq, type, data) select 'run:' || id, seq, type, data from numbered order by id, seq
    ), left_behind as (
      update agent_runs r
      set status              = d.next,
          last_seq            = (select max(seq) from numbered where numbered.id = r.id),
          output              = case when d.next = 'completed' then d.result else r.output end,
          progress            = case when d.next = 'completed' then 100 else r.progress end,
          error_code          = case when d.next = 'failed' then d.code end,
          error_message       = case when d.next = 'failed' then d.message end,
          error_meta          = case when d.next = 'failed' then d.meta end,
          error_count         = r.error_count + (d.verb = 'retry')::int,
          crash_count         = r.crash_count + (d.verb = 'lost')::int,
          not_before          = case when d.next = 'pending' then now() + d.wait_ms * interval '1 ms' else r.not_before end,
          rung_at             = case when d.next = 'pending' then now() + d.wait_ms * interval '1 ms' else r.rung_at end,
          wait_reason         = case when d.next = 'pending' then d.code end,
          finished_at         = case when d.next <> 'pending' then now() end,
          attempt_deadline_at = null,
          lease_owner         = null,
          lease_until         = null,
          claim_token         = null,
          updated_at          = now()
      from decided d
      where r.id = d.id
    )
    select d.n, d.id, d.agent, d.attempt, d.priority, d.next as status, d.wait_ms,
           (select json_agg(json_build_object('topic', 'run:' || w.id, 'seq', w.seq, 'type', w.type, 'data', w.data, 'at', now()) order by w.seq)
            from numbered w where w.id = d.id) as events
    from decided d`;
  return rows.map(({ n, id, agent, attempt, priority, status, waitMs, events }) => ({
    n,
    runId: id,
    status,
    events: loggedEvents(events),
    bell: status === 'pending' ? { runId: id, agent, attempt: attempt + 1, priority, delayMs: waitMs } : null,
  }));
}
