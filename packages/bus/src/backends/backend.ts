import type { JobPayload } from '@taktstock/registry';
import type { Job, WorkerOptions } from 'bullmq';
import type { RingableQueue } from '../doorbell.ts';
import type { Transport } from '../live.ts';

export type Processor = (job: Job<JobPayload>, token?: string, signal?: AbortSignal) => Promise<void>;

/** What the bus uses of a BullMQ Worker, whichever backend it has. */
export type RawWorker = {
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown;
  cancelJob(jobId: string, reason?: string): boolean;
  cancelAllJobs(reason?: string): void;
  close(force?: boolean): Promise<void>;
};

/** A queue backend: BullMQ's queues and workers, and a channel for live messages. */
export type QueueBackend = {
  name: 'redis' | 'postgres';
  queue(name: string): RingableQueue;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): RawWorker;
  transport: Transport;
  ping(): Promise<void>;
  close(): Promise<void>;
};
