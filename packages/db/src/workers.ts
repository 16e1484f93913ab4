import { LEASE } from '@taktstock/registry';
import type { Db, Sql } from './client.ts';

/**
 * Whether a worker, row `w`, lives: its heartbeat is younger than a lease, and the connection it came over stands. A process that is
 * killed loses its connections at once; one that is frozen keeps them and is found out by its heartbeat. Since a restart of Postgres
 * nobody has a connection who has not sent a heartbeat, which says nothing.
 */
export const isLive = (db: Db) => db`(
  w.heartbeat_at > now() - ${LEASE.durationMs} * interval '1 ms'
  and (w.session is null
       or exists (select from pg_stat_activity a where a.datname = current_database() and a.application_name = w.session)
       or w.heartbeat_at < pg_postmaster_start_time()))`;

/** The agents that a living worker process serves. */
export async function activeAgents(sql: Sql): Promise<Set<string>> {
  const rows = await sql<
    { agent: string }[]
  >`select distinct unnest(w.agents) as agent from workers w where ${isLive(sql)}`;
  return new Set(rows.map(({ agent }) => agent));
}

/** Removes a worker that said goodbye. */
export async function removeWorker(sql: Sql, instance: string): Promise<void> {
  await sql`delete from workers where instance = ${instance}`;
}

/** A worker process; `running` counts its runs, `silentMs` is the age of its heartbeat. */
export type WorkerRow = {
  instance: string;
  agents: string[];
  running: number;
  startedAt: Date;
  silentMs: number;
  isAlive: boolean;
};

/** All worker processes of the last hour that have not said goodbye, the living first. */
export async function listWorkers(db: Db): Promise<WorkerRow[]> {
  return db<WorkerRow[]>`
    select w.instance, w.agents, w.running, w.started_at, ${isLive(db)} as is_alive,
           (extract(epoch from now() - w.heartbeat_at) * 1000)::int as silent_ms
    from workers w
    where w.heartbeat_at > now() - interval '1 h'
    order by is_alive desc, w.instance`;
}
