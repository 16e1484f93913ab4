import { redisAvailable, startRedis } from '@taktstock/local';

export type TestRedis = {
  url: string;
  /** Stops the server. */
  drop(): Promise<void>;
};

/** For `describe.skipIf(!hasRedis)`. In CI a missing server is an error before the first suite. */
export const hasRedis: boolean = redisAvailable();

/**
 * A redis-server of its own for one suite (about 40 ms and 5 MB). Numbered databases of one server would not do: pub/sub
 * channels are common to all of them, and a suite that flushes or kills its server would take the others along.
 */
export async function createRedis(): Promise<TestRedis> {
  // Nothing in a test outlives the server unless the test starts its own with a directory.
  const redis = await startRedis({ args: ['--appendfsync', 'no'] });
  return { url: redis.url, drop: () => redis.stop() };
}
