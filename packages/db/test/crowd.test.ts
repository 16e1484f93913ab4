import { expect, test } from 'vitest';
import { acceptRuns, appendEvents, claimRuns, connect, type Sql, settleRuns } from '../src/index.ts';
import { newRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();

/** Pages of agent_runs that one batch of ten reads; `sql` has one connection, so that its counters can be flushed. */
async function pagesRead(sql: Sql, batch: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    await sql`select pg_stat_force_next_flush()`;
    const [row] = await sql<{ pages: number }[]>`
      select heap_blks_hit + heap_blks_read as pages from pg_statio_user_tables where relname = 'agent_runs'`;
    return row!.pages;
  };
  const before = await count();
  await batch();
  return (await count()) - before;
}

test('a batch reads its own runs and none of the crowd that waits or works', async () => {
  const sql = connect(db.url, { max: 1 });
  try {
    const crowd = Array.from({ length: 4_000 }, () => newRun());
    await acceptRuns(sql, crowd);
    const claims = crowd.map(({ run }, n) => ({
      runId: run.id,
      instance: 'w1',
      token: crowd[n]!.run.id,
      leaseMs: 60_000,
    }));
    await claimRuns(sql, claims.slice(0, 2_000));
    const mine = crowd.slice(0, 10).map(({ run }) => ({ runId: run.id, attempt: 1 }));
    const events = [{ type: 'text_accepted', data: { draft: 1, length: 0 } }] as const;
    const outcome = { verb: 'complete', result: null } as const;

    expect(await pagesRead(sql, () => claimRuns(sql, claims.slice(2_000, 2_010)))).toBeLessThan(150);
    expect(
      await pagesRead(sql, () =>
        appendEvents(
          sql,
          mine.map((run) => ({ ...run, events: [...events] })),
        ),
      ),
    ).toBeLessThan(150);
    expect(
      await pagesRead(sql, () =>
        settleRuns(
          sql,
          mine.map((run) => ({ ...run, outcome })),
        ),
      ),
    ).toBeLessThan(150);
  } finally {
    await sql.end();
  }
});
