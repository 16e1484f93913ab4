import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import postgres from 'postgres';
import type { Addresses } from '../servers.ts';
import { CONCURRENCY, CONNECTIONS, type Contender } from './contender.ts';

const QUEUE = 'carry-out';

/** Its clock of recurring jobs and its supervision would only cost it time here. */
async function open({ databaseUrl }: Addresses): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: CONNECTIONS, schedule: false, supervise: false });
  boss.on('error', (error) => console.error(error));
  return boss.start();
}

/**
 * As many workers as there are slots, each of which fetches, carries out and completes one job at a time, and looks for the
 * next one as often as it can be told to.
 */
const work: Contender['work'] = async (at, onSettled) => {
  const boss = await open(at);
  const settled = await watchCompleted(at, onSettled);
  const options = { batchSize: 1, localConcurrency: CONCURRENCY, pollingIntervalSeconds: 0.5 };
  await boss.work(QUEUE, options, async () => {});
  return {
    close: async () => {
      await settled.stop();
      await boss.stop({ graceful: true, timeout: 2_000 });
    },
  };
};

/** It has no event for a completed job, so the table is asked now and then. */
async function watchCompleted({ databaseUrl }: Addresses, onSettled: () => void) {
  const sql = postgres(databaseUrl, { max: 1 });
  const count = async () => {
    const [row] = await sql<{ jobs: number }[]>`
      select count(*)::int as jobs from pgboss.job where name = ${QUEUE} and state = 'completed'`;
    return row!.jobs;
  };
  let known = await count();
  let asking = Promise.resolve();
  const ask = async () => {
    const jobs = await count();
    for (; known < jobs; known += 1) onSettled();
  };
  const timer = setInterval(() => {
    asking = asking.then(ask);
  }, 100);
  return {
    stop: async () => {
      clearInterval(timer);
      await asking;
      await sql.end();
    },
  };
}

const verify: Contender['verify'] = async ({ databaseUrl }, runs) => {
  const sql = postgres(databaseUrl, { max: 1 });
  const found = await sql<{ state: string; jobs: number }[]>`
    select state::text, count(*)::int as jobs from pgboss.job where name = ${QUEUE} group by state`.finally(() =>
    sql.end(),
  );
  if (found.length !== 1 || found[0]!.state !== 'completed' || found[0]!.jobs !== runs)
    throw new Error(`of ${runs} runs ${JSON.stringify(found)}`);
};

/** pg-boss job by job: each send, fetch and completion is a statement of its own. */
export const pgBoss: Contender = {
  prepare: async (at) => {
    const boss = await open(at);
    await boss.createQueue(QUEUE);
    await boss.stop();
  },
  accept: async (at) => {
    const boss = await open(at);
    return { enqueue: () => boss.send(QUEUE, { runId: randomUUID() }), close: () => boss.stop({ timeout: 2_000 }) };
  },
  work,
  verify,
};
