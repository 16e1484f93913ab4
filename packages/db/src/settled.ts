import type { Db } from './client.ts';

/** Transactions that began later than this ago may still commit an earlier end. */
const SETTLED_MS = 5_000;

/** The time from `since` (null: from now on) to `until`, in which nothing can appear any more, as one row. */
export const settledSpan = (db: Db, since: Date | null) => db`
  select coalesce(${since}::timestamptz, until) as since, until
  from date_trunc('milliseconds', now() - ${SETTLED_MS} * interval '1 ms') as until -- all that a Date can hold`;
