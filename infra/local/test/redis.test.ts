import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { redisAvailable, startRedis } from '../src/index.ts';

const cli = (port: number, ...args: string[]): string =>
  execFileSync('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...args], { encoding: 'utf8' }).trim();

describe.skipIf(!redisAvailable())('redis', () => {
  test('evicts nothing and keeps its keys in a directory between starts', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
    const first = await startRedis({ dir });
    expect(cli(first.port, 'config', 'get', 'maxmemory-policy')).toContain('noeviction');
    cli(first.port, 'set', 'note', 'kept');
    await first.stop();
    const second = await startRedis({ dir });
    expect(cli(second.port, 'get', 'note')).toBe('kept');
    await second.stop();
    await rm(dir, { recursive: true });
  });

  test('kill ends it and says how', async () => {
    const redis = await startRedis();
    await redis.kill('SIGKILL');
    expect(await redis.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await redis.stop();
  });
});
