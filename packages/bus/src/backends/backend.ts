import type { JobPayload } from '@taktstock/registry';
import type { Job, WorkerOptions } from 'bullmq';
import type { RingableQueue } from '../doorbell.ts';
import type { Transport } from '../live.ts';

export type Processor = (job: Job<JobPayload>) => Promise<void>;

/** What the bus uses of a BullMQ Worker, whichever backend it has. */
export type RawWorker = { close(force?: boolean): Promise<void> };

/** A queue backend: BullMQ's queues and workers, and a channel for live messages. */
export type QueueBackend = {
  name: 'redis' | 'postgres';
  queue(name: string): RingableQueue;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): RawWorker;
  transport: Transport;
  ping(): Promise<void>;
  close(): Promise<void>;
};
