import { type Api, type BodyOf, createApi } from './api.ts';
import { overEventStream } from './event-stream.ts';
import { type FollowOptions, follow } from './follow.ts';
import type { SystemFrame } from './frames.ts';
import { Http } from './http.ts';
import { Reading, type ReadingIds } from './reading.ts';
import { Run, type Transport, type Wiring } from './run.ts';
import type { WebSocketLike } from './socket.ts';
import { Sockets } from './sockets.ts';

type Secret = string | (() => string | Promise<string>);

export type ClientOptions = {
  /** Where the API is, with the path of a proxy before it if there is one. */
  baseUrl: string | URL;
  /** How the frames of runs travel; see the README. Default `sse`. */
  transport?: Transport;
  /** How often a request is tried again after a refusal or a break that may pass. Default 5, about ten seconds. */
  retries?: number;
  /** How long one attempt may take, in milliseconds. Default 30,000. */
  timeoutMs?: number;
  /** Default: that of the platform. */
  fetch?: typeof fetch;
  /** Default: that of the platform; Node has one from version 22 on. */
  WebSocket?: WebSocketLike;
} & (
  | {
      /** For backends: an API key. It must never reach a browser. */
      apiKey: Secret;
    }
  | {
      /** For browsers: a run token, or where to get the next one when it has ended. */
      token: Secret;
    }
  | {
      /** For pages that the API serves itself: the browser sends the cookie of its session along. */
      session: 'cookie';
    }
);

export type ExecuteOptions = {
  /** Requests with the same key and body are one reading. Default: a new key, so that trying again is safe. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

export type Client = {
  /** Every route of the API under its name. */
  readonly api: Api;
  /** Asks for a reading; it is durable when this resolves. */
  execute(body: BodyOf<'executeReading'>, options?: ExecuteOptions): Promise<Reading>;
  /** The handle of a reading that was asked for earlier or elsewhere. */
  reading(ids: ReadingIds): Reading;
  /** The handle of a run of any kind. */
  run(runId: string): Run;
  /** What happens in the whole system from now on, over WebSocket; for keys that see everything. */
  system(options?: FollowOptions): AsyncGenerator<SystemFrame, void, undefined>;
};

/** A client of one API. It opens nothing before it is asked, and keeps nothing open that nobody follows. */
export function createClient(options: ClientOptions): Client {
  const { transport: usual = 'sse', retries = 5, timeoutMs = 30_000, WebSocket = globalThis.WebSocket } = options;
  const http = new Http({
    baseUrl: String(options.baseUrl),
    bearer: 'apiKey' in options ? options.apiKey : 'token' in options ? options.token : null,
    // Called as a method of something else, the fetch of a browser refuses.
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    retries,
    timeoutMs,
  });
  const api = createApi(http);
  const sockets = new Sockets(api, { url: http.urlOf('/ws'), WebSocket, timeoutMs });
  const wiring: Wiring = {
    api,
    retries,
    connect: (runId, transport = usual) =>
      transport === 'websocket' ? sockets.run(runId) : overEventStream(http, runId),
  };
  return {
    api,
    execute: async (body, { idempotencyKey, signal } = {}) => {
      const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      return new Reading(wiring, (await api.executeReading({ body, headers }, { signal })) as ReadingIds);
    },
    reading: (ids) => new Reading(wiring, ids),
    run: (runId) => new Run(wiring, runId),
    system: (following = {}) => follow(sockets.system(), null, retries, following),
  };
}
