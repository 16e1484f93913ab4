import { setTimeout as wait } from 'node:timers/promises';
import { isUnreachable } from '@taktstock/db';

/** Between two looks: short beside everything that is waited for, long beside a query. */
const LOOK_MS = 25;

/**
 * Looks at the real state again and again and resolves with the first answer that is neither null, undefined nor false.
 * A database that is away has not answered yet. Rejects after `ms` with what was waited for.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  ms = 90_000,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await wait(LOOK_MS);
  }
}
