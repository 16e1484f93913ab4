import { openBus, startSweeper } from '@taktstock/bus';
import { acceptRuns, connect, createRunWriter, type RunWriter, type Sql } from '@taktstock/db';
import { buildApp } from '../../../apps/api/src/app.ts';
import { readConfig } from '../../../apps/api/src/config.ts';
import { createLog } from '../../../apps/api/src/logging.ts';
import { partArguments, servePart } from './processes.ts';
import type { Addresses } from './servers.ts';

/** How the API writes accepted runs: many requests with one statement, or each request with its own. */
export type Writing = 'batched' | 'one by one';

const WRITERS: Record<Writing, (sql: Sql) => RunWriter> = {
  batched: createRunWriter,
  'one by one': (sql) => ({
    ...createRunWriter(sql),
    accept: async (acceptance) => (await acceptRuns(sql, [acceptance]))[0]!,
  }),
};

/** The API as its main.ts starts it, except that limits which protect it are out of the way and only errors are logged. */
const [{ databaseUrl, redisUrl }, writing] = partArguments<[Addresses, Writing]>();
const config = readConfig({
  ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ORCHESTRATOR_PORT: '0', LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0', QUEUE_DEPTH_LIMIT: '100000000' },
});
const log = createLog(config.LOG_LEVEL);
const sql = connect(databaseUrl, { max: config.DATABASE_POOL, name: 'taktstock api' });
const bus = await openBus({ databaseUrl, redisUrl, log });
const app = await buildApp({ sql, bus, config, log, writer: WRITERS[writing](sql) });
const sweeper = startSweeper({ sql, bus, log });
const url = await app.listen({ host: '127.0.0.1', port: 0 });

servePart({ url: () => url, cpu: () => process.cpuUsage() }, async () => {
  await app.close();
  await sweeper.stop();
  await Promise.all([bus.close(2_000), sql.end({ timeout: 2 })]);
});
