import { setTimeout as wait } from 'node:timers/promises';
import { FINAL_EVENTS, type Frame, runTopic } from '@taktstock/registry';
import { WebSocket } from 'ws';
import type { Random } from '../random.ts';
import { DraftReader } from './draft.ts';

export type WatcherOptions = {
  /** The API processes that can be asked just now. */
  apis: () => readonly string[];
  apiKey: string;
  runId: string;
  random: Random;
  /** How often it loses its connection, each time after a random number of frames. */
  drops: number;
};

/** Frames between two lost connections: from the middle of a replay to the middle of a text. */
const FRAMES = { least: 1, most: 40 };
const BACK_MS = { least: 10, most: 200 };

/** What a system in trouble may say. */
const LATER = ['DATABASE_UNAVAILABLE', 'RATE_LIMITED', 'OVERLOADED'];

const isFinal = (type: string): boolean => (FINAL_EVENTS as readonly string[]).includes(type);

/** Follows one run over WebSockets that break, coming back with its cursor each time, until the run is final. */
export class Watcher {
  readonly runId: string;
  readonly draft = new DraftReader();
  /** Stored events in the order of their arrival. */
  readonly events: { seq: number; type: string }[] = [];
  /** What must never happen, in words. */
  readonly faults: string[] = [];
  connections = 0;
  last: string | null = null;
  readonly done: Promise<void>;
  readonly #options: WatcherOptions;
  readonly #leaving = new AbortController();
  #cursor = 0;
  #drops: number;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.runId = options.runId;
    this.#drops = options.drops;
    this.done = this.#follow();
  }

  /** Gives up. */
  stop(): void {
    this.#leaving.abort();
  }

  async #follow(): Promise<void> {
    const { random } = this.#options;
    const { signal } = this.#leaving;
    while (!signal.aborted && (this.last === null || !isFinal(this.last))) {
      await this.#connection();
      await wait(random.between(BACK_MS.least, BACK_MS.most), undefined, { signal }).catch(() => {});
    }
  }

  /** One connection: ends with the run, with a planned drop, or with whatever happens to the API. */
  #connection(): Promise<void> {
    const { apis, apiKey, runId, random } = this.#options;
    const urls = apis();
    if (urls.length === 0) return Promise.resolve();
    const url = new URL('/ws', random.pick(urls));
    url.protocol = 'ws';
    const socket = new WebSocket(url, ['taktstock.v1'], { headers: { authorization: `Bearer ${apiKey}` } });
    const topic = runTopic(runId);
    let left = this.#drops > 0 ? random.between(FRAMES.least, FRAMES.most) : Number.POSITIVE_INFINITY;
    const leave = () => socket.terminate();
    this.#leaving.signal.addEventListener('abort', leave, { once: true });
    socket.on('open', () => {
      this.connections += 1;
      socket.send(JSON.stringify({ type: 'subscribe', topic, after: this.#cursor }));
    });
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'error') {
        this.#refused(frame);
        return socket.terminate();
      }
      if (frame.topic !== topic) return;
      this.#read(frame);
      left -= 1;
      if (left === 0) this.#drops -= 1;
      if (left === 0 || (this.last !== null && isFinal(this.last))) socket.terminate();
    });
    socket.on('error', () => {}); // a refused or broken connection is what this client is for
    return new Promise((resolve) => {
      socket.once('close', () => {
        this.#leaving.signal.removeEventListener('abort', leave);
        resolve();
      });
    });
  }

  /** A refusal that says "later" is no fault: the client comes back with its cursor. */
  #refused({ payload }: Frame): void {
    const { code } = payload as { code: string };
    if (!LATER.includes(code)) this.faults.push(`was refused with ${code}`);
  }

  #read({ id, type, payload }: Frame): void {
    if (id !== undefined) {
      if (id !== this.#cursor + 1) this.faults.push(`event ${id} (${type}) came after ${this.#cursor}`);
      this.#cursor = Math.max(this.#cursor, id);
      this.events.push({ seq: id, type });
      this.last = type;
    }
    this.draft.read({ seq: id ?? null, type, data: payload as Record<string, unknown> });
  }
}
