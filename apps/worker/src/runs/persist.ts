import { setTimeout as wait } from 'node:timers/promises';
import { isUnreachable } from '@taktstock/db';

/**
 * Writes what must not be lost: while Postgres is away the write is held in memory and tried again, every 50 ms to 1 s,
 * for as long as `forMs` says. Throws the last error.
 */
export async function persist<T>(write: () => Promise<T>, forMs: number): Promise<T> {
  const until = performance.now() + forMs;
  for (let pause = 50; ; pause = Math.min(1_000, pause * 2)) {
    try {
      return await write();
    } catch (error) {
      if (!isUnreachable(error) || performance.now() + pause > until) throw error;
      await wait(pause);
    }
  }
}
