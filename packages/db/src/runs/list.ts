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
  status: RunStatus | null;
  agent: string | null;
  /** Id of a run or of its reading. */
  id: string | null;
  /** The page follows this run. */
  before: string | null;
  limit: number;
};

/** Runs, newest first: ids are UUIDv7, so the primary key is their order in time. */
export async function listRuns(db: Db, { owner, status, agent, id, before, limit }: RunFilter): Promise<ListedRun[]> {
  return db<ListedRun[]>`
    select r.id as run_id, g.id as reading_id, r.kind, r.agent, r.status, r.attempt, r.progress, r.wait_reason, r.error_code,
           c.cost_micros, r.created_at, r.started_at, r.finished_at
    from agent_runs r
    left join readings g on g.run_id = r.id
    cross join lateral (
      select coalesce(sum(cost_micros), 0)::bigint as cost_micros from llm_calls where run_id = r.id
    ) c
    where (${owner}::text  is null or r.owner = ${owner})
      and (${status}::text is null or r.status = ${status})
      and (${agent}::text  is null or r.agent = ${agent})
      and (${id}::uuid     is null or r.id = ${id} or g.id = ${id})
      and (${before}::uuid is null or r.id < ${before})
    order by r.id desc
    limit ${limit}`;
}

/** Runs that ended in one minute. */
export type Minute = { at: Date; completed: number; failed: number };

/** How many runs ended in each of the last minutes, oldest first; minutes without any are there as well. */
export async function runsEnded(db: Db, minutes: number, owner: string | null): Promise<Minute[]> {
  return db<Minute[]>`
    select m.at,
           (count(*) filter (where r.status = 'completed'))::int as completed,
           (count(*) filter (where r.status = 'failed'))::int    as failed
    from generate_series(date_trunc('minute', now()) - ${minutes - 1} * interval '1 min', date_trunc('minute', now()), '1 min') as m (at)
    left join agent_runs r
      on r.finished_at >= m.at and r.finished_at < m.at + interval '1 min'
     and r.status in ('completed', 'failed') and (${owner}::text is null or r.owner = ${owner})
    group by m.at
    order by m.at`;
}
