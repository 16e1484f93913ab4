import { setTimeout as sleep } from 'node:timers/promises';

/** How fast the sandbox writes. */
export type Pace = {
  /** Milliseconds before the first token. */
  firstTokenMs: number;
  /** Tokens of about four characters per second and call; 0 writes as fast as the client reads. */
  tokensPerSecond: number;
};

export const DEFAULT_PACE: Pace = { firstTokenMs: 150, tokensPerSecond: 120 };

/** What every token of the sandbox costs: usage is ceil(characters / 4). */
export const TOKEN_CHARS = 4;

// One timer per token would cost 200 parallel calls 24,000 wake-ups a second; 20 ms is below what a reader sees.
const TICK_MS = 20;
// Without a pace the socket alone sets it: small enough to notice a closed client in between.
const BURST_TOKENS = 128;

/** The pieces of a text, four code points each, so that no character is torn in two. */
export const tokensOf = (text: string): string[] => text.match(/[\s\S]{1,4}/gu) ?? [];

/** Tokens that a number of characters (UTF-16) counts as. */
export const tokenCount = (chars: number): number => Math.ceil(chars / TOKEN_CHARS);

/** Waits; throws the signal's AbortError as soon as it is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms > 0) await sleep(ms, undefined, { signal });
}

/** Groups of tokens at the pace of the clock: late timers are made up for, so the rate holds under load. */
export async function* paced(
  tokens: readonly string[],
  tokensPerSecond: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  if (tokensPerSecond === 0) {
    for (let at = 0; at < tokens.length; at += BURST_TOKENS) {
      signal.throwIfAborted();
      yield tokens.slice(at, at + BURST_TOKENS);
    }
    return;
  }
  const started = performance.now();
  const tick = Math.max(TICK_MS, 1_000 / tokensPerSecond);
  let written = 0;
  while (written < tokens.length) {
    signal.throwIfAborted();
    const due = 1 + Math.floor(((performance.now() - started) * tokensPerSecond) / 1_000);
    if (due > written) yield tokens.slice(written, due);
    written = Math.max(written, Math.min(due, tokens.length));
    if (written < tokens.length) await pause(tick, signal);
  }
}
