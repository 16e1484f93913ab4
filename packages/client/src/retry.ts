import { Unavailable } from './errors.ts';

const FIRST_MS = 300;
const LONGEST_MS = 15_000;

/** Waits longer than this are not waited for: whoever called should hear about it. */
export const PATIENCE_MS = 60_000;

/**
 * How long to wait before attempt `attempt` + 1: doubling, with half of it up to chance so that clients which lost their API
 * together do not come back together, and never less than the API asked for.
 */
export function delayMs(attempt: number, error: unknown): number {
  const backoff = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
  return Math.max(backoff, askedMs(error));
}

/** What the API asked for with `Retry-After`, a little spread; 0 when it did not. */
export function askedMs(error: unknown): number {
  const asked = error instanceof Unavailable ? (error.retryAfterMs ?? 0) : 0;
  return asked * (1 + Math.random() / 10);
}

/** Resolves after so many milliseconds; throws the signal's reason when that is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const give = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', give);
      resolve();
    }, ms);
    signal?.addEventListener('abort', give, { once: true });
  });
}
