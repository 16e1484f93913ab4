import { createDatabase } from '@taktstock/testbed';
import { expect, test } from 'vitest';
import { createPool } from '../src/backends/postgres.ts';

test('a connection that breaks in the hands of BullMQ, between two queries, ends nobody', async () => {
  const database = await createDatabase();
  const pool = createPool(database.url, 2, () => {});
  try {
    const held = await pool.connect();
    const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
    const broken = new Promise((resolve) => held.once('end', resolve));
    await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await broken; // an error without a listener would have been thrown by now
    await expect(held.query('select 1')).rejects.toThrow();
    held.release();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await pool.end();
    await database.drop();
  }
});
