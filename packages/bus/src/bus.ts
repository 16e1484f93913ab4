import type { Bell } from '@taktstock/db';
import type { LoggedEvent, RunStanding, TextDelta } from '@taktstock/registry';

/** What the bus says when something goes wrong that nobody has to wait for. */
export type BusLog = { warn(details: object, message: string): void; error(details: object, message: string): void };

/** Rings workers. A bell may be lost: the row is durable and the sweeper rings again. */
export type Doorbell = {
  /** Answers within a second whether all bells were heard; never throws. */
  ring(bells: readonly Bell[]): Promise<boolean>;
  /**
   * Takes back the bells of queues that nobody has answered yet, and answers how many answered ones were still kept there. Never
   * throws: a bell that stays finds nothing to claim.
   */
  silence(queues: readonly string[]): Promise<KeptJobs>;
};

/** Jobs that a queue kept though they are over; ours are removed when they end. */
export type KeptJobs = { completed: number; failed: number };

/** A line of the live channel: the frame is ready to be sent as it is; null when it was too large to travel. */
export type LiveLine = { topic: string; id: number | null; frame: string | null };

/** Carries what happens to whoever is watching, at once and without a promise: what must arrive is read from the log. */
export type Live = {
  /** Sends events after their commit. */
  publish(events: readonly LoggedEvent[]): void;
  /** Sends a preview of text. */
  delta(runId: string, delta: TextDelta): void;
  /** Tells watchers of the whole system where a run stands. */
  status(run: RunStanding): void;
  /** Hears the lines of one topic until the returned function is called; `onGap` says that lines may have been missed. */
  watch(topic: string, onLine: (line: LiveLine) => void, onGap: () => void): () => void;
  /** Asks whichever worker holds the run to stop it now. */
  cancel(runId: string): void;
  /** Hears cancel requests, until the returned function is called. */
  onCancel(handler: (runId: string) => void): () => void;
};

/** What a queue hands to a worker. Resolves when the delivery is dealt with. */
export type Delivery = (data: unknown) => Promise<void>;

export type QueueWorker = {
  /** Stops taking deliveries; resolves when those in hand are done or the time is over. */
  close(ms: number): Promise<void>;
};

/** One process's share of the bus, on Redis or on Postgres. */
export type Bus = {
  backend: 'redis' | 'postgres';
  doorbell: Doorbell;
  live: Live;
  /** Serves one queue with so many deliveries at a time. */
  serve(queue: string, concurrency: number, deliver: Delivery): QueueWorker;
  /** Resolves when the backend answers, rejects within a second otherwise. */
  ping(): Promise<void>;
  /** Lets go of every connection within the time given. */
  close(ms: number): Promise<void>;
};
