/** Counted this often at most; in between, what this process accepted is added. */
const COUNT_MS = 1_000;

export type DepthGuard = {
  /** Resolves to whether one more run may wait; if so, it holds a place until `leave`. */
  enter(): Promise<boolean>;
  /** Says that the run is stored, or that it will not be. */
  leave(): void;
};

/**
 * Keeps the number of waiting runs at a limit without counting them for every request, which would cost more than the
 * request. What is being stored while the runs are counted may be counted twice until the next time, never not at all.
 */
export function createDepthGuard(countWaiting: () => Promise<number>, limit: number): DepthGuard {
  let depth: number | null = null;
  let inside = 0;
  let left = 0;
  let countedAt = 0;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const before = left;
    depth = await countWaiting();
    left -= before;
    countedAt = performance.now();
  }

  function refresh(): Promise<void> {
    counting ??= count().finally(() => {
      counting = null;
    });
    return counting;
  }

  return {
    async enter() {
      if (depth === null) await refresh();
      // An unreachable database says so itself when the run is to be stored.
      else if (performance.now() - countedAt > COUNT_MS) refresh().catch(() => {});
      if (depth! + left + inside >= limit) return false;
      inside += 1;
      return true;
    },
    leave() {
      inside -= 1;
      left += 1;
    },
  };
}
