import { setTimeout as wait } from 'node:timers/promises';
import { QUEUES } from '@taktstock/registry';
import type { QueueBackend } from './backends/backend.ts';
import { openPostgres } from './backends/postgres.ts';
import { checkRedis, openRedis } from './backends/redis.ts';
import type { Bus, BusLog, QueueWorker } from './bus.ts';
import { createDoorbell } from './doorbell.ts';
import { createLive } from './live.ts';

type Options = {
  databaseUrl: string;
  /** Not set: the queue and the live channel run on Postgres. */
  redisUrl?: string | undefined;
  /** Queues that this process will serve. */
  workers?: number;
  log: BusLog;
};

/** BullMQ's share of fault tolerance, kept small: Postgres decides about retries and poison. */
const WORKER = {
  lockDuration: 30_000,
  stalledInterval: 15_000,
  maxStalledCount: 1_000_000,
  drainDelay: 5,
} as const;

/** Opens the bus of a process on Redis when there is one, else on Postgres. Throws when Redis refuses us for good. */
export async function openBus({ databaseUrl, redisUrl, workers = 0, log }: Options): Promise<Bus> {
  const backend =
    redisUrl === undefined ? await openPostgres(databaseUrl, workers, log) : await openCheckedRedis(redisUrl, log);
  const queues = new Map(QUEUES.map((name) => [name, backend.queue(name)]));
  // An impatient queue refuses what is added before its connection stands; a Redis that is down must not hold up the boot.
  await within(1_000, Promise.all([...queues.values()].map((queue) => queue.waitUntilReady())), 'not ready').catch(
    () => {},
  );
  return {
    backend: backend.name,
    doorbell: createDoorbell(queues, log),
    live: createLive(backend.transport, log),
    serve: (queue, concurrency, deliver) => serve(backend, queue, concurrency, deliver),
    ping: () => within(1_000, backend.ping(), 'the queue does not answer'),
    close: (ms) => within(ms, backend.close(), 'closed without goodbye').catch(() => {}),
  };
}

async function openCheckedRedis(url: string, log: BusLog): Promise<QueueBackend> {
  const { fatal, warnings } = await checkRedis(url);
  if (fatal !== null) throw new Error(fatal);
  for (const reason of warnings) log.warn({ reason }, 'Redis');
  return openRedis(url, log);
}

function serve(
  backend: QueueBackend,
  queue: string,
  concurrency: number,
  deliver: Parameters<Bus['serve']>[2],
): QueueWorker {
  // No abort signal and no answer to a lost queue lock: the lease is in Postgres, and a second delivery finds nothing to claim.
  const worker = backend.worker(queue, (job) => deliver(job.data), { ...WORKER, concurrency });
  return { close: (ms) => within(ms, worker.close(), 'deliveries still in hand').catch(() => {}) };
}

/** The promise, or a rejection after so many milliseconds: close() and ping() of the queue may hang for ever. */
async function within<T>(ms: number, promise: Promise<T>, reason: string): Promise<T> {
  const over = new AbortController();
  const late = wait(ms, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error(reason)),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
