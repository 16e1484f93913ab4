import { type Bell, batched } from '@taktstock/db';
import { getAgent, type JobPayload, jobId, queueOf, RUN_KINDS } from '@taktstock/registry';
import type { BulkJobOptions } from 'bullmq';
import type { BusLog, Doorbell, KeptJobs } from './bus.ts';

/** What we need of a BullMQ queue, whichever backend it has. */
export type RingableQueue = {
  waitUntilReady(): Promise<unknown>;
  addBulk(jobs: { name: string; data: JobPayload; opts: BulkJobOptions }[]): Promise<unknown>;
  drain(delayed: boolean): Promise<void>;
  clean(graceMs: number, limit: number, type: keyof KeptJobs): Promise<string[]>;
};

/** The row is durable and the caller has its answer: nobody waits longer for a bell. */
const RING_MS = 1_000;

/** A bell that comes before its run is due finds nothing to claim: better a little late. */
const SKEW_MS = 100;

const jobOf = ({ runId, agent, attempt, priority, delayMs }: Bell) => ({
  name: RUN_KINDS[getAgent(agent)!.kind].job,
  data: { runId },
  opts: {
    jobId: jobId(runId, attempt),
    priority, // a job without a number would overtake every job that has one
    attempts: 1, // Postgres decides about attempts
    removeOnComplete: true, // a job kept would silence the next bell with its id
    removeOnFail: true,
    ...(delayMs > 0 ? { delay: Math.ceil(delayMs) + SKEW_MS } : {}),
  },
});

/** Rings through BullMQ: bells that arrive while one addBulk is under way are the next addBulk of their queue. */
export function createDoorbell(queues: ReadonlyMap<string, RingableQueue>, log: BusLog): Doorbell {
  const ringers = new Map(
    [...queues].map(([name, queue]) => [
      name,
      batched(async (bells: Bell[]) => {
        const heard = await inTime(queue.addBulk(bells.map(jobOf)));
        if (heard !== true)
          log.warn({ queue: name, bells: bells.length, reason: heard }, 'bells not heard, the sweeper will ring again');
        return bells.map(() => heard === true);
      }),
    ]),
  );
  return {
    ring: async (bells) => {
      const heard = await Promise.all(bells.map((bell) => ringers.get(queueOf(bell.agent))!(bell)));
      return heard.every(Boolean);
    },
    silence: async (names) => {
      const kept = await Promise.all(names.map((name) => emptied(name, queues.get(name)!, log)));
      return {
        completed: kept.reduce((sum, { completed }) => sum + completed, 0),
        failed: kept.reduce((sum, { failed }) => sum + failed, 0),
      };
    },
  };
}

/** Empties a queue of all that no worker has in hand. */
async function emptied(name: string, queue: RingableQueue, log: BusLog): Promise<KeptJobs> {
  try {
    await queue.drain(true);
    const [completed, failed] = [await queue.clean(0, 0, 'completed'), await queue.clean(0, 0, 'failed')];
    return { completed: completed.length, failed: failed.length };
  } catch (error) {
    log.warn({ queue: name, reason: error instanceof Error ? error.message : String(error) }, 'queue not emptied');
    return { completed: 0, failed: 0 };
  }
}

/** True when the queue took the jobs within the time, else the reason; the late failure of a job given up is nobody's concern. */
async function inTime(adding: Promise<unknown>): Promise<true | string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, RING_MS, 'the queue did not answer');
  });
  const added = adding.then(
    () => true as const,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const heard = await Promise.race([added, deadline]);
  clearTimeout(timer);
  return heard;
}
