import { type LoggedEvent, runTopic, type SystemEvent } from '@taktstock/registry';
import type { Db, Sql } from './client.ts';

/** A row of the log as Postgres returns it; inside jsonb the time is text already. */
export type EventRow = { topic: string; seq: number; type: string; data: Record<string, unknown>; at: Date | string };

/** Rows as events with ISO times. */
export const loggedEvents = (rows: readonly EventRow[]): LoggedEvent[] =>
  rows.map(({ topic, seq, type, data, at }) => ({ topic, seq, type, data, at: new Date(at).toISOString() }));

/** Events of one topic with a sequence number above `after`, in order, at most `limit`. */
export async function eventsAfter(db: Db, topic: string, after: number, limit: number): Promise<LoggedEvent[]> {
  return loggedEvents(
    await db<EventRow[]>`
    select topic, seq, type, data, at from events where topic = ${topic} and seq > ${after} order by seq limit ${limit}`,
  );
}

/** The newest sequence number of each topic; topics that do not exist are missing. */
export async function lastSeqs(db: Db, runIds: string[], withSystem: boolean): Promise<Map<string, number>> {
  const rows = await db<{ topic: string; lastSeq: number }[]>`
    select 'run:' || id as topic, last_seq from agent_runs where id = any(${runIds}::uuid[])
    union all
    select topic, last_seq from topics where ${withSystem} and topic = 'system'`;
  return new Map(rows.map(({ topic, lastSeq }) => [topic, lastSeq]));
}

/** Logs events about the whole system; the counter row keeps their numbers without holes. */
export async function logSystemEvents(sql: Sql, events: SystemEvent[]): Promise<LoggedEvent[]> {
  return loggedEvents(
    await sql<EventRow[]>`
    with input as (
      select type, data, row_number() over (order by n) as n
      from jsonb_to_recordset(${sql.json(events.map((event, n) => ({ n, ...event })) as never)}) as e (n int, type text, data jsonb)
    ), counter as (
      update topics set last_seq = last_seq + ${events.length} where topic = 'system' returning last_seq
    )
    insert into events (topic, seq, type, data)
    select 'system', last_seq - ${events.length} + n, type, data from input, counter order by n
    returning topic, seq, type, data, at`,
  );
}

/** Notes on a run's log that a result came too late; outside the fence, because its writer has lost the run. */
export async function logDiscarded(db: Db, runId: string, attempt: number): Promise<LoggedEvent[]> {
  return loggedEvents(
    await db<EventRow[]>`
    with run as (update agent_runs set last_seq = last_seq + 1 where id = ${runId} returning last_seq)
    insert into events (topic, seq, type, data)
    select ${runTopic(runId)}, last_seq, 'run_result_discarded', jsonb_build_object('attempt', ${attempt}::int) from run
    returning topic, seq, type, data, at`,
  );
}
