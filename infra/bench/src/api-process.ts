import { openBus, startSweeper } from '@taktstock/bus';
import { acceptRuns, connect, createRunWriter, type RunWriter, type Sql } from '@taktstock/db';
import { buildApp } from '../../../apps/api/src/app.ts';
import { readConfig } from '../../../apps/api/src/config.ts';
import { createLog } from '../../../apps/api/src/logging.ts';
import { onTheLoop } from './chart-burst/on-the-loop.ts';
import { watchTurns } from './chart-burst/turns.ts';
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

/** Where the API computes charts: in the thread of the product, or where it answers requests. */
export type Charting = 'in a thread' | 'on the loop';

/** The API as its main.ts starts it, except that limits which protect it are out of the way and only errors are logged. */
const [{ databaseUrl, redisUrl }, writing, charting = 'in a thread'] = partArguments<[Addresses, Writing, Charting?]>();
const config = readConfig({
  ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ORCHESTRATOR_PORT: '0', LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0', QUEUE_DEPTH_LIMIT: '100000000' },
});
const log = createLog(config.LOG_LEVEL);
const sql = connect(databaseUrl, { max: config.DATABASE_POOL, name: 'taktstock api' });
const bus = await openBus({ databaseUrl, redisUrl, log });
const computing = charting === 'on the loop' ? { computing: onTheLoop } : {};
const app = await buildApp({ sql, bus, config, log, writer: WRITERS[writing](sql), ...computing });
const sweeper = startSweeper({ sql, bus, log });
const url = await app.listen({ host: '127.0.0.1', port: 0 });

servePart({ url: () => url, cpu: () => process.cpuUsage(), ...watchTurns() }, async () => {
  await app.close();
  await sweeper.stop();
  await Promise.all([bus.close(2_000), sql.end({ timeout: 2 })]);
});
