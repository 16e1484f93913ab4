import { ERRORS, type ErrorCode, type PromptMessage, type Usage } from '@taktstock/registry';

/** One request for text, the same for every provider. */
export type ModelRequest = {
  /** Id of the ledger row of this call; goes out as the header `x-taktstock-call`, so that two logs can be matched. */
  callId: string;
  /** Name as the provider knows it, without our provider prefix. */
  model: string;
  system: string;
  /** The conversation; it begins and ends with the user. */
  messages: readonly PromptMessage[];
  maxTokens: number;
  /** A wish: models that refuse the parameter are asked without it. */
  temperature: number;
  /** Ends the call at once: cancel, deadline, lost lease, shutdown. */
  signal: AbortSignal;
  /** Longest silence in milliseconds, counted in bytes: pings keep a stream alive. */
  idleMs: number;
};

/** UTF-16 units that a request sends. */
export const promptLength = ({ system, messages }: Pick<ModelRequest, 'system' | 'messages'>): number =>
  messages.reduce((sum, { text }) => sum + text.length, system.length);

/** The conversation as turns that alternate: neighbours of one role are one turn, which not every server puts together. */
export function turnsOf(
  messages: readonly PromptMessage[],
): { role: PromptMessage['role']; blocks: PromptMessage[] }[] {
  const turns: ReturnType<typeof turnsOf> = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.role === message.role) last.blocks.push(message);
    else turns.push({ role: message.role, blocks: [message] });
  }
  return turns;
}

/** Why an answer ended. `length` is an end too; the caller decides what a cut answer is worth. */
export type EndReason = 'stop' | 'length' | 'refusal';

/** A model's answer as it comes: pieces of clean text, then exactly one end. */
export type ModelEvent =
  | { type: 'text'; text: string }
  /**
   * What is known so far, the last one counts; also sent right before an error, because a stream that breaks
   * was paid for. `estimated` when the provider did not say it: four characters are taken as one token.
   */
  | { type: 'usage'; usage: Usage; estimated: boolean }
  | { type: 'end'; reason: EndReason; usage: Usage; estimated: boolean };

/**
 * One provider behind one wire protocol. The stream ends with `end`, throws a ModelError, or throws the reason of
 * the request's signal; a stream that merely stops is an error, whatever the SDK thinks of it. Leaving the loop
 * early closes the connection.
 */
export type Provider = {
  stream(request: ModelRequest): AsyncIterable<ModelEvent>;
};

/**
 * Why a model call failed, in the codes of the one error table. The message is safe to store: it is put together
 * from status and identifiers, never from the provider's prose, which may quote the prompt or the key.
 */
export class ModelError extends Error {
  readonly code: ErrorCode;
  /** HTTP status of the provider; null when there was none. */
  readonly status: number | null;
  /** Milliseconds the provider asked us to wait; null when it did not. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, details: { status?: number; retryAfterMs?: number | null } = {}) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}
