import type { ErrorCode, RunStatus } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { settledSpan } from '../settled.ts';

/** A run as its owner may see it. */
export type RunRow = {
  id: string;
  kind: string;
  agent: string;
  owner: string;
  userId: string | null;
  status: RunStatus;
  attempt: number;
  errorCount: number;
  crashCount: number;
  retryCount: number;
  progress: number;
  waitReason: string | null;
  errorCode: ErrorCode | null;
  errorMessage: string | null;
  errorMeta: Record<string, unknown> | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  updatedAt: Date;
  /** When the data of its user was erased. */
  erasedAt: Date | null;
};

/** The run of an id; undefined when there is none. `owner` null sees everybody's. */
export async function findRun(db: Db, runId: string, owner: string | null): Promise<RunRow | undefined> {
  const [row] = await db<RunRow[]>`
    select id, kind, agent, owner, user_id, status, attempt, error_count, crash_count, retry_count, progress, wait_reason,
           error_code, error_message, error_meta, created_at, started_at, finished_at, updated_at, erased_at
    from agent_runs
    where id = ${runId} and (${owner}::text is null or owner = ${owner})`;
  return row;
}

export type QueueStats = {
  waiting: number;
  active: number;
  completed: number;
  failed: number;
  delayed: number;
  oldestWaitingAgeMs: number;
};

/** Runs of one kind counted per agent: waiting = due, delayed = later, completed in the last 24 h, failed in the last 7 d. */
export async function queueStats(db: Db, kind: string): Promise<Map<string, QueueStats>> {
  const rows = await db<(QueueStats & { agent: string })[]>`
    select agent,
           count(*) filter (where status = 'pending' and not_before <= now())::int as waiting,
           count(*) filter (where status = 'processing')::int as active,
           count(*) filter (where status = 'completed')::int as completed,
           count(*) filter (where status = 'failed')::int as failed,
           count(*) filter (where status = 'pending' and not_before > now())::int as delayed,
           coalesce(extract(epoch from now() - min(not_before) filter (where status = 'pending' and not_before <= now())), 0)::float8 * 1000
             as oldest_waiting_age_ms
    from agent_runs
    where kind = ${kind}
      and (status in ('pending', 'processing')
           or status = 'completed' and finished_at > now() - interval '24 h'
           or status = 'failed' and finished_at > now() - interval '7 d')
    group by agent`;
  return new Map(
    rows.map(({ agent, ...stats }) => [agent, { ...stats, oldestWaitingAgeMs: Math.round(stats.oldestWaitingAgeMs) }]),
  );
}

/** Runs waiting or working: what the API compares with its limit before it accepts more. */
export async function queueDepth(db: Db): Promise<number> {
  const [row] = await db<{ depth: number }[]>`select count(*)::int as depth from agent_runs where status = 'pending'`;
  return row!.depth;
}

export type AgentHealth = 'healthy' | 'degraded' | 'down' | 'unknown';

/** Health of agents from the runs that finished in the last 10 minutes, at most the latest 20 each; missing = unknown. */
export async function agentHealth(db: Db, agents: string[]): Promise<Map<string, AgentHealth>> {
  const rows = await db<{ agent: string; health: AgentHealth }[]>`
    select a.agent,
           case
             when w.failed < 0.2 * w.finished                                          then 'healthy'
             when w.failed > 0.5 * w.finished and w.finished >= 3 and w.latest_failed  then 'down'
             else 'degraded'
           end as health
    from unnest(${agents}::text[]) as a (agent)
    cross join lateral (
      select count(*) as finished, count(*) filter (where status = 'failed') as failed,
             bool_and(status = 'failed') filter (where place <= 3) as latest_failed
      from (
        select status, row_number() over (order by finished_at desc, id desc) as place
        from agent_runs r
        where r.agent = a.agent and status in ('completed', 'failed') and finished_at > now() - interval '10 min'
        order by finished_at desc, id desc
        limit 20
      ) latest
    ) w
    where w.finished > 0`;
  return new Map(rows.map(({ agent, health }) => [agent, health]));
}

/** Due runs of these agents that have waited longer than `ms`: work that somebody should have taken. */
export async function overdueRuns(db: Db, agents: readonly string[], ms: number): Promise<number> {
  const [row] = await db<{ overdue: number }[]>`
    select count(*)::int as overdue from agent_runs
    where status = 'pending' and agent = any(${agents as string[]}::text[]) and not_before < now() - ${ms} * interval '1 ms'`;
  return row!.overdue;
}

/** How long a run took; `waitedMs` is null for a run that was reopened, whose wait would count the time it lay failed. */
export type FinishedRun = { agent: string; kind: string; status: RunStatus; waitedMs: number | null; workedMs: number };

/** Runs of these agents that completed or failed after `since` (null: none yet), and the time up to which that is all. */
export async function finishedRuns(
  db: Db,
  agents: string[],
  since: Date | null,
): Promise<{ ended: FinishedRun[]; until: Date }> {
  const rows = await db<(FinishedRun & { until: Date })[]>`
    with span as (${settledSpan(db, since)}
    )
    select s.until, r.agent, r.kind, r.status,
           case when r.retry_count = 0 then extract(epoch from r.started_at - r.created_at)::float8 * 1000 end as waited_ms,
           extract(epoch from r.finished_at - r.started_at)::float8 * 1000 as worked_ms
    from span s
    left join lateral (
      select r.*
      from unnest(${agents}::text[]) as a (agent)
      join agent_runs r on r.agent = a.agent
      where r.status in ('completed', 'failed') and r.finished_at > s.since and r.finished_at <= s.until
        and r.started_at is not null
    ) r on true`;
  return { ended: rows.filter(({ agent }) => agent !== null), until: rows[0]!.until };
}
