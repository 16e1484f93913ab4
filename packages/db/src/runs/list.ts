import type { ErrorCode, RunStatus } from '@taktstock/registry';
import type { Db } from '../client.ts';

/** A run as a row of a list. */
export type ListedRun = {
  runId: string;
  readingId: string | null;
  kind: string;
  agent: string;
  status: RunStatus;
  attempt: number;
  progress: number;
  waitReason: string | null;
  errorCode: ErrorCode | null;
  costMicros: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

export type RunFilter = {
  /** null: everybody's. */
  owner: string | null;
  kind: string | null;
  status: RunStatus | null;
  agent: string | null;
  /** Id of a run or of its reading. */
  id: string | null;
  /** The page follows this run, the last one of the page before. */
  cursor: string | null;
  limit: number;
};

/** Runs, newest first: ids are UUIDv7, so the primary key is their order in time. */
export async function listRuns(db: Db, filter: RunFilter): Promise<ListedRun[]> {
  const { owner, kind, status, agent, id, cursor, limit } = filter;
  return db<ListedRun[]>`
    select r.id as run_id, g.id as reading_id, r.kind, r.agent, r.status, r.attempt, r.progress, r.wait_reason, r.error_code,
           c.cost_micros, r.created_at, r.started_at, r.finished_at
    from agent_runs r
    left join readings g on g.run_id = r.id
    cross join lateral (
      select coalesce(sum(cost_micros), 0)::bigint as cost_micros from llm_calls where run_id = r.id
    ) c
    where (${owner}::text  is null or r.owner = ${owner})
      and (${kind}::text   is null or r.kind = ${kind})
      and (${status}::text is null or r.status = ${status})
      and (${agent}::text  is null or r.agent = ${agent})
      and (${id}::uuid     is null or r.id = ${id} or g.id = ${id})
      and (${cursor}::uuid is null or r.id < ${cursor})
    order by r.id desc
    limit ${limit}`;
}

/** Runs that ended in one minute. */
export type Minute = { at: Date; completed: number; failed: number };

/** How many runs ended in each of the last minutes, oldest first; minutes without any are there as well. */
export async function runsEnded(db: Db, minutes: number, owner: string | null): Promise<Minute[]> {
  return db<Minute[]>`
    with ended as (
      select date_trunc('minute', finished_at)                   as at,
             (count(*) filter (where status = 'completed'))::int as completed,
             (count(*) filter (where status = 'failed'))::int    as failed
      from agent_runs
      where finished_at >= date_trunc('minute', now()) - ${minutes - 1} * interval '1 min'
        and status in ('completed', 'failed') -- its index is skipped through, agent by agent
        and (${owner}::text is null or owner = ${owner})
      group by 1
    )
    select at, coalesce(completed, 0) as completed, coalesce(failed, 0) as failed
    from generate_series(date_trunc('minute', now()) - ${minutes - 1} * interval '1 min', date_trunc('minute', now()), '1 min') as m (at)
    left join ended using (at)
    order by at`;
}
