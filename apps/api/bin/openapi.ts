import type { Bus } from '@taktstock/bus';
import { connect } from '@taktstock/db';
import { buildApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/logging.ts';

/** Prints the description of the API, as /openapi.json answers it. Nothing has to run: nobody asks database or bus for anything. */
const config = readConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
const bus = { live: {} } as Bus;
const app = await buildApp({ sql: connect(config.DATABASE_URL), bus, config, log: createLog('silent') });
await app.ready();
console.log(JSON.stringify(app.swagger(), null, 2));
await app.close();
