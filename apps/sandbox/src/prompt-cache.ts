import { createHash } from 'node:crypto';
import type { Usage } from '@taktstock/registry';
import { TOKEN_CHARS, tokenCount } from './pace.ts';
import type { Conversation } from './protocols/protocol.ts';

/** Both providers cache no beginning shorter than 1,024 tokens. */
const LEAST_CHARS = 1_024 * TOKEN_CHARS;
/** OpenAI caches in steps of 128 tokens, without being asked. */
const STEP_CHARS = 128 * TOKEN_CHARS;
/** Far more than a test makes; the oldest are forgotten first. */
const MOST_BEGINNINGS = 10_000;

const tokens = (chars: number): number => Math.floor(chars / TOKEN_CHARS);

/**
 * Which beginnings of prompts have been seen, by model. A marked one (Anthropic) is written at its first call and read at
 * the next, at the prices of both; without marks (OpenAI) the longest known one is read and nothing is said of writing.
 * Nothing is forgotten with time, so that the same calls always have the same usage.
 */
export class PromptCache {
  readonly #known = new Set<string>();

  /** Usage of a prompt before anything is answered, in buckets that do not overlap. */
  take({ model, messages, marks }: Conversation): Usage {
    const text = messages.map((message) => message.text).join('');
    const ends = (marks ?? stepsOf(text)).filter((end) => end >= LEAST_CHARS);
    const beginnings = digests(model, text, ends);
    const read = ends.findLast((_, at) => this.#known.has(beginnings[at]!)) ?? 0;
    for (const beginning of beginnings) this.#remember(beginning);
    const cacheRead = tokens(read);
    const cacheWrite = marks === null ? 0 : Math.max(0, tokens(ends.at(-1) ?? 0) - cacheRead);
    return { input: tokenCount(text.length) - cacheRead - cacheWrite, cacheRead, cacheWrite, output: 0 };
  }

  clear(): void {
    this.#known.clear();
  }

  #remember(beginning: string): void {
    this.#known.add(beginning);
    if (this.#known.size > MOST_BEGINNINGS) this.#known.delete(this.#known.values().next().value!);
  }
}

const stepsOf = (text: string): number[] =>
  Array.from({ length: Math.floor(text.length / STEP_CHARS) }, (_, at) => (at + 1) * STEP_CHARS);

/** A digest of each beginning, made in one pass. */
function digests(model: string, text: string, ends: readonly number[]): string[] {
  const hash = createHash('sha256').update(`${model}\0`);
  return ends.map((end, at) =>
    hash
      .update(text.slice(ends[at - 1] ?? 0, end))
      .copy()
      .digest('base64'),
  );
}
