import type { Db, Sql } from '../client.ts';
import { isLive } from '../workers.ts';

export type Held = { runId: string; attempt: number; progress: number };

/** A worker process as it introduces itself; `slots`: runs it takes at a time per agent. */
export type WorkerProcess = { instance: string; agents: readonly string[]; slots: number };

/** How long a lease may outlive the attempt's deadline: a worker that does not notice its deadline is treated as lost. */
const OVERTIME_MS = 15_000;

/**
 * Renews all leases of a process in one statement and answers, per run still held, whether its cancel was asked for.
 * A run missing from the answer is lost.
 */
export async function heartbeat(
  sql: Sql,
  worker: WorkerProcess,
  leaseMs: number,
  held: Held[],
): Promise<Map<string, { cancel: boolean }>> {
  const [, rows] = await Promise.all([
    sql`
      insert into workers (instance, agents, slots, running, session)
      values (${worker.instance}, ${worker.agents as string[]}, ${worker.slots}, ${held.length}, current_setting('application_name'))
      on conflict (instance) do update set running = excluded.running, session = excluded.session, heartbeat_at = now()`,
    held.length === 0
      ? []
      : sql<{ id: string; cancel: boolean }[]>`
          with held as (
            select * from unnest(${held.map((h) => h.runId)}::uuid[], ${held.map((h) => h.attempt)}::int[],
                                 ${held.map((h) => h.progress)}::int[]) as h (id, attempt, progress)
          ), locked as (
            select r.id, h.progress
            from agent_runs r
            join held h using (id)
            where r.status = 'processing' and r.attempt = h.attempt
            order by r.id
            for update of r
          )
          update agent_runs r
          set lease_until = least(now() + ${leaseMs} * interval '1 ms', r.attempt_deadline_at + ${OVERTIME_MS} * interval '1 ms'),
              progress    = l.progress,
              updated_at  = now()
          from locked l
          where r.id = l.id
          returning r.id, r.cancel_requested_at is not null as cancel`,
  ]);
  return new Map(rows.map(({ id, cancel }) => [id, { cancel }]));
}

/** The runs among these whose cancel was asked for: the fallback for a bus that lost the message. */
export async function cancelsRequested(sql: Sql, runIds: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from agent_runs where id = any(${runIds}::uuid[]) and status = 'processing' and cancel_requested_at is not null`;
  return rows.map(({ id }) => id);
}

/** The beginning of the instance name of a worker process: what its supervisor knows of it. */
export const workerName = (host: string, pid: number): string => `${host}-${pid}-`;

/** Ends the leases of a process that is known to be dead; the next sweep hands its runs on. Answers how many there were. */
export async function releaseLeases(sql: Sql, worker: string): Promise<number> {
  const rows = await sql`
    with held as (
      select id from agent_runs where starts_with(lease_owner, ${worker}) and status = 'processing' order by id for update
    )
    update agent_runs r set lease_until = now() from held where r.id = held.id returning r.id`;
  return rows.length;
}

/** The living instance that works on a run; null when nobody does. */
export async function workerOf(db: Db, runId: string): Promise<string | null> {
  const [row] = await db<{ instance: string }[]>`
    select w.instance
    from agent_runs r
    join workers w on w.instance = r.lease_owner and ${isLive(db)}
    where r.id = ${runId} and r.status = 'processing' and r.lease_until > now()`;
  return row?.instance ?? null;
}

/** The process of an instance, if it runs on this host. */
export function workerPid(host: string, instance: string): number | null {
  const pid = Number(/^\d+(?=-)/.exec(instance.startsWith(`${host}-`) ? instance.slice(host.length + 1) : '')?.[0]);
  return pid > 1 ? pid : null;
}
