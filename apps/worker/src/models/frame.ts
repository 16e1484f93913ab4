import { ModelError } from './provider.ts';
import type { ServerSentEvent } from './sse.ts';

/** Reads the JSON of one event. Throws UPSTREAM_UNAVAILABLE when it is none. */
export function parseFrame({ data }: ServerSentEvent): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new ModelError('UPSTREAM_UNAVAILABLE', 'the stream holds an event that is not JSON');
  }
}

/** A member of a value of unknown shape; undefined when it is no object. A schema per token would cost more than the token. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** A member that is text, else the empty string. */
export function textField(value: unknown, name: string): string {
  const text = field(value, name);
  return typeof text === 'string' ? text : '';
}

/** A member that counts tokens, else undefined. */
export function countField(value: unknown, name: string): number | undefined {
  const count = field(value, name);
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined;
}
