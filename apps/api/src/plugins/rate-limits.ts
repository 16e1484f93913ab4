import { AppError } from '@taktstock/registry';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';

const MINUTE = 60;

export type RateLimits = {
  /** Counts a request of a key. Throws RATE_LIMITED. */
  key(keyId: string, writes: boolean): Promise<void>;
  /** Counts a request without a valid key. Throws RATE_LIMITED. */
  anonymous(address: string): Promise<void>;
};

/**
 * Limits per minute, counted in this process: n processes allow n times as much. They keep one caller from using up a
 * process; what the whole system takes is bounded by the queue depth and the budgets, which Postgres counts.
 */
export function createRateLimits(config: Config): RateLimits {
  const requests = limiter(config.RATE_LIMIT_REQUESTS);
  const writes = limiter(config.RATE_LIMIT_WRITES);
  const anonymous = limiter(config.RATE_LIMIT_ANONYMOUS);
  return {
    key: async (keyId, isWrite) => {
      await requests(keyId);
      if (isWrite) await writes(keyId);
    },
    anonymous,
  };
}

function limiter(points: number): (key: string) => Promise<void> {
  if (points === 0) return async () => {};
  const limit = new RateLimiterMemory({ points, duration: MINUTE });
  return async (key) => {
    try {
      await limit.consume(key);
    } catch (refusal) {
      const { msBeforeNext } = refusal as RateLimiterRes;
      throw new AppError('RATE_LIMITED', undefined, { retryAfterSeconds: Math.max(1, msBeforeNext / 1_000) });
    }
  };
}
