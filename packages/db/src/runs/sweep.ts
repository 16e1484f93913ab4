import type { Db, Sql } from '../client.ts';
import { type Bell, type Left, leave } from './leave.ts';

/** Hands on up to `limit` runs whose worker stopped renewing its lease. */
export const sweepLostLeases = (sql: Sql, limit: number): Promise<Left[]> =>
  leave(
    sql,
    sql`
      select r.*, 0 as n, 'lost' as verb, 'WORKER_LOST' as code, 'The worker of this run was lost too often.' as message,
             null::jsonb as meta, 0 as wait_ms, null::jsonb as result, '[]'::jsonb as last_words
      from agent_runs r
      where r.status = 'processing' and r.lease_until < now()
      order by r.id
      limit ${limit}
      for update of r skip locked`,
  );

/** Ends up to `limit` runs that are out of time, alive or not. */
export const sweepDeadlines = (sql: Sql, limit: number): Promise<Left[]> =>
  leave(
    sql,
    sql`
      select r.*, 0 as n, 'fail' as verb, 'TIMEOUT' as code, 'The run did not finish before its deadline.' as message,
             null::jsonb as meta, 0 as wait_ms, null::jsonb as result, '[]'::jsonb as last_words
      from agent_runs r
      where r.status in ('pending', 'processing') and r.deadline_at < now()
      order by r.id
      limit ${limit}
      for update of r skip locked`,
  );

/** How long the run that has waited longest for a sweep is past its lease or its deadline, in seconds; 0: none is. */
export async function sweepLag(db: Db): Promise<number> {
  const [row] = await db<{ seconds: number }[]>`
    select greatest(0, extract(epoch from now() - least(
             (select min(lease_until) from agent_runs where status = 'processing'),
             (select min(deadline_at) from agent_runs where status in ('pending', 'processing')))))::float8 as seconds`;
  return row!.seconds;
}

/** Up to `limit` due runs whose bell nobody has answered for `bellMs`; they count as rung again from now on. */
export async function sweepBells(sql: Sql, bellMs: number, limit: number): Promise<Bell[]> {
  return sql<Bell[]>`
    with due as (
      select id from agent_runs
      where status = 'pending' and not_before <= now() and (rung_at is null or rung_at < now() - ${bellMs} * interval '1 ms')
      order by not_before, id
      limit ${limit}
      for update skip locked
    )
    update agent_runs r set rung_at = now()
    from due
    where r.id = due.id
    returning r.id as run_id, r.agent, r.attempt + 1 as attempt, r.priority, 0 as delay_ms`;
}

/** Forgets what is past its time: idempotency keys after 24 h, old tickets and run tokens, workers silent for an hour. */
export async function sweepExpired(sql: Sql): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '24 h'`;
  await sql`delete from ws_tickets where expires_at < now()`;
  await sql`delete from run_tokens where expires_at < now()`;
  await sql`delete from sign_in_links where expires_at < now()`;
  await sql`delete from sessions where expires_at < now()`;
  await sql`delete from workers where heartbeat_at < now() - interval '1 h'`;
}
