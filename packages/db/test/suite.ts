import { randomUUIDv7 } from 'node:crypto';
import { NEVER_STARTED_MS, RUN_KINDS } from '@taktstock/registry';
import { createDatabase } from '@taktstock/testbed';
import { afterAll, beforeAll } from 'vitest';
import {
  type Acceptance,
  acceptRuns,
  type ClaimedRun,
  claimRuns,
  connect,
  type NewRun,
  type Sql,
} from '../src/index.ts';

/** A fresh database for one suite; read `.sql` inside tests only. */
export function suiteDatabase(): { sql: Sql; url: string } {
  const suite = {} as { sql: Sql; url: string };
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    suite.url = database.url;
    suite.sql = connect(database.url, { max: 8 });
  });
  afterAll(async () => {
    await suite.sql.end({ timeout: 5 });
    await drop();
  });
  return suite;
}

/** A valid run without a reading. */
export const newRun = (run: Partial<NewRun> = {}): Acceptance => ({
  run: {
    id: randomUUIDv7(),
    kind: 'reading',
    agent: 'crisis',
    owner: 'owner-a',
    keyId: null,
    userId: null,
    priority: 1,
    definitionVersion: '1.0.0',
    errorLimit: RUN_KINDS.reading.retry.limit,
    attemptMs: RUN_KINDS.reading.attemptMs,
    runMs: RUN_KINDS.reading.runMs,
    startWithinMs: NEVER_STARTED_MS,
    input: {},
    ...run,
  },
  reading: null,
  idempotency: null,
});

/** Claims one run as `instance`; null when it is not to be had. */
export async function claim(sql: Sql, runId: string, instance = 'w1', leaseMs = 60_000): Promise<ClaimedRun | null> {
  const [claimed] = await claimRuns(sql, [{ runId, instance, token: randomUUIDv7(), leaseMs }]);
  return claimed?.run ?? null;
}

/** Accepts and claims a run. */
export async function claimedRun(sql: Sql, run: Partial<NewRun> = {}): Promise<ClaimedRun> {
  const acceptance = newRun(run);
  await acceptRuns(sql, [acceptance]);
  return (await claim(sql, acceptance.run.id))!;
}
