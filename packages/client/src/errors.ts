import type { components } from './openapi.ts';

type ProblemDocument = components['schemas']['Problem'];

/** The stable names of what the API may refuse with. */
export type ErrorCode = ProblemDocument['code'];

/** One fault of a request, at a JSON pointer into its body (`/headers`, `/query` or `/params` elsewhere). */
export type Fault = NonNullable<ProblemDocument['errors']>[number];

/** Whatever this client throws on its own account. A signal that was aborted throws its reason instead. */
export abstract class TaktstockError extends Error {
  /** Stable, for programs; the message is for people. */
  abstract readonly code: string;
}

/** The API has answered, and it was no. Mostly thrown as one of the classes below. */
export class Problem extends TaktstockError {
  readonly code: ErrorCode | 'UNKNOWN';
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Fault[];
  /** Find the request in the log of the API by it. */
  readonly requestId: string | undefined;
  /** What the API asked to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;
  /** The whole document, with further members such as `candidates` of an ambiguous place. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(document: Partial<ProblemDocument>, retryAfterMs?: number) {
    const { code = 'UNKNOWN', status = 500, title = 'No problem document came with this answer', detail } = document;
    super(`${code}: ${detail ?? title}`);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = document.errors ?? [];
    this.requestId = document.requestId;
    this.retryAfterMs = retryAfterMs;
    this.document = document;
  }
}

/** The request is wrong as it is: `errors` says where. */
export class InvalidRequest extends Problem {}
/** No valid key or token, or one that may not do this. */
export class NotAuthorized extends Problem {}
/** There is no such thing, or it belongs to somebody else. */
export class NotFound extends Problem {}
/** Not in the state that the thing is in. */
export class Conflict extends Problem {}
/** Not now: too many requests, or the API is in trouble. Thrown when trying again did not help. */
export class Unavailable extends Problem {}

/** No answer came: nothing listens there, the connection broke, or it took too long. */
export class ConnectionFailed extends TaktstockError {
  readonly code = 'CONNECTION_FAILED';

  constructor(cause: unknown) {
    super(`The API did not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ConnectionFailed';
  }
}

/** The run is over and there is no result. `code` is that of the failure, or RUN_CANCELLED. */
export class RunFailed extends TaktstockError {
  readonly code: string;
  readonly runId: string;

  constructor(runId: string, code: string | null) {
    super(code === null ? `The run ${runId} was cancelled` : `The run ${runId} failed: ${code}`);
    this.name = 'RunFailed';
    this.code = code ?? 'RUN_CANCELLED';
    this.runId = runId;
  }
}

/** Cannot be parsed, too large, not JSON, or parsed but wrong. */
const WRONG = [400, 413, 415, 422];

/** The problem of the class that its status stands for. */
export function problemOf(document: Partial<ProblemDocument>, retryAfterMs?: number): Problem {
  const { status = 500 } = document;
  if (status === 429 || status >= 500) return new Unavailable(document, retryAfterMs);
  if (status === 401 || status === 403) return new NotAuthorized(document);
  if (status === 404 || status === 405) return new NotFound(document);
  if (status === 409) return new Conflict(document);
  if (WRONG.includes(status)) return new InvalidRequest(document);
  return new Problem(document);
}

/** Whether the same request may succeed a little later. */
export const isTemporary = (error: unknown): error is ConnectionFailed | Unavailable =>
  error instanceof ConnectionFailed || error instanceof Unavailable;
