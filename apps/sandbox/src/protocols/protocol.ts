import type { IncomingHttpHeaders } from 'node:http';
import type { Usage } from '@taktstock/registry';
import type { Refusal } from '../faults.ts';

export type Stop = 'stop' | 'length';

/** A request in the words that both protocols share. */
export type Conversation = {
  model: string;
  stream: boolean;
  /** Tokens the answer may have; null when the client set no limit. */
  maxTokens: number | null;
  /** All texts in order, the system prompt first. */
  messages: readonly { role: string; text: string }[];
  /** Where the beginnings end that the client marked as worth caching, in characters, ascending; null: the provider finds them. */
  marks: readonly number[] | null;
};

/** A whole answer that is not a model's text. */
export type Refused = { status: number; headers: Record<string, string>; body: unknown };

/** Writes one answer in the shapes of one provider; every string is ready for the socket. */
export type Writer = {
  headers: Record<string, string>;
  /** Everything before the first token. */
  open(input: Usage): string;
  token(text: string): string;
  /** Shows that the connection lives; carries nothing. */
  keepAlive: string;
  /** Everything after the last token, the provider's terminal marker included. */
  close(stop: Stop, usage: Usage): string;
  /** An error in the middle of a stream that began with 200. */
  errorEvent: string;
  /** An event whose JSON is torn. */
  garbage: string;
  /** The answer in one piece, for clients that do not stream. */
  document(text: string, stop: Stop, usage: Usage): unknown;
  /** The body of `errorEvent` for clients that do not stream. */
  errorDocument: unknown;
};

export type Protocol = {
  name: 'anthropic' | 'openai';
  refusal(refusal: Refusal, retryAfterSeconds: number): Refused;
  /** The provider's words for a request it cannot read. */
  invalid(status: number, message: string, param: string | null): Refused;
  /** `callId` makes the ids of the answer unique. */
  writer(callId: number, model: string, includeUsage: boolean): Writer;
};

/** One route of a protocol: who may call it and how its body reads. */
export type Endpoint<Body> = {
  protocol: Protocol;
  path: string;
  schema: object;
  conversationOf(body: Body): Conversation;
  includeUsage(body: Body): boolean;
  /** What is wrong with the headers; null when nothing is. */
  refuse(headers: IncomingHttpHeaders): Refused | null;
};
