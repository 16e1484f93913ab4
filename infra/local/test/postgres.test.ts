import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LocalPostgres, type PostgresOptions, startPostgres } from '../src/index.ts';

let base: string;
let running: LocalPostgres[] = [];

const start = async (options: PostgresOptions): Promise<LocalPostgres> => {
  const server = await startPostgres(options);
  running.push(server);
  return server;
};

const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 0 });
  }
};

/** As root the data was moved to where another account reaches it. */
const clear = ({ dataDir }: LocalPostgres): Promise<void> =>
  rm(dataDir.startsWith(base) ? dataDir : path.dirname(dataDir), { recursive: true });

beforeAll(async () => {
  // As mktemp makes it: closed to every other account.
  base = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.stop('immediate')));
  running = [];
});

afterAll(() => rm(base, { recursive: true, force: true }));

test('a data directory keeps its rows and its password between starts', async () => {
  const options = { dataDir: path.join(base, 'kept'), database: 'taktstock', durable: false };
  const first = await start(options);
  await query(first.url, 'create table notes (text text); insert into notes values ($$kept$$)');
  await first.stop();
  const second = await start({ ...options, port: first.port });
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  await second.stop();
  await clear(second);
});

test('a data directory in use is refused in plain words, and its server stays', async () => {
  const dataDir = path.join(base, 'in-use');
  const first = await start({ dataDir, durable: false });
  await expect(start({ dataDir })).rejects.toThrow(/is already running \(process \d+\). Stop the other start/);
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await first.stop();
  await clear(first);
});

test('a directory that is no database of ours is left alone', async () => {
  const photos = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
  await writeFile(path.join(photos, 'beach.jpg'), '');
  await expect(start({ dataDir: photos })).rejects.toThrow(/is no database of ours or belongs to another account/);
  expect(await readdir(photos)).toEqual(['beach.jpg']);
  await rm(photos, { recursive: true });
});

test('nobody gets in without the password', async () => {
  const { url } = await start({});
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
});

test('temporary data is gone after the stop', async () => {
  const server = await start({});
  expect(existsSync(server.dataDir)).toBe(true);
  await server.stop();
  expect(existsSync(server.dataDir)).toBe(false);
});

test('committed rows survive kill -9 of the server', async () => {
  const dataDir = path.join(base, 'killed');
  const first = await start({ dataDir });
  await query(first.url, 'create table notes (text text); insert into notes values ($$kept$$)');
  await first.kill('SIGKILL');
  const second = await start({ dataDir });
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  await second.stop();
  await clear(second);
});

test('after kill -9 nothing starts beside what is still at work', async () => {
  const dataDir = path.join(base, 'orphaned');
  const first = await start({ dataDir });
  await query(first.url, 'create table notes (text text)');
  const orphan = postgres(first.url, { max: 1, onnotice: () => {} });
  const lost = orphan
    .unsafe(`do $$ begin
      while clock_timestamp() < statement_timestamp() + interval '3 s' loop end loop;
      insert into notes values ('last words');
    end $$`)
    .catch(() => {});
  const busy = `select 1 from pg_stat_activity where query like 'do %' and state = 'active'`;
  await expect.poll(() => query(first.url, busy)).toHaveLength(1);
  await first.kill('SIGKILL');
  const second = await start({ dataDir });
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'last words' }]);
  await lost;
  await orphan.end({ timeout: 0 });
  await second.stop();
  await clear(second);
});

test('a port in use is reported with the words of the server', async () => {
  const first = await start({});
  await expect(start({ port: first.port })).rejects.toThrow(/could not bind .* Address already in use/s);
});

test('settings reach the server', async () => {
  const { url } = await start({ settings: { max_connections: 23 } });
  expect(await query(url, 'show max_connections')).toEqual([{ max_connections: '23' }]);
});
