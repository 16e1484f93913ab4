import { randomUUID } from 'node:crypto';
import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import postgres from 'postgres';
import { CONCURRENCY, CONNECTIONS, type Contender } from './contender.ts';

const silent = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});

const RUNS = `
  create table runs (
    id          uuid primary key,
    status      text not null default 'pending',
    input       jsonb not null default '{}',
    output      jsonb,
    created_at  timestamptz not null default now(),
    finished_at timestamptz
  )`;

/** One transaction per request: the row that its owner asks for, and the job. */
const accept: Contender['accept'] = async ({ databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  return {
    enqueue: async () => {
      const id = randomUUID();
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query({ name: 'run', text: 'insert into runs (id) values ($1)', values: [id] });
        await client.query({
          name: 'job',
          text: "select graphile_worker.add_job('carry-out', $1::json)",
          values: [JSON.stringify({ runId: id })],
        });
        await client.query('commit');
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
};

const work: Contender['work'] = async ({ databaseUrl }, onSettled) => {
  const runner = await run({
    ...{ connectionString: databaseUrl, concurrency: CONCURRENCY, maxPoolSize: CONNECTIONS },
    ...{ logger: silent, noHandleSignals: true },
    taskList: {
      'carry-out': async (payload, { withPgClient }) => {
        const { runId } = payload as { runId: string };
        await withPgClient((client) =>
          client.query({
            name: 'settle',
            text: "update runs set status = 'completed', output = 'null', finished_at = now() where id = $1",
            values: [runId],
          }),
        );
      },
    },
  });
  runner.events.on('job:complete', onSettled);
  return { close: () => runner.stop() };
};

const verify: Contender['verify'] = async ({ databaseUrl }, runs) => {
  const sql = postgres(databaseUrl, { max: 1 });
  const [found] = await sql<{ completed: number; others: number; jobs: number }[]>`
    select count(*) filter (where status = 'completed')::int as completed,
           count(*) filter (where status <> 'completed')::int as others,
           (select count(*)::int from graphile_worker.jobs) as jobs
    from runs`.finally(() => sql.end());
  if (found!.completed !== runs || found!.others > 0 || found!.jobs > 0)
    throw new Error(`of ${runs} runs ${JSON.stringify(found)}`);
};

/** graphile-worker as documented: jobs in Postgres, one row per run beside them. */
export const graphileWorker: Contender = {
  prepare: async ({ databaseUrl }) => {
    await runMigrations({ connectionString: databaseUrl, logger: silent });
    const sql = postgres(databaseUrl, { max: 1 });
    await sql.unsafe(RUNS).finally(() => sql.end());
  },
  accept,
  work,
  verify,
};
