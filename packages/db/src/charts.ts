import { createHmac, randomUUIDv7 } from 'node:crypto';
import type { Db, Sql } from './client.ts';

export type ChartRow = { id: string; version: string; content: Record<string, unknown> };

/** For whom a chart is stored: a user as the owner of an API key names them. */
export type ChartUser = { owner: string; userId: string };

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

/** The stored chart of a normalised input, from now on one of this user's; undefined when it was never computed here. */
export async function findChartByInput(
  sql: Sql,
  input: string,
  user: ChartUser | null = null,
): Promise<ChartRow | undefined> {
  const key = await inputKey(sql, input);
  const [row] = await sql<ChartRow[]>`
    with found as (
      select id, version, content from charts where input_key = ${key}
      for key share                                           -- an erasure that is taking it along is waited for
    ), used as (${usedBy(sql, user, 'found')})
    select * from found`;
  return row;
}

/** Stores a computed chart under its input as one of this user's, or answers the one that was there first. Never updates. */
export async function storeChart(
  sql: Sql,
  input: string,
  version: string,
  content: unknown,
  user: ChartUser | null = null,
): Promise<ChartRow> {
  await sql`
    with stored as (
      insert into charts (id, input_key, version, content)    -- as text: sql.json() would pass through jsonb and lose the order
      values (${randomUUIDv7()}, ${await inputKey(sql, input)}, ${version}, ${JSON.stringify(content)}::text::json)
      on conflict (input_key) do nothing
      returning id
    )
    ${usedBy(sql, user, 'stored')}`;
  return (await findChartByInput(sql, input, user))!;
}

/** Notes the charts of a preceding query as those of a user. */
const usedBy = (sql: Sql, user: ChartUser | null, charts: string) => sql`
    insert into chart_users (owner, user_id, chart_id)
    select u.owner, u.user_id, c.id
    from ${sql(charts)} c, (values (${user?.owner ?? null}::text, ${user?.userId ?? null}::text)) u (owner, user_id)
    where u.owner is not null
    on conflict do nothing`;

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
