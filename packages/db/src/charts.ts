import { createHmac, randomUUIDv7 } from 'node:crypto';
import type { Db, Sql } from './client.ts';

export type ChartRow = { id: string; version: string; content: Record<string, unknown> };

const secrets = new WeakMap<Sql, Promise<Buffer>>();

/** The installation's secret, read once per pool. */
function secretOf(sql: Sql): Promise<Buffer> {
  let secret = secrets.get(sql);
  if (secret === undefined) {
    secret = sql<{ secret: Buffer }[]>`select secret from installation`.then(([row]) => row!.secret);
    secret.catch(() => secrets.delete(sql)); // a failed read must not be remembered
    secrets.set(sql, secret);
  }
  return secret;
}

const inputKey = async (sql: Sql, input: string): Promise<Buffer> =>
  createHmac('sha256', await secretOf(sql))
    .update(input)
    .digest();

/** The stored chart of a normalised input; undefined when it was never computed here. */
export async function findChartByInput(sql: Sql, input: string): Promise<ChartRow | undefined> {
  const [row] = await sql<
    ChartRow[]
  >`select id, version, content from charts where input_key = ${await inputKey(sql, input)}`;
  return row;
}

/** Stores a computed chart under its input, or answers the one that was there first. Never updates. */
export async function storeChart(sql: Sql, input: string, version: string, content: unknown): Promise<ChartRow> {
  await sql`
    insert into charts (id, input_key, version, content) -- as text: sql.json() would pass through jsonb and lose the order
    values (${randomUUIDv7()}, ${await inputKey(sql, input)}, ${version}, ${JSON.stringify(content)}::text::json)
    on conflict (input_key) do nothing`;
  return (await findChartByInput(sql, input))!;
}

/** Charts by id, in the order asked for; a missing one is missing. */
export async function chartsById(db: Db, ids: string[]): Promise<ChartRow[]> {
  const rows = await db<ChartRow[]>`select id, version, content from charts where id = any(${ids}::uuid[])`;
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

/** Those of these charts that are stored. */
export async function existingCharts(db: Db, ids: string[]): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`select id from charts where id = any(${ids}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

/** The id of a stored chart with exactly this content; null when there is none. */
export async function findChartByContent(db: Db, content: unknown): Promise<string | null> {
  const [row] = await db<
    { id: string }[]
  >`select id from charts where content::jsonb = ${db.json(content as never)} limit 1`;
  return row?.id ?? null;
}
