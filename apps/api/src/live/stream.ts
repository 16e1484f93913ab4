import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { AppError } from '@taktstock/registry';
import type { FastifyReply } from 'fastify';
import { endsOrReopens } from './final.ts';
import { payloadOf } from './prepared.ts';
import type { Listener } from './subscription.ts';

/** Bytes that may wait for a slow reader: above the first, previews are dropped; above the second, the stream is. */
const SOFT_BYTES = 256 * 1_024;
const HARD_BYTES = 1_024 * 1_024;

/** How long a browser's EventSource waits before it comes back; spread, or a restart would bring them all at once. */
const RETRY_MS = { least: 500, spread: 1_500 };

const HEADERS = {
  'content-type': 'text/event-stream',
  // no-transform: a proxy that compresses would wait for more to compress.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

const HEARTBEAT = ':\n\n';
const END_OF_MESSAGE = Buffer.from('\n\n');

/**
 * One run as Server-Sent Events: the frames of the WebSocket, each as the data of a message whose id is the frame's. It ends
 * after the event that ends the run; to a reader who has seen that already it says so with 204, the only answer that keeps an
 * EventSource from coming back. When it breaks off without an end, there is more to be had with the cursor.
 */
export class EventStream implements Listener {
  readonly #reply: FastifyReply;
  readonly #raw: ServerResponse;
  readonly #opening = Promise.withResolvers<boolean>();
  #isOver: boolean;
  #endOfLog = 0;

  /** Writes into the reply once its subscription stands; `isOver` is what the run's row said when the request had come. */
  constructor(reply: FastifyReply, isOver: boolean) {
    this.#reply = reply;
    this.#raw = reply.raw;
    this.#isOver = isOver;
    this.#raw.once('close', () => this.#opening.resolve(true)); // the reader has gone, or was answered for us
  }

  /** False when the reader has seen everything; rejects when there is no stream to be had. */
  get opened(): Promise<boolean> {
    return this.#opening.promise;
  }

  started(after: number, last: number): void {
    this.#endOfLog = last;
    if (this.#reply.sent) return;
    if (this.#isOver && after === last) {
      this.#opening.resolve(false);
      return;
    }
    const headers = this.#reply.headers(HEADERS).getHeaders(); // a hijacked reply does not send those of the edges
    this.#reply.hijack();
    this.#raw.writeHead(200, headers as OutgoingHttpHeaders);
    this.#write(`retry: ${Math.round(RETRY_MS.least + Math.random() * RETRY_MS.spread)}\n\n`);
    this.#opening.resolve(true);
  }

  event(seq: number, frame: Buffer): void {
    this.#isOver = endsOrReopens(frame) ?? this.#isOver;
    this.#write(message(`id: ${seq}\ndata: `, frame));
    // Not at the end of an earlier attempt that somebody reopened: more follows in the log.
    if (this.#isOver && seq >= this.#endOfLog) this.#raw.end();
  }

  preview(frame: Buffer): void {
    if (this.#raw.writableLength < SOFT_BYTES) this.#write(message('data: ', frame));
  }

  drained(): Promise<void> | null {
    if (this.#raw.writableLength < SOFT_BYTES || this.#raw.destroyed) return null;
    return new Promise((resolve) => {
      const go = () => {
        this.#raw.off('drain', go).off('close', go);
        resolve();
      };
      this.#raw.once('drain', go).once('close', go);
    });
  }

  refused(): void {
    this.#opening.reject(
      new AppError('VALIDATION_FAILED', undefined, {
        faults: [{ pointer: '/query/after', code: 'VALIDATION_FAILED', message: 'lies beyond the end of the log' }],
      }),
    );
  }

  ended(): void {
    this.#opening.reject(new AppError('OVERLOADED', 'This process is stopping.', { retryAfterSeconds: 1 }));
    if (this.#raw.headersSent) this.#raw.destroy();
  }

  /** Ends the stream of a reader whose key is not valid any more. */
  evict(): void {
    this.#opening.reject(new AppError('UNAUTHENTICATED'));
    if (this.#raw.headersSent) this.#raw.destroy();
  }

  /** Shows that the connection lives, to the reader and to the proxies between. */
  beat(): void {
    if (this.#raw.headersSent) this.#write(HEARTBEAT);
  }

  #write(data: string | Buffer): void {
    if (this.#raw.writableEnded) return;
    // The reader comes back with its cursor and misses nothing; keeping all of it here would cost the others their memory.
    if (this.#raw.writableLength > HARD_BYTES) this.#raw.destroy();
    else this.#raw.write(data);
  }
}

const message = (head: string, frame: Buffer): Buffer =>
  Buffer.concat([Buffer.from(head), payloadOf(frame), END_OF_MESSAGE]);
