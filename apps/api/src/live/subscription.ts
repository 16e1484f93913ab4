import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';

export type Page = { seq: number; frame: Buffer }[];

/** A topic that somebody in this process watches. */
export type Watched = {
  topic: string;
  /** The last event forwarded to everybody; null until the log was asked for it. */
  last: number | null;
  /** Seen on the bus, perhaps before `last` was known. */
  highest: number;
  subscriptions: Set<Subscription>;
  reading: boolean;
  again: boolean;
  ready: Promise<void>;
  unwatch: () => void;
};

/** What a subscription needs of the hub. */
export type Source = {
  read(topic: string, after: number): Promise<Page>;
  lastOf(topic: string): Promise<number>;
  release(watched: Watched, subscription: Subscription): void;
};

/** Whoever follows a topic. Nothing of it may throw. */
export type Listener = {
  /** The subscription stands: everything after `after` will follow. */
  started(after: number, last: number): void;
  /** A stored event, in order, none twice, none left out. */
  event(seq: number, frame: Buffer): void;
  /** A preview of text, or where a run stands: worth nothing later. */
  preview(frame: Buffer): void;
  /** Null when more of a replay can be taken at once, else a promise of when. */
  drained(): Promise<void> | null;
  /** `after` lies beyond the end of the log. */
  refused(): void;
  /** The hub closes. */
  ended(): void;
};

/** Pause before the log is asked again after it could not be read. */
const RETRY_MS = 500;

/** One follower of a topic: first what the log holds, then what comes. */
export class Subscription {
  readonly #hub: Source;
  readonly #watched: Watched;
  readonly #listener: Listener;
  readonly #log: FastifyBaseLogger;
  #cursor: number | null;
  #isLive = false;
  #closed = false;

  constructor(hub: Source, watched: Watched, after: number | null, listener: Listener, log: FastifyBaseLogger) {
    this.#hub = hub;
    this.#watched = watched;
    this.#cursor = after;
    this.#listener = listener;
    this.#log = log;
  }

  async start(): Promise<void> {
    const end = await this.#endOfLog();
    if (this.#closed || end === null) return;
    if (this.#cursor !== null && this.#cursor > end) {
      this.#listener.refused();
      this.close();
      return;
    }
    this.#cursor ??= end;
    this.#listener.started(this.#cursor, end);
    await this.#replay();
  }

  event(seq: number, frame: Buffer): void {
    if (!this.#isLive || this.#closed || seq <= this.#cursor!) return;
    this.#cursor = seq;
    this.#listener.event(seq, frame);
  }

  preview(frame: Buffer): void {
    // While the log is replayed a preview would belong to a draft that the follower has not heard of.
    if (this.#isLive && !this.#closed) this.#listener.preview(frame);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#hub.release(this.#watched, this);
  }

  end(): void {
    if (this.#closed) return;
    this.close();
    this.#listener.ended();
  }

  /** Where the log ends; null when the subscription was closed before anybody could tell. */
  async #endOfLog(): Promise<number | null> {
    while (!this.#closed) {
      try {
        await this.#watched.ready;
        const end = this.#watched.last!;
        // What this process has forwarded may lag behind what another one showed the follower.
        return this.#cursor !== null && this.#cursor > end ? await this.#hub.lastOf(this.#watched.topic) : end;
      } catch (error) {
        await this.#pause(error);
        if (this.#closed) return null; // nobody would wait for the promise below, and its failure would end the process
        if (this.#watched.last === null)
          this.#watched.ready = this.#hub.lastOf(this.#watched.topic).then((last) => {
            this.#watched.last ??= last;
          });
      }
    }
    return null;
  }

  /** Reads the log up to what was forwarded; from there on, without a pause in between, the hub delivers. */
  async #replay(): Promise<void> {
    while (!this.#closed) {
      if (this.#cursor! >= this.#watched.last!) {
        this.#isLive = true;
        return;
      }
      try {
        const page = await this.#hub.read(this.#watched.topic, this.#cursor!);
        if (this.#closed) return;
        for (const { seq, frame } of page) {
          this.#cursor = seq;
          this.#listener.event(seq, frame);
          const full = this.#listener.drained();
          if (full !== null) await full;
          if (this.#closed) return;
        }
        if (page.length === 0) this.#cursor = this.#watched.last!; // erased meanwhile: there is nothing to wait for
      } catch (error) {
        await this.#pause(error);
      }
    }
  }

  async #pause(error: unknown): Promise<void> {
    this.#log.warn({ err: error }, 'live: the log could not be read; trying again');
    await wait(RETRY_MS, undefined, { ref: false });
  }
}
