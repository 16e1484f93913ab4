import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { CONCURRENCY, type Contender } from './contender.ts';

const QUEUE = 'bench';

/** BullMQ alone on Redis, with its default options: results can be asked for until somebody cleans up, or Redis is wiped. */
export const bullmq: Contender = {
  prepare: async () => {},
  accept: async ({ redisUrl }) => {
    const queue = new Queue(QUEUE, { connection: { url: redisUrl } });
    await queue.waitUntilReady();
    return {
      enqueue: () => queue.add('run', { runId: randomUUID() }),
      close: () => queue.close(),
    };
  },
  work: async ({ redisUrl }, onSettled) => {
    const connection = { url: redisUrl, maxRetriesPerRequest: null };
    const worker = new Worker(QUEUE, async () => {}, { connection, concurrency: CONCURRENCY });
    worker.on('completed', onSettled).on('error', (error) => console.error(error));
    await worker.waitUntilReady();
    return { close: () => worker.close() };
  },
  verify: async ({ redisUrl }, runs) => {
    const queue = new Queue(QUEUE, { connection: { url: redisUrl } });
    const { completed, ...others } = await queue.getJobCounts().finally(() => queue.close());
    const left = Object.values(others).reduce((sum, count) => sum + count, 0);
    if (completed !== runs || left > 0) throw new Error(`of ${runs} jobs ${completed} completed, ${left} did not`);
  },
};
