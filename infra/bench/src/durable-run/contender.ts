import type { Addresses } from '../servers.ts';

/** Requests and runs in flight at a time, and connections to Postgres of each process: the same for everybody. */
export const CONCURRENCY = 200;
export const CONNECTIONS = 10;

/** A way of carrying out runs: the same layout for all, one process that accepts and one that works. */
export type Contender = {
  /** Creates tables and queues. */
  prepare(at: Addresses): Promise<void>;
  /** The accepting process: `enqueue` resolves when the caller of one independent request may be answered. */
  accept(at: Addresses): Promise<{ enqueue(): Promise<unknown>; close(): Promise<unknown> }>;
  /** The working process; `onSettled` is called when one run is over, with its events sent. */
  work(at: Addresses, onSettled: () => void): Promise<{ close(): Promise<unknown> }>;
  /** Throws unless exactly so many runs were carried out, each once. */
  verify(at: Addresses, runs: number): Promise<void>;
};
