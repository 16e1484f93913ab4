import { ConnectionFailed, type Problem, problemOf, Unavailable } from './errors.ts';
import { askedMs, delayMs, PATIENCE_MS, pause } from './retry.ts';

export type HttpOptions = {
  baseUrl: string;
  /** API key or run token, or where to get a fresh one: it is asked before every request. null: the browser has a cookie. */
  bearer: string | (() => string | Promise<string>) | null;
  fetch: typeof fetch;
  /** How often a request is tried again. */
  retries: number;
  /** How long one attempt may take. */
  timeoutMs: number;
};

export type HttpRequest = {
  method: string;
  path: string;
  query?: Record<string, unknown> | undefined;
  headers?: Record<string, unknown> | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Whether it does no harm to send it again without knowing whether it was done. */
  isRepeatable: boolean;
};

/** Refusals that come before anything is done: repeating is safe whatever the request was. */
const NOTHING_DONE: readonly string[] = ['RATE_LIMITED', 'QUEUE_FULL', 'OVERLOADED', 'PLACES_LOADING'];

/** Requests to one API: authorised, bounded in time, tried again. */
export class Http {
  readonly options: HttpOptions;

  constructor(options: HttpOptions) {
    this.options = options;
  }

  /**
   * What a request is answered with: JSON parsed, anything else as text, undefined when there is nothing. Tries again what may
   * pass. Throws a Problem, ConnectionFailed, or the signal's reason.
   */
  async send(request: HttpRequest): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.open(request, AbortSignal.timeout(this.options.timeoutMs));
        const text = await connected(response.text(), request.signal);
        return isOf(response, 'application/json') ? JSON.parse(text) : text || undefined;
      } catch (error) {
        const mayRepeat = attempt <= this.options.retries && isWorthRepeating(error, request.isRepeatable);
        if (!mayRepeat || askedMs(error) > PATIENCE_MS) throw error;
        await pause(delayMs(attempt, error), request.signal);
      }
    }
  }

  /** Sends once and answers as soon as the answer begins; `deadline` bounds all of it. */
  async open(request: HttpRequest, deadline: AbortSignal): Promise<Response> {
    const { method, query, body, signal } = request;
    signal?.throwIfAborted();
    const headers = new Headers();
    const bearer = await this.#bearer();
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (value !== undefined) headers.set(name, String(value));
    }
    const asking = this.options.fetch(this.urlOf(request.path, query), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const response = await connected(asking, signal);
    if (response.ok) return response;
    const text = await connected(response.text(), signal);
    throw refusal(response, text);
  }

  /** The address of a path below the base, which may have a path of its own. */
  urlOf(path: string, query: Record<string, unknown> = {}): URL {
    const url = new URL(this.options.baseUrl.replace(/\/+$/, '') + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  async #bearer(): Promise<string | null> {
    const { bearer } = this.options;
    return typeof bearer === 'function' ? bearer() : bearer;
  }
}

function isWorthRepeating(error: unknown, isRepeatable: boolean): boolean {
  if (error instanceof Unavailable && NOTHING_DONE.includes(error.code)) return true;
  // 500 is a fault of the API that will most likely show again.
  return isRepeatable && (error instanceof ConnectionFailed || (error instanceof Unavailable && error.status !== 500));
}

/** What comes of a connection; its breaking is a ConnectionFailed, unless the caller wanted it. */
export async function connected<T>(coming: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await coming;
  } catch (error) {
    signal?.throwIfAborted();
    throw new ConnectionFailed(error);
  }
}

/** Whether an answer is of a media type; proxies answer for the API with pages of their own. */
export const isOf = ({ headers }: Response, type: string): boolean =>
  headers.get('content-type')?.startsWith(type) === true;

/** The problem in an answer. */
function refusal(response: Response, text: string): Problem {
  const document = isOf(response, 'application/problem+json') ? JSON.parse(text) : { status: response.status };
  return problemOf(document, retryAfterMs(response.headers.get('retry-after')));
}

/** `Retry-After` in milliseconds: it is written in seconds, or as a date. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
