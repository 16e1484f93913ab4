import type { Socket } from 'node:net';
import { activeAgents, isUnreachable, type Sql } from '@taktstock/db';
import {
  AGENTS,
  ERRORS,
  type ErrorCode,
  type Principal,
  runOfTopic,
  SEES_ALL,
  SYSTEM_TOPIC,
} from '@taktstock/registry';
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import { visibleRun } from '../routes/runs/find.ts';
import type { Hub } from './hub.ts';
import { type ClientMessage, isMessage, isTopic, parseMessage } from './messages.ts';
import { prepared } from './prepared.ts';
import type { Subscription } from './subscription.ts';

/** Close codes of RFC 6455. */
export const GOING_AWAY = 1001;
export const POLICY = 1008;
const TRY_LATER = 1013;

/** Bytes that may wait for a slow reader: above the first, previews are dropped; above the second, the socket is closed. */
const SOFT_BYTES = 256 * 1_024;
const HARD_BYTES = 1_024 * 1_024;

/** Messages a client may send in a second; ten times as many end the conversation. */
const MESSAGES_PER_SECOND = 20;

/** How long a peer may take to read what waits for it, 1 MiB at 1 Mbit/s, and to say goodbye. */
const GOODBYE_MS = 10_000;

type Deps = { sql: Sql; hub: Hub; log: FastifyBaseLogger; maxSubscriptions: number };

