import { queueDepth, type Sql } from '@taktstock/db';

/** Counted this often at most; in between, what this process accepted is added. */
const COUNT_MS = 1_000;

/** Tells whether one more run may wait, and counts it if so: asking Postgres for every request would cost more than the request. */
export function createDepthGuard(sql: Sql, limit: number): { hasRoom(): Promise<boolean> } {
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
    async hasRoom() {
      if (depth === null) await refresh();
      // An unreachable database says so itself when the run is to be stored.
      else if (performance.now() - countedAt > COUNT_MS) refresh().catch(() => {});
      if (depth! + accepted >= limit) return false;
      accepted += 1;
      return true;
    },
  };
}
