import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { CONCURRENCY, type Contender } from './contender.ts';

const QUEUE = 'bench';

/** BullMQ alone on Redis: fast, and a wiped Redis loses every job. */
export const bullmq: Contender = {
  prepare: async () => {},
  accept: async ({ redisUrl }) => {
    const queue = new Queue(QUEUE, { connection: { url: redisUrl } });
    await queue.waitUntilReady();
    return {
      enqueue: () => queue.add('run', { runId: randomUUID() }, { removeOnComplete: true, removeOnFail: true }),
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
  // Finished jobs are removed, as its documentation advises: what is left over was not carried out.
  verify: async ({ redisUrl }) => {
    const queue = new Queue(QUEUE, { connection: { url: redisUrl } });
    const left = await queue.getJobCountByTypes('waiting', 'active', 'delayed', 'failed').finally(() => queue.close());
    if (left > 0) throw new Error(`${left} jobs are left over`);
  },
};
