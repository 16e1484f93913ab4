import type { LoggedEvent, RunEvent } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';
import { byKey } from './lock.ts';

export type Appending = { runId: string; attempt: number; events: RunEvent[]; progress?: number };

/** Logs what a processing run has to say, fenced by its attempt: null for a run that is lost. */
export async function appendEvents(db: Db, appendings: Appending[]): Promise<(LoggedEvent[] | null)[]> {
  const rows = appendings.flatMap(({ runId, attempt, events, progress }, n) =>
    events.map((event) => ({ n, id: runId, attempt, progress: progress ?? null, ...event })),
  );
  const logged = await db<(EventRow & { n: number })[]>`
    with input as materialized (
      select *, row_number() over () as place
      from jsonb_to_recordset(${db.json(rows as never)}) as e (n int, id uuid, attempt int, progress int, type text, data jsonb)
    ), locked as (
      select r.id, r.attempt, r.last_seq
      from (select distinct id from input order by id) i
      cross join lateral (${byKey(db, db`i.id`)}) r
      where r.status = 'processing'
    ), numbered as (
      select i.*, l.last_seq + row_number() over (partition by i.id order by i.place) as seq
      from input i
      join locked l using (id, attempt)
    ), counted as (
      update agent_runs r
      set last_seq = m.seq, progress = greatest(r.progress, m.progress), updated_at = now()
      from (select id, max(seq) as seq, max(progress) as progress from numbered group by id) m
      where r.id = m.id
    ), logged as (
      insert into events (topic, seq, type, data) select 'run:' || id, seq, type, data from numbered order by id, seq
    )
    select n, 'run:' || id as topic, seq, type, data, now() as at from numbered order by n, place`;
  const byPlace = new Map<number, LoggedEvent[]>();
  for (const { n, ...row } of logged) byPlace.set(n, [...(byPlace.get(n) ?? []), ...loggedEvents([row])]);
  return appendings.map((_, n) => byPlace.get(n) ?? null);
}
