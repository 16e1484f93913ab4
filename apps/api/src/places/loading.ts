import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';

/** What the loader says: how far it is, then whether it had anything to load, or why it could not. */
export type LoaderMessage = { percent: number } | { loaded: boolean } | { failed: string };

/** Pause after a load that failed; requests with coordinates work meanwhile. */
const RETRY_MS = 30_000;

const LOADER = fileURLToPath(new URL('./loader.ts', import.meta.url));

/**
 * Loads the gazetteer unless it is there, with its progress in the log, again and again until it has worked. The answered
 * function breaks it off: the load is one transaction.
 */
export function loadInBackground(databaseUrl: string, log: FastifyBaseLogger): () => void {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  async function attempt(): Promise<boolean> {
    child = fork(LOADER, { execArgv: [], stdio: 'ignore' });
    let done = false;
    child.on('message', (message: LoaderMessage) => {
      if ('percent' in message) log.info(message, 'loading places');
      else if ('failed' in message) log.error({ reason: message.failed }, 'loading places failed');
      else {
        done = true;
        log.info(message, 'places are there');
      }
    });
    child.send(databaseUrl);
    await once(child, 'exit');
    return done;
  }

  async function load(): Promise<void> {
    while (!(await attempt()) && !stopping.signal.aborted) {
      await wait(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }

  load().catch((error: unknown) => log.error({ err: error }, 'loading places failed'));
  return () => {
    stopping.abort();
    child?.kill('SIGKILL');
  };
}
