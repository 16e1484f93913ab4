import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How finely turns are told apart: a timer of this many milliseconds, which is part of each delay that is noted. */
const RESOLUTION_MS = 1;

/** Calls of a part that tell how long its event loop was held: `watch` begins, `longestTurnMs` ends. */
export function watchTurns() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  return {
    watch: () => {
      delay.reset();
      delay.enable();
    },
    longestTurnMs: (): number => {
      delay.disable();
      return Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
    },
  };
}
