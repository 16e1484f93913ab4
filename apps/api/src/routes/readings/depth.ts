import { queueDepth, type Sql } from '@taktstock/db';
import { AppError } from '@taktstock/registry';

/** Counted this often at most; in between, what this process accepted is added. */
const COUNT_MS = 1_000;

/** Refuses new runs while too many wait: asking Postgres for every request would cost more than the request. */
export function createDepthGuard(sql: Sql, limit: number): { admit(): Promise<void> } {
  let depth: number | null = null;
  let accepted = 0;
  let countedAt = 0;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const before = accepted;
    depth = await queueDepth(sql);
    accepted -= before;
    countedAt = performance.now();
  }

  function refresh(): Promise<void> {
    counting ??= count().finally(() => {
      counting = null;
    });
    return counting;
  }

  return {
    async admit() {
      if (depth === null) await refresh();
      // An unreachable database says so itself when the run is to be stored.
      else if (performance.now() - countedAt > COUNT_MS) refresh().catch(() => {});
      if (depth! + accepted >= limit) throw new AppError('QUEUE_FULL', undefined, { retryAfterSeconds: 5 });
      accepted += 1;
    },
  };
}
