import type { Db } from './client.ts';
import { settledSpan } from './settled.ts';

export const USAGE_GROUPS = ['agent', 'model', 'day'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Model calls added up. Tokens are in buckets that do not overlap; money in micro-USD. */
export type Usages = {
  calls: number;
  /** Not closed yet: of these only the reservation is known. */
  openCalls: number;
  failedCalls: number;
  /** Closed, but of unknown price: not part of `costMicros`. */
  unpricedCalls: number;
  /** Closed at their reservation, because their worker died: part of tokens and cost. */
  estimatedCalls: number;
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  /** null: calls have closed, and of none the price is known. */
  costMicros: number | null;
  estimatedMicros: number;
  reservedMicros: number;
};

const BY = {
  agent: (db: Db) => db`agent`,
  model: (db: Db) => db`model`,
  day: (db: Db) => db`to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD')`,
} as const;

/** The ledger of calls opened from `from` until before `to`, per group in order and in total; `owner` null adds up everybody's. */
export async function usageBetween(
  db: Db,
  { from, to, owner, groupBy }: { from: Date; to: Date; owner: string | null; groupBy: UsageGroup },
): Promise<{ groups: (Usages & { group: string })[]; total: Usages }> {
  const rows = await db<(Usages & { group: string | null })[]>`
    with called as (
      select *, ${BY[groupBy](db)} as bucket
      from llm_calls
      where opened_at >= ${from} and opened_at < ${to} and (${owner}::text is null or owner = ${owner})
    )
    select bucket as group,
           count(*)::int                                                                     as calls,
           (count(*) filter (where closed_at is null))::int                                  as open_calls,
           (count(*) filter (where error_code is not null))::int                             as failed_calls,
           (count(*) filter (where closed_at is not null and cost_micros is null))::int      as unpriced_calls,
           (count(*) filter (where estimated))::int                                          as estimated_calls,
           coalesce(sum(tokens_in), 0)::bigint                                               as input,
           coalesce(sum(cache_read), 0)::bigint                                              as cache_read,
           coalesce(sum(cache_write), 0)::bigint                                             as cache_write,
           coalesce(sum(tokens_out), 0)::bigint                                              as output,
           case when count(closed_at) = 0 then 0 else sum(cost_micros) end::bigint           as cost_micros,
           coalesce(sum(cost_micros)     filter (where estimated), 0)::bigint                as estimated_micros,
           coalesce(sum(reserved_micros) filter (where closed_at is null), 0)::bigint        as reserved_micros
    from called
    group by grouping sets ((bucket), ())
    order by bucket nulls last`;
  const groups = rows.flatMap(({ group, ...usages }) => (group === null ? [] : { group, ...usages }));
  const { group: _, ...total } = rows.at(-1)!;
  return { groups, total };
}

/** Calls of a model that ended alike: `outcome` is ok or the code of their error. Tokens and money as in Usages. */
export type ClosedCalls = Pick<Usages, 'calls' | 'unpricedCalls' | 'input' | 'cacheRead' | 'cacheWrite' | 'output'> & {
  model: string;
  outcome: string;
  /** Of the calls whose price is known. */
  costMicros: number;
};

/** The calls closed after `since` (null: none yet), and the time up to which that is all. */
export async function closedCalls(db: Db, since: Date | null): Promise<{ ended: ClosedCalls[]; until: Date }> {
  const rows = await db<(ClosedCalls & { until: Date })[]>`
    with span as (${settledSpan(db, since)}
    )
    select s.until, c.model, coalesce(c.error_code, 'ok') as outcome,
           count(c.id)::int                                                                  as calls,
           (count(c.id) filter (where c.cost_micros is null))::int                           as unpriced_calls,
           coalesce(sum(c.tokens_in), 0)::bigint                                             as input,
           coalesce(sum(c.cache_read), 0)::bigint                                            as cache_read,
           coalesce(sum(c.cache_write), 0)::bigint                                           as cache_write,
           coalesce(sum(c.tokens_out), 0)::bigint                                            as output,
           coalesce(sum(c.cost_micros), 0)::bigint                                           as cost_micros
    from span s
    left join llm_calls c on c.closed_at > s.since and c.closed_at <= s.until
    group by s.until, c.model, c.error_code`;
  return { ended: rows.filter(({ model }) => model !== null), until: rows[0]!.until };
}
