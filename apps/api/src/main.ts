import { setTimeout as wait } from 'node:timers/promises';
import { type Bus, openBus, type Sweeper, startSweeper } from '@taktstock/bus';
import { connect, isUnreachable, type Sql } from '@taktstock/db';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { createLog } from './logging.ts';
import { loadInBackground } from './places/loading.ts';

/** Pause between two attempts to reach Postgres at the start. */
const RETRY_MS = 1_000;

/** Waits until Postgres answers with our schema; throws a sentence that says what to do. */
async function waitForDatabase(sql: Sql, config: Config, log: Logger): Promise<void> {
  const { host, pathname } = new URL(config.DATABASE_URL); // never the URL itself: it holds the password
  const deadline = performance.now() + config.DATABASE_WAIT_MS;
  for (;;) {
    try {
      const [row] = await sql<{ ready: boolean }[]>`select to_regclass('agent_runs') is not null as ready`;
      if (row!.ready) return;
      throw new Error(`The database ${host}${pathname} has no schema yet: npm run migrate`);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (performance.now() > deadline) throw new Error(`PostgreSQL at ${host}${pathname} does not answer`);
      log.warn({ host, code: (error as { code?: unknown }).code }, 'waiting for PostgreSQL');
      await wait(RETRY_MS);
    }
  }
}

type Running = {
  sql: Sql;
  bus: Bus;
  sweeper: Sweeper;
  app: Awaited<ReturnType<typeof buildApp>>;
  stopLoading: () => void;
};

async function start(config: Config, log: Logger): Promise<Running> {
  const sql = connect(config.DATABASE_URL, { max: config.DATABASE_POOL, name: 'taktstock api' });
  await waitForDatabase(sql, config, log);
  const redisUrl = config.REDIS_URL === '' ? undefined : config.REDIS_URL;
  const bus = await openBus({ databaseUrl: config.DATABASE_URL, redisUrl, workers: 0, log });
  const app = await buildApp({ sql, bus, config, log });
  const sweeper = startSweeper({ sql, bus, log, intervalMs: config.SWEEP_MS, bellMs: config.BELL_MS });
  const url = await app.listen({ host: config.ORCHESTRATOR_HOST, port: config.ORCHESTRATOR_PORT });
  log.info({ url, queue: bus.backend }, 'listening');
  // In the background: coordinates work meanwhile, and names are answered with PLACES_LOADING.
  const stopLoading = config.LOAD_PLACES === 'yes' ? loadInBackground(config.DATABASE_URL, log) : () => {};
  return { sql, bus, sweeper, app, stopLoading };
}

/** Ends what runs, in the order in which it depends on one another; what hangs is left to the deadline. */
async function stop({ sql, bus, sweeper, app, stopLoading }: Running, ms: number): Promise<void> {
  stopLoading();
  await app.close();
  await sweeper.stop();
  await bus.close(ms / 4);
  await sql.end({ timeout: ms / 4_000 });
}

function stopOn(running: Running, config: Config, log: Logger): void {
  let stopping = false;
  const end = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, config.SHUTDOWN_MS).unref();
    stop(running, config.SHUTDOWN_MS).then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
}

let log = createLog('info');
try {
  const config = readConfig();
  log = createLog(config.LOG_LEVEL);
  stopOn(await start(config, log), config, log);
} catch (error) {
  log.fatal({ reason: error instanceof Error ? error.message : String(error) }, 'the API could not start');
  process.exit(1);
}
