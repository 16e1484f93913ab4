import type { LoggedEvent, Principal } from '@taktstock/registry';
import { recordAudit } from './audit.ts';
import { retried } from './batch.ts';
import type { Sql, Transaction } from './client.ts';
import { type Left, leave } from './runs/leave.ts';

/** A user as the owner of an API key names them; `owner` null means everybody's user of that name. */
export type ErasedUser = { userId: string; owner: string | null };

export type Erasure = {
  deleted: { readings: number; versions: number; charts: number; runs: number };
  /** Runs that were open and are cancelled now, and what their logs say about it. */
  stopped: { runId: string; kind: string }[];
  events: LoggedEvent[];
};

/**
 * Erases what is kept about a user: readings, versions, what their runs took, wrote and logged, the first answers of their requests,
 * and charts that are nobody else's. What was paid stays in the ledger, which knows no users; runs stay as numbers. An open run is
 * cancelled in the same transaction, so that whatever its worker still brings meets the fence. Asked again, it finds nothing.
 */
export async function eraseUser(sql: Sql, user: ErasedUser, by: Principal): Promise<Erasure> {
  return retried(() => sql.begin((tx) => erase(tx, user, by)));
}

async function erase(tx: Transaction, user: ErasedUser, by: Principal): Promise<Erasure> {
  const runs = await tx<{ id: string; kind: string }[]>`
    select id, kind from agent_runs
    where id in (select run_id from readings where ${isTheirs(tx, user)})
    order by id
    for update`;
  const ids = runs.map(({ id }) => id);
  await tx`delete from events where topic = any(${ids.map((id) => `run:${id}`)}::text[])`;
  await tx`delete from run_steps where run_id = any(${ids}::uuid[])`;
  await tx`delete from idempotency_keys where run_id = any(${ids}::uuid[])`;
  await tx`delete from run_tokens where run_id = any(${ids}::uuid[])`;
  const left = await cancelOpen(tx, ids);
  await tx`
    update agent_runs
    set input = '{}', output = null, user_id = null, run_key = null, error_message = null, error_meta = null,
        erased_at = now(), updated_at = now()
    where id = any(${ids}::uuid[])`;
  const versions = await tx`
    delete from reading_versions where reading_id in (select id from readings where run_id = any(${ids}::uuid[]))`;
  const readings = await tx<{ chartIds: string[] }[]>`
    delete from readings where run_id = any(${ids}::uuid[]) returning chart_ids`; // not by user: nothing accepted meanwhile
  const read = readings.flatMap(({ chartIds }) => chartIds);
  const charts = await deleteCharts(tx, user, read);
  const deleted = { readings: readings.length, versions: versions.count, charts, runs: ids.length };
  await recordAudit(tx, by, { action: 'user_erased', after: deleted }); // of whom would be personal data
  const stopped = left.map(({ runId }) => ({ runId, kind: runs.find(({ id }) => id === runId)!.kind }));
  return { deleted, stopped, events: left.flatMap(({ events }) => events) };
}

const isTheirs = (tx: Transaction, { userId, owner }: ErasedUser) =>
  tx`user_id = ${userId} and (${owner}::text is null or owner = ${owner})`;

/** Cancels those of the runs that are not final. */
async function cancelOpen(tx: Transaction, ids: string[]): Promise<Left[]> {
  await tx`
    update agent_runs set cancel_requested_at = coalesce(cancel_requested_at, now())
    where id = any(${ids}::uuid[]) and status in ('pending', 'processing')`;
  return leave(
    tx,
    tx`
      select r.*, 0 as n, 'handback' as verb, null::text as code, null::text as message, null::jsonb as meta, 0 as wait_ms,
             null::jsonb as result, '[]'::jsonb as last_words
      from agent_runs r
      where r.id = any(${ids}::uuid[]) and r.status in ('pending', 'processing')
      order by r.id`,
  );
}

/** Deletes those of a user's charts that no other user has, and counts them. Locked first: who is about to refer to one is waited for. */
async function deleteCharts(tx: Transaction, user: ErasedUser, read: string[]): Promise<number> {
  const asked = await tx<{ chartId: string }[]>`
    delete from chart_users where ${isTheirs(tx, user)} returning chart_id`;
  const theirs = await tx<{ id: string }[]>`
    select id from charts
    where id = any(${[...read, ...asked.map(({ chartId }) => chartId)]}::uuid[])
    order by id
    for update`;
  const gone = await tx`
    delete from charts c
    where c.id = any(${theirs.map(({ id }) => id)}::uuid[])
      and not exists (select from chart_users u where u.chart_id = c.id)
      and not exists (select from readings r where r.chart_ids @> array[c.id])`;
  return gone.count;
}
