import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedis, hasRedis, type TestRedis } from '../src/index.ts';

const run = promisify(execFile);
const cli = async (redis: TestRedis, ...args: string[]): Promise<string> =>
  (await run('redis-cli', ['-u', redis.url, ...args])).stdout.trim();

describe.skipIf(!hasRedis)('redis', () => {
  let mine: TestRedis;
  let other: TestRedis;

  beforeAll(async () => {
    [mine, other] = await Promise.all([createRedis(), createRedis()]);
  });

  afterAll(() => Promise.all([mine.drop(), other.drop()]));

  test('one suite neither sees nor flushes the keys of another', async () => {
    await cli(mine, 'set', 'note', 'mine');
    expect(await cli(other, 'get', 'note')).toBe('');
    await cli(other, 'flushall');
    expect(await cli(mine, 'get', 'note')).toBe('mine');
  });
});
