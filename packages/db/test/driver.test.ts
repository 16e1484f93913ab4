import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, isUnreachable, type Sql } from '../src/index.ts';
import { suiteDatabase } from './suite.ts';

const db = suiteDatabase();

/** How a statement ended: its value, or that the connection was lost. */
const ending = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => (isUnreachable(error) ? 'lost' : error));

describe('a connection that is lost', () => {
  let sql: Sql;
  beforeEach(() => {
    sql = connect(db.url, { max: 3, name: 'losing' });
  });
  afterEach(() => sql.end({ timeout: 1 }));

  /** A value of its own for each statement, so that an answer given to the wrong one is seen. */
  const echo = async (value: number): Promise<number> => (await sql`select ${value}::int as value`)[0]!['value'];

  /** Ends all connections of the pool once two statements sleep. */
  async function cut(): Promise<void> {
    for (let asleep = 0; asleep < 2; ) {
      const [row] = await db.sql<{ asleep: number }[]>`
        select count(*)::int as asleep from pg_stat_activity
        where application_name = 'losing' and state = 'active' and query like '%pg_sleep%'`;
      asleep = row!.asleep;
    }
    await db.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'losing'`;
  }

  /** Resolves when the pool answers again; a connection that was idle when it was cut says so once. */
  async function recovered(): Promise<void> {
    for (let tries = 0; (await ending(echo(0))) === 'lost'; tries += 1) expect(tries).toBeLessThan(10);
  }

  test.each([1, 2, 3, 4, 5])(
    'in the middle of a transaction fails what was under way and leaves nothing behind (%i)',
    async () => {
      const transaction = sql.begin(async (tx) => {
        await tx`select 1`;
        await tx`select pg_sleep(30)`;
      });
      const ends = Promise.all([ending(transaction), ending(sql`select pg_sleep(30)`)]);
      await cut();
      expect(await ends).toEqual(['lost', 'lost']);
      await recovered();
      const values = Array.from({ length: 9 }, (_, at) => at);
      expect(await Promise.all(values.map(echo))).toEqual(values);
    },
  );

  test('refuses the next statement of its transaction, and the process lives', async () => {
    const transaction = sql.begin(async (tx) => {
      await tx`select pg_terminate_backend(pg_backend_pid())`.catch(() => {});
      await tx`select 1`;
    });
    expect(await ending(transaction)).toBe('lost');
    await recovered();
    expect(await echo(7)).toBe(7);
  });

  test('while it is being opened ends no process', async () => {
    const statements = Promise.all(Array.from({ length: 12 }, (_, at) => ending(echo(at))));
    let open = true;
    void statements.then(() => {
      open = false;
    });
    while (open) await db.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'losing'`;
    for (const [at, end] of (await statements).entries()) expect(['lost', at]).toContain(end);
    await recovered();
  });
});