/** One client: what it subscribes to, and how fast it reads. */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #wire: Socket;
  readonly #principal: Principal;
  readonly #deps: Deps;
  readonly #subscriptions = new Map<string, Subscription | null>();
  #alive = true;
  #second = 0;
  #messages = 0;
  #leaving = false;

  /** Takes over a socket and the connection below it; its handlers are attached before anything else can happen. */
  constructor(socket: WebSocket, wire: Socket, principal: Principal, deps: Deps) {
    this.#socket = socket;
    this.#wire = wire;
    this.#principal = principal;
    this.#deps = deps;
    // Whatever a handler throws would end the process.
    socket.on('message', (data, isBinary) => this.#guarded(() => this.#receive(data as Buffer, isBinary)));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('close', () => this.#release());
    if (SEES_ALL.includes(principal.role)) this.#guarded(() => this.#welcome());
  }

  /** Asks the client whether it is still there; a client that did not answer the last time is not. */
  ping(): void {
    if (this.#alive) this.#socket.ping();
    else this.#socket.terminate();
    this.#alive = false;
  }

  /** Says goodbye; a peer that does not answer is cut off. */
  close(code: number, reason: string): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#release();
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref();
  }

  #release(): void {
    for (const subscription of this.#subscriptions.values()) subscription?.close();
    this.#subscriptions.clear();
  }

  /** Shows persons where every agent stands, and then the system live without being asked. */
  async #welcome(): Promise<void> {
    this.#subscriptions.set(SYSTEM_TOPIC, null);
    const active = await activeAgents(this.#deps.sql).catch((error: unknown) => {
      if (!isUnreachable(error)) throw error;
      return null; // what comes live says it later
    });
    for (const { id } of active === null ? [] : AGENTS) {
      const payload = { agentType: id, status: active!.has(id) ? 'active' : 'inactive' };
      this.#send({ topic: SYSTEM_TOPIC, type: 'agent_status', payload, timestamp: now() });
    }
    if (this.#subscriptions.get(SYSTEM_TOPIC) === null && !this.#leaving) this.#follow(SYSTEM_TOPIC, null, false);
  }

  #guarded(work: () => void | Promise<void>): void {
    const failed = (error: unknown) => {
      this.#deps.log.error({ err: error }, 'live: a message could not be handled');
      this.#error('INTERNAL_ERROR');
    };
    try {
      const done = work();
      if (done instanceof Promise) done.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #receive(data: Buffer, isBinary: boolean): void | Promise<void> {
    if (this.#leaving || !this.#mayTalk()) return;
    const message = isBinary ? undefined : parseMessage(data);
    if (message === undefined) return this.#error('MALFORMED_REQUEST', { detail: 'Messages are JSON text.' });
    if (!isMessage(message)) {
      return this.#error('VALIDATION_FAILED', {
        detail: 'Known are subscribe {topic, after?}, unsubscribe {topic}, ping.',
      });
    }
    switch (message.type) {
      case 'ping':
        return this.#send({ type: 'pong', timestamp: now() });
      case 'unsubscribe':
        return this.#unsubscribe(message.topic);
      case 'subscribe':
        return this.#subscribe(message);
    }
  }

  #mayTalk(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) this.#messages = 0;
    this.#second = second;
    this.#messages += 1;
    if (this.#messages <= MESSAGES_PER_SECOND) return true;
    if (this.#messages > 10 * MESSAGES_PER_SECOND) this.close(POLICY, 'too many messages');
    else this.#error('RATE_LIMITED', { detail: `At most ${MESSAGES_PER_SECOND} messages a second.` });
    return false;
  }

  #unsubscribe(topic: string): void {
    this.#subscriptions.get(topic)?.close();
    this.#subscriptions.delete(topic);
    this.#send({ ...(isTopic(topic) && { topic }), type: 'unsubscribed', payload: {}, timestamp: now() });
  }

  async #subscribe({ topic, after = 0 }: Extract<ClientMessage, { type: 'subscribe' }>): Promise<void> {
    if (!isTopic(topic)) return this.#error('NOT_FOUND');
    const runId = runOfTopic(topic);
    if (runId === null && !SEES_ALL.includes(this.#principal.role)) return this.#error('FORBIDDEN', { topic });
    if (!this.#subscriptions.has(topic) && this.#subscriptions.size >= this.#deps.maxSubscriptions) {
      const detail = `At most ${this.#deps.maxSubscriptions} subscriptions a socket.`;
      return this.#error('RATE_LIMITED', { topic, detail });
    }
    this.#subscriptions.get(topic)?.close();
    this.#subscriptions.set(topic, null); // counts from now on, and an unsubscribe finds it
    const refusal = runId === null ? null : await this.#refusal(runId);
    if (refusal !== null) {
      this.#subscriptions.delete(topic);
      return this.#error(refusal, { topic });
    }
    // Unsubscribed, or subscribed again, while we looked.
    if (this.#subscriptions.get(topic) === null && !this.#leaving) this.#follow(topic, after, true);
  }

  /** Why this client does not get to follow a run; null: it may. */
  async #refusal(runId: string): Promise<ErrorCode | null> {
    try {
      const run = await visibleRun(this.#deps.sql, this.#principal, runId);
      return run === undefined ? 'NOT_FOUND' : null;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      return 'DATABASE_UNAVAILABLE'; // the client comes back with its cursor
    }
  }

  /** Follows a topic; only what was asked for is acknowledged. */
  #follow(topic: string, after: number | null, acknowledge: boolean): void {
    const subscription = this.#deps.hub.subscribe(topic, after, {
      started: (from, lastSeq) => {
        if (acknowledge) this.#send({ topic, type: 'subscribed', payload: { after: from, lastSeq }, timestamp: now() });
      },
      event: (_seq, frame) => this.#sendFrame(frame),
      preview: (frame) => this.#sendFrame(frame, true),
      drained: () => this.#drained(),
      refused: () => {
        this.#subscriptions.delete(topic);
        this.#error('VALIDATION_FAILED', { topic, detail: 'after lies beyond the end of the log.' });
      },
      ended: () => this.close(GOING_AWAY, 'the server is stopping'),
    });
    this.#subscriptions.set(topic, subscription);
  }

  #error(code: ErrorCode, { topic, detail }: { topic?: string; detail?: string } = {}): void {
    const { status, title } = ERRORS[code];
    const payload = { code, status, title, detail };
    this.#send({ ...(topic !== undefined && { topic }), type: 'error', payload, timestamp: now() });
  }

  #send(frame: object): void {
    this.#sendFrame(prepared(JSON.stringify(frame)));
  }

  #sendFrame(frame: Buffer, isPreview = false): void {
    if (this.#leaving || this.#socket.readyState !== this.#socket.OPEN) return;
    const waiting = this.#socket.bufferedAmount;
    if (isPreview && waiting > SOFT_BYTES) return;
    if (waiting > HARD_BYTES) this.#tooSlow();
    else this.#wire.write(frame);
  }

  /** The client comes back with its cursor and misses nothing; keeping all of it here would cost the others their memory. */
  #tooSlow(): void {
    const payload = { reason: 'too slow' };
    this.#wire.write(prepared(JSON.stringify({ type: 'resync', payload, timestamp: now() })));
    this.close(TRY_LATER, 'too slow, resume with your cursor');
  }

  /** When what was sent so far has left: a replay goes as fast as its reader. Null: it has. */
  #drained(): Promise<void> | null {
    if (this.#socket.bufferedAmount < SOFT_BYTES) return null;
    return new Promise((resolve) => {
      const check = setInterval(() => {
        if (
          !this.#leaving &&
          this.#socket.readyState === this.#socket.OPEN &&
          this.#socket.bufferedAmount >= SOFT_BYTES
        )
          return;
        clearInterval(check);
        resolve();
      }, 20).unref();
    });
  }
}

const now = (): string => new Date().toISOString();
