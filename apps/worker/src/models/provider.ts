import type { ErrorCode, Usage } from '@taktstock/registry';

/** One request for text, the same for every provider. */
export type ModelRequest = {
  /** Name as the provider knows it, without our provider prefix. */
  model: string;
  system: string;
  user: string;
  maxTokens: number;
  temperature: number;
  /** Ends the call at once: cancel, deadline, lost lease, shutdown. */
  signal: AbortSignal;
  /** Longest silence in milliseconds, counted in bytes: pings keep a stream alive. */
  idleMs: number;
};

/** A model's answer as it comes: pieces of text, then exactly one end. */
export type ModelEvent =
  | { type: 'text'; text: string }
  /** What is known so far; counts while a stream that breaks later was already paid for. */
  | { type: 'usage'; usage: Usage }
  | { type: 'end'; reason: 'stop' | 'length' | 'refusal'; usage: Usage };

/**
 * One provider behind one wire protocol. The stream ends with `end` or throws a ModelError;
 * a stream that merely stops is an error, whatever the SDK thinks of it.
 */
export type Provider = {
  stream(request: ModelRequest): AsyncIterable<ModelEvent>;
};

/** Why a model call failed, in the codes of the one error table. */
export class ModelError extends Error {
  readonly code: ErrorCode;
  /** HTTP status of the provider; null when there was none. */
  readonly status: number | null;
  /** Milliseconds the provider asked us to wait; null when it did not. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    details: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ModelError';
    this.code = code;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}
