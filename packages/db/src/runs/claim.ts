import type { Sql } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';
import { byKey } from './lock.ts';

export type Claim = {
  runId: string;
  /** Worker process that will hold the lease. */
  instance: string;
  /** Made by the claimer: a claim whose reply was lost is recognised by it. */
  token: string;
  leaseMs: number;
};

/** A run in our hands. `leftMs`: until the attempt or the run is out of time, on the database's clock. */
export type ClaimedRun = {
  id: string;
  kind: string;
  agent: string;
  owner: string;
  userId: string | null;
  priority: number;
  attempt: number;
  errorCount: number;
  errorLimit: number;
  budgetMicros: number | null;
  input: Record<string, unknown>;
  leftMs: number;
  runLeftMs: number;
};

type Row = ClaimedRun & Pick<EventRow, 'seq' | 'at'>;
export type Claimed = { run: ClaimedRun; events: ReturnType<typeof loggedEvents> } | null;

/** Claims due runs: the only statement that raises `attempt`. A run that is not due, not pending or not there gives null. */
export async function claimRuns(sql: Sql, claims: Claim[]): Promise<Claimed[]> {
  const rows = await sql<Row[]>`
    with locked as materialized (
      select r.id, r.status, w.token, w.instance, w.lease_ms
      from (
        select * from unnest(${claims.map((c) => c.runId)}::uuid[], ${claims.map((c) => c.token)}::uuid[],
                             ${claims.map((c) => c.instance)}::text[], ${claims.map((c) => c.leaseMs)}::int[])
          as w (id, token, instance, lease_ms)
        order by id
      ) w
      cross join lateral (${byKey(sql, sql`w.id`)}) r
      where (r.status = 'pending' and r.not_before <= now())
         or (r.status = 'processing' and r.claim_token = w.token)  -- our own claim, whose reply we never saw
    ), claimed as (
      update agent_runs r
      set status              = 'processing',
          attempt             = r.attempt + 1,
          lease_owner         = l.instance,
          claim_token         = l.token,
          lease_until         = now() + l.lease_ms * interval '1 ms',
          attempt_deadline_at = now() + r.attempt_ms * interval '1 ms',
          deadline_at         = case when r.started_at is null then now() + r.run_ms * interval '1 ms' else r.deadline_at end,
          started_at          = coalesce(r.started_at, now()),
          wait_reason         = null,
          last_seq            = r.last_seq + 1,
          updated_at          = now()
      from locked l
      where r.id = l.id and l.status = 'pending'
      returning r.*
    ), logged as (
      insert into events (topic, seq, type, data)
      select 'run:' || id, last_seq, 'run_started', jsonb_build_object('attempt', attempt, 'worker', lease_owner)
      from claimed
    ), held as (
      select c.*, c.last_seq as seq, c.updated_at as at from claimed c
      union all
      select r.*, e.seq, e.at                                        -- the log may have gone on since
      from agent_runs r
      join locked l using (id)
      cross join lateral (
        select seq, at from events where topic = 'run:' || r.id and type = 'run_started' order by seq desc limit 1
      ) e
      where l.status = 'processing'
    )
    select id, kind, agent, owner, user_id, priority, attempt, error_count, error_limit, budget_micros, input,
           extract(epoch from least(attempt_deadline_at, deadline_at) - now())::float8 * 1000 as left_ms,
           extract(epoch from deadline_at - now())::float8 * 1000 as run_left_ms,
           seq, at
    from held`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return claims.map(({ runId, instance }) => {
    const row = byId.get(runId);
    if (row === undefined) return null;
    byId.delete(runId); // two deliveries of one run in one batch: the first has it
    const { seq, at, ...run } = row;
    const data = { attempt: run.attempt, worker: instance };
    return { run, events: loggedEvents([{ topic: `run:${runId}`, seq, type: 'run_started', data, at }]) };
  });
}
