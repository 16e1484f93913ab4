import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { BusLog } from '../bus.ts';
import { joinLines } from '../lines.ts';
import type { Transport } from '../live.ts';
import type { QueueBackend } from './backend.ts';

/**
 * For whoever must not wait: no offline queue, and every command ends within a second. All of them are needed:
 * with the offline queue off alone, an add still hangs when Redis is down at boot or accepts and never answers.
 */
const IMPATIENT = {
  enableOfflineQueue: false,
  commandTimeout: 1_000,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
} as const satisfies RedisOptions;

/** Back within a second of Redis being back, whatever the outage. */
const retryStrategy = (times: number): number => Math.min(1_000, 50 * 2 ** Math.min(times, 6));

/** The queue and the live channel on a Redis server. */
export function openRedis(url: string, log: BusLog): QueueBackend {
  const queues: Queue[] = [];
  const workers: Worker[] = [];
  // ioredis reports every failed reconnection: say it when it changes, not ten times a second.
  let lastError = '';
  const onError = (error: Error) => {
    const reason = plainReason(error);
    if (reason !== lastError) log.warn({ reason }, 'Redis');
    lastError = reason;
  };

  const publisher = new Redis(url, { ...IMPATIENT, retryStrategy });
  const subscriber = new Redis(url, { maxRetriesPerRequest: null, retryStrategy });
  for (const client of [publisher, subscriber]) client.on('error', onError).on('ready', () => (lastError = ''));

  return {
    name: 'redis',
    queue: (name) => {
      const connection = { url, ...IMPATIENT, retryStrategy };
      const queue = new Queue(name, { connection, skipWaitingForReady: true, skipVersionCheck: true });
      queue.on('error', onError);
      queues.push(queue);
      return queue;
    },
    worker: (name, processor, options) => {
      // Runs that one batch has settled end in one tick: their jobs are reported, and the next ones fetched, in one round trip.
      const connection = { url, maxRetriesPerRequest: null, retryStrategy, enableAutoPipelining: true };
      const worker = new Worker(name, processor, { connection, ...options });
      worker.on('error', onError);
      workers.push(worker as Worker);
      return worker;
    },
    transport: redisTransport(url, publisher, subscriber),
    ping: async () => void (await publisher.ping()),
    close: async () => {
      publisher.disconnect();
      subscriber.disconnect();
      // The workers have been closed by whoever served; this ends what they and the queues still hold.
      await Promise.allSettled([
        ...workers.map((worker) => worker.close(true)),
        ...queues.map((queue) => queue.disconnect()),
      ]);
    },
  };
}

/** Pub/sub does not know Redis databases: the number becomes part of the channel, so that two installations stay apart. */
function redisTransport(url: string, publisher: Redis, subscriber: Redis): Transport {
  const prefix = `tkt:${new URL(url).pathname.slice(1) || '0'}:`;
  const listeners = new Map<string, Set<{ onPayload: (payload: string) => void; onGap: () => void }>>();
  let connections = 0;

  subscriber.on('message', (channel: string, payload: string) => {
    for (const { onPayload } of listeners.get(channel) ?? []) onPayload(payload);
  });
  subscriber.on('ready', () => {
    connections += 1;
    if (connections === 1) return;
    for (const watchers of listeners.values()) for (const { onGap } of watchers) onGap();
  });

  return {
    send: async (channel, lines) => void (await publisher.publish(prefix + channel, joinLines(lines))),
    listen: (name, onPayload, onGap) => {
      const channel = prefix + name;
      const watchers = listeners.get(channel) ?? new Set();
      listeners.set(channel, watchers);
      const watcher = { onPayload, onGap };
      watchers.add(watcher);
      // What happened before the subscription stood is a gap like any other.
      if (watchers.size === 1) subscriber.subscribe(channel).then(onGap, () => {});
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0 || listeners.get(channel) !== watchers) return;
        listeners.delete(channel);
        if (subscriber.status === 'ready') subscriber.unsubscribe(channel).catch(() => {});
      };
    },
  };
}

/** What is wrong with a Redis, in words that say what to do. */
export function plainReason(error: Error): string {
  const { message } = error;
  if (message.includes('NOAUTH'))
    return 'NOAUTH: Redis wants a password, and REDIS_URL has none (redis://:password@host:port).';
  if (message.includes('WRONGPASS')) return 'WRONGPASS: Redis refuses the user or password in REDIS_URL.';
  if (message.includes('NOPERM')) return `NOPERM: the Redis user in REDIS_URL lacks a permission (${message}).`;
  return message === '' ? String((error as { code?: unknown }).code ?? error.name) : message;
}

/** A Redis as we found it: `fatal` says why it cannot be used, `warnings` what will lose jobs sooner or later. */
export type RedisCheck = { fatal: string | null; warnings: string[] };

/** Looks at a Redis before we rely on it: reachable, the right password, nothing evicted, something on disk. */
export async function checkRedis(url: string): Promise<RedisCheck> {
  const client = new Redis(url, { ...IMPATIENT, lazyConnect: true, retryStrategy: () => null });
  let failure: Error | undefined;
  client.on('error', (error) => (failure ??= error));
  try {
    await client.connect();
    const info = await client.info();
    return { fatal: null, warnings: settingsAtRisk(info) };
  } catch (error) {
    const reason = failure ?? (error as Error);
    const refused = /NOAUTH|WRONGPASS|NOPERM/.test(`${reason.message} ${(error as Error).message}`);
    const said = plainReason(/NOAUTH|WRONGPASS|NOPERM/.test(reason.message) ? reason : (error as Error));
    // A Redis that is merely away will come back, and nothing is lost meanwhile.
    return refused ? { fatal: said, warnings: [] } : { fatal: null, warnings: [`Redis does not answer: ${said}`] };
  } finally {
    client.disconnect();
  }
}

function settingsAtRisk(info: string): string[] {
  const setting = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const warnings: string[] = [];
  const policy = setting('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(`maxmemory-policy is ${policy}: under memory pressure Redis will drop jobs. Set it to noeviction.`);
  }
  if (setting('aof_enabled') === '0') {
    warnings.push(
      'Redis keeps no append-only file: after a restart bells come back only by the sweeper. Set appendonly yes.',
    );
  }
  return warnings;
}
