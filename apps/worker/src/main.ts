import { loggable } from '@taktstock/db';
import pino from 'pino';
import { type WorkerConfig, workerConfig } from './config.ts';
import { startFleet } from './fleet.ts';

/** After this the process ends, whatever still holds it. */
const LAST_WORD_MS = 5_000;

/** The config, or one line that says what is wrong with it: a stack trace would not help whoever set it. */
function configOrExit(): WorkerConfig {
  try {
    return workerConfig();
  } catch (error) {
    console.error(`worker: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

const config = configOrExit();
const log = pino({
  level: config.LOG_LEVEL,
  base: { service: 'worker', pid: process.pid },
  serializers: { err: loggable },
});
const fleet = await startFleet(config, log);
log.info({ url: fleet.url, agents: config.agents, instance: fleet.instance }, 'listening');

let ending = false;
function end(signal: string): void {
  if (ending) return;
  ending = true;
  log.info({ signal }, 'draining');
  setTimeout(() => process.exit(1), config.DRAIN_MS + LAST_WORD_MS).unref();
  fleet.drain(config.DRAIN_MS).then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: error }, 'drain failed');
      process.exit(1);
    },
  );
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
