import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../src/index.ts';

const databases: TestDatabase[] = [];
const open = (url: string) => postgres(url, { max: 1, onnotice: () => {} });

beforeAll(async () => {
  databases.push(...(await Promise.all([createDatabase(), createDatabase(), createDatabase(), createDatabase()])));
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
});

test('suites that start together each get a database of their own with our tables and those of the queue', async () => {
  expect(new Set(databases.map(({ url }) => url)).size).toBe(4);
  for (const { url } of databases) {
    const sql = open(url);
    const [row] = await sql`
      select to_regclass('public.agent_runs') as runs,
             (select count(*)::int from information_schema.tables where table_schema = 'bullmq') as queue_tables`;
    await sql.end();
    expect(row?.['runs']).toBe('agent_runs');
    expect(row?.['queue_tables']).toBeGreaterThan(0);
  }
});

test('what one suite writes no other suite sees', async () => {
  const [mine, other] = [open(databases[0]!.url), open(databases[1]!.url)];
  await mine`create table only_here (id int)`;
  const [row] = await other`select to_regclass('only_here') as found`;
  await Promise.all([mine.end(), other.end()]);
  expect(row?.['found']).toBeNull();
});

test('a database is dropped although a connection to it is still open', async () => {
  const database = await createDatabase();
  const sql = open(database.url);
  await sql`select 1`;
  await database.drop();
  await expect(sql`select 1`).rejects.toThrow();
  await sql.end({ timeout: 0 });
});
