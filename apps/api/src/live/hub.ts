import type { Live, LiveLine } from '@taktstock/bus';
import { eventsAfter, lastSeqs, type Sql } from '@taktstock/db';
import { frameOf, type LoggedEvent, runOfTopic, SYSTEM_TOPIC } from '@taktstock/registry';
import type { FastifyBaseLogger } from 'fastify';
import { prepared } from './prepared.ts';
import { type Listener, type Page, type Source, Subscription, type Watched } from './subscription.ts';

/** Silent gaps are looked for this often: the longest an event can be late, whatever the bus lost. */
const COMPARE_MS = 2_000;

/** Events read at a time; a text chunk is up to 2 KiB, so a page stays below 1 MiB. */
const PAGE = 200;

/** Logs read at the same time: a thousand sockets that come back together must not hold a thousand pages in memory. */
const READERS = 8;

const bufferOf = (event: LoggedEvent): Buffer => prepared(JSON.stringify(frameOf(event)));

/**
 * Fans out what happens to the watchers of this process. The bus is fast and may lose; the log is complete. So per topic
 * the next number is forwarded, a lower one dropped, a higher one makes us read the log; and one statement every two
 * seconds compares all topics, because the last event of a run is followed by nothing that would show the gap.
 */
export class Hub implements Source {
  readonly #sql: Sql;
  readonly #live: Live;
  readonly #log: FastifyBaseLogger;
  readonly #topics = new Map<string, Watched>();
  readonly #timer: NodeJS.Timeout;
  readonly #queue: (() => void)[] = [];
  #reads = 0;
  #comparing = false;
  #compareAgain = false;
  #closed = false;

  constructor(sql: Sql, live: Live, log: FastifyBaseLogger, compareMs = COMPARE_MS) {
    this.#sql = sql;
    this.#live = live;
    this.#log = log;
    this.#timer = setInterval(() => this.#compare(), compareMs).unref();
  }

  get topics(): number {
    return this.#topics.size;
  }

  /** Follows a topic from after `after` (null: from now), until the subscription is closed; a closed hub ends it at once. */
  subscribe(topic: string, after: number | null, listener: Listener): Subscription {
    const watched = this.#topics.get(topic) ?? this.#watch(topic);
    const subscription = new Subscription(this, watched, after, listener, this.#log);
    watched.subscriptions.add(subscription);
    if (this.#closed) queueMicrotask(() => subscription.end());
    else void subscription.start();
    return subscription;
  }

  /** Called by a subscription that ends. */
  release(watched: Watched, subscription: Subscription): void {
    watched.subscriptions.delete(subscription);
    if (watched.subscriptions.size > 0 || this.#topics.get(watched.topic) !== watched) return;
    this.#topics.delete(watched.topic);
    watched.unwatch();
  }

  /** The events of a topic after a number, with their frames; few readers at a time. */
  async read(topic: string, after: number): Promise<Page> {
    if (this.#reads >= READERS) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#reads += 1;
    try {
      const events = await eventsAfter(this.#sql, topic, after, PAGE);
      return events.map((event) => ({ seq: event.seq, frame: bufferOf(event) }));
    } finally {
      this.#reads -= 1;
      this.#queue.shift()?.();
    }
  }

  /** The newest number of a topic in the log. */
  async lastOf(topic: string): Promise<number> {
    const runId = runOfTopic(topic);
    const seqs = await lastSeqs(this.#sql, runId === null ? [] : [runId], topic === SYSTEM_TOPIC);
    return seqs.get(topic) ?? 0;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { subscriptions } of this.#topics.values()) for (const one of [...subscriptions]) one.end();
  }

  #watch(topic: string): Watched {
    const watched: Watched = {
      topic,
      last: null,
      highest: 0,
      subscriptions: new Set(),
      reading: false,
      again: false,
      ready: Promise.resolve(),
      unwatch: () => {},
    };
    this.#topics.set(topic, watched);
    // First listen, then ask where the log ends: in the other order an event could fall in between.
    watched.unwatch = this.#live.watch(
      topic,
      (line) => this.#hear(watched, line),
      () => this.#compare(),
    );
    watched.ready = this.#findEnd(watched);
    watched.ready.catch(() => {}); // its subscriptions hear of it
    return watched;
  }

  async #findEnd(watched: Watched): Promise<void> {
    watched.last = await this.lastOf(watched.topic);
    if (watched.highest > watched.last) this.#catchUp(watched);
  }

  #hear(watched: Watched, { id, frame }: LiveLine): void {
    if (id === null) {
      if (frame === null) return;
      const preview = prepared(frame);
      for (const one of watched.subscriptions) one.preview(preview);
      return;
    }
    watched.highest = Math.max(watched.highest, id);
    if (watched.last === null || id <= watched.last) return;
    if (id === watched.last + 1 && frame !== null) this.#forward(watched, id, prepared(frame));
    else this.#catchUp(watched);
  }

  #forward(watched: Watched, seq: number, frame: Buffer): void {
    watched.last = seq;
    for (const one of watched.subscriptions) one.event(seq, frame);
  }

  /** Reads the log from the last forwarded event on, until it has caught up. */
  #catchUp(watched: Watched): void {
    watched.again = true;
    if (watched.reading || watched.last === null) return;
    watched.reading = true;
    this.#readOn(watched)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'live: the log could not be read; comparing goes on'))
      .finally(() => {
        watched.reading = false;
      });
  }

  async #readOn(watched: Watched): Promise<void> {
    while (watched.again && watched.subscriptions.size > 0) {
      watched.again = false;
      const page = await this.read(watched.topic, watched.last!);
      for (const { seq, frame } of page) if (seq > watched.last!) this.#forward(watched, seq, frame);
      if (page.length === PAGE) watched.again = true;
    }
  }

  /** Compares all watched topics with the log in one statement. */
  #compare(): void {
    this.#compareAgain = true;
    if (this.#comparing || this.#closed) return;
    this.#comparing = true;
    this.#compareAll()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'live: comparing with the log failed'))
      .finally(() => {
        this.#comparing = false;
      });
  }

  async #compareAll(): Promise<void> {
    while (this.#compareAgain && this.#topics.size > 0) {
      this.#compareAgain = false;
      const runIds = [...this.#topics.keys()].flatMap((topic) => runOfTopic(topic) ?? []);
      const seqs = await lastSeqs(this.#sql, runIds, this.#topics.has(SYSTEM_TOPIC));
      for (const [topic, seq] of seqs) {
        const watched = this.#topics.get(topic);
        if (watched !== undefined && watched.last !== null && seq > watched.last) this.#catchUp(watched);
      }
    }
  }
}
