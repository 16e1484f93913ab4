import { type Birth, type Chart, ChartError, type ResolvedBirth } from '@taktstock/chart';
import { AppError } from '@taktstock/registry';
import { Piscina } from 'piscina';

/** What a chart is computed from. */
export type Instants = { utc: number } | { utcFirst: number; utcLast: number };

/** What a thread answers: a result, or the arguments of the ChartError that refused it. */
export type Outcome<T> = { done: T } | { refused: ConstructorParameters<typeof ChartError> };

/** The arithmetic that takes milliseconds, away from the thread that answers requests. */
export type Computing = {
  /** The chart of an instant or of a whole day. Throws OVERLOADED when too many wait. */
  chart(birth: Instants): Promise<Chart>;
  /** The instant of a birth whose local time occurred twice; refuses with a ChartError. */
  resolve(birth: Birth, now: number): Promise<ResolvedBirth>;
  close(): Promise<void>;
};

/** A chart that nobody has asked for in this time is rare: the thread and its tables (60 MB) go. */
const IDLE_MS = 60_000;

/** A chart takes 2 ms, one of a whole day 10: what waits longer than a few seconds had better come again. */
const MAX_WAITING = 150;

const RETRY_SECONDS = 2;

/** One thread, started by the first chart that has to be computed: stored ones are found without it. */
export function createComputing(): Computing {
  const pool = new Piscina<unknown, Outcome<never>>({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    maxQueue: MAX_WAITING,
    recordTiming: false,
  });

  async function run<T>(name: 'chart' | 'resolve', task: unknown): Promise<T> {
    if (pool.queueSize >= MAX_WAITING)
      throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_SECONDS });
    const outcome: Outcome<T> = await pool.run(task, { name });
    if ('refused' in outcome) throw new ChartError(...outcome.refused);
    return outcome.done;
  }

  return {
    chart: (birth) =>
      run('chart', 'utc' in birth ? { utc: birth.utc } : { utcFirst: birth.utcFirst, utcLast: birth.utcLast }),
    resolve: (birth, now) => run('resolve', { birth, now }),
    close: () => pool.destroy(),
  };
}
