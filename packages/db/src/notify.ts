import type { Sql } from './client.ts';

/** Longest NOTIFY payload in bytes of UTF-8; Postgres refuses 8,000 and more. */
export const NOTIFY_BYTES = 7_999;

/** Sends to everybody who listens. On its own autocommit connection: NOTIFY takes a lock of the whole cluster at commit. */
export async function notify(sql: Sql, channel: string, payload: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`;
}

/** Listens until the returned function is called; `onListening` runs after each (re)connection, when messages may have been missed. */
export async function listen(
  sql: Sql,
  channel: string,
  onPayload: (payload: string) => void,
  onListening: () => void,
): Promise<() => Promise<void>> {
  const subscription = await sql.listen(channel, onPayload, onListening);
  return () => subscription.unlisten();
}
