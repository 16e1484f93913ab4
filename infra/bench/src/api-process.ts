import { openBus, startSweeper } from '@taktstock/bus';
import { connect } from '@taktstock/db';
import { buildApp } from '../../../apps/api/src/app.ts';
import { readConfig } from '../../../apps/api/src/config.ts';
import { createLog } from '../../../apps/api/src/logging.ts';
import { partArguments, servePart } from './processes.ts';
import type { Addresses } from './servers.ts';

/** The API as its main.ts starts it, except that limits which protect it are out of the way and only errors are logged. */
const [{ databaseUrl, redisUrl }] = partArguments<[Addresses]>();
const config = readConfig({
  ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ORCHESTRATOR_PORT: '0', LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0', QUEUE_DEPTH_LIMIT: '100000000' },
});
const log = createLog(config.LOG_LEVEL);
const sql = connect(databaseUrl, { max: config.DATABASE_POOL, name: 'taktstock api' });
const bus = await openBus({ databaseUrl, redisUrl, log });
const app = await buildApp({ sql, bus, config, log });
const sweeper = startSweeper({ sql, bus, log });
const url = await app.listen({ host: '127.0.0.1', port: 0 });

servePart({ url: () => url, cpu: () => process.cpuUsage() }, async () => {
  await app.close();
  await sweeper.stop();
  await Promise.all([bus.close(2_000), sql.end({ timeout: 2 })]);
});
