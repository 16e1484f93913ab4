import { startRedis } from '@taktstock/local';
import { hasRedis } from '@taktstock/testbed';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { checkRedis, openBus } from '../src/index.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function redis(...args: string[]): Promise<URL> {
  const server = await startRedis({ args });
  stops.push(() => server.stop());
  return new URL(server.url);
}

/** One that asks for the password `secret`. */
async function guarded(): Promise<URL> {
  const url = await redis();
  const client = new Redis(url.href);
  await client.config('SET', 'requirepass', 'secret');
  client.disconnect();
  return url;
}

const withPassword = (url: URL, password: string): string => Object.assign(new URL(url), { password }).href;

describe.skipIf(!hasRedis)('looking at a Redis before it is relied on', () => {
  test('a good one is left alone', async () => {
    expect(await checkRedis((await redis()).href)).toEqual({ fatal: null, warnings: [] });
  });

  test('one that evicts or forgets is named with what to do', async () => {
    const { fatal, warnings } = await checkRedis(
      (await redis('--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no')).href,
    );
    expect(fatal).toBeNull();
    expect(warnings.join('\n')).toMatch(/allkeys-lru.*noeviction[\s\S]*append-only.*appendonly yes/);
  });

  test('a missing and a wrong password are fatal, each in plain words', async () => {
    const url = await guarded();
    expect((await checkRedis(url.href)).fatal).toMatch(/^NOAUTH.*REDIS_URL has none/);
    expect((await checkRedis(withPassword(url, 'guess'))).fatal).toMatch(/^WRONGPASS.*refuses/);
    expect(await checkRedis(withPassword(url, 'secret'))).toMatchObject({ fatal: null });
  });

  test('the bus does not start with the wrong password, and waits for one that is merely away', async () => {
    const url = await guarded();
    const said: string[] = [];
    const log = { warn: (details: object) => said.push(JSON.stringify(details)), error() {} };
    await expect(openBus({ databaseUrl: '', redisUrl: withPassword(url, 'guess'), log })).rejects.toThrow('WRONGPASS');
    const bus = await openBus({ databaseUrl: '', redisUrl: 'redis://127.0.0.1:1', log });
    expect(said.join('\n')).toContain('does not answer');
    expect(await bus.doorbell.ring([{ runId: 'r', agent: 'crisis', attempt: 1, priority: 1, delayMs: 0 }])).toBe(false);
    await bus.close(1_000);
  });
});
