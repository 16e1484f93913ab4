import { randomUUIDv7 } from 'node:crypto';
import { createDatabase, createRedis, hasRedis } from '@taktstock/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bus, type LiveLine, openBus } from '../src/index.ts';

const log = { warn() {}, error() {} };
const bell = (runId: string, rest = {}) => ({ runId, agent: 'crisis', attempt: 1, priority: 1, delayMs: 0, ...rest });

/** Resolves with the first `count` values that `collect` is called with. */
function collected<T>(count: number): { collect: (value: T) => void; all: Promise<T[]> } {
  const { promise, resolve } = Promise.withResolvers<T[]>();
  const values: T[] = [];
  return {
    collect: (value) => {
      values.push(value);
      if (values.length === count) resolve(values);
    },
    all: promise,
  };
}

const backends = hasRedis ? (['redis', 'postgres'] as const) : (['postgres'] as const);

describe.each(backends)('the bus on %s', (backend) => {
  const drops: (() => Promise<void>)[] = [];
  let bus: Bus;
  let other: Bus;

  beforeAll(async () => {
    const database = await createDatabase();
    const redis = backend === 'redis' ? await createRedis() : undefined;
    drops.push(database.drop, ...(redis ? [redis.drop] : []));
    const options = { databaseUrl: database.url, redisUrl: redis?.url, workers: 2, log };
    bus = await openBus(options);
    other = await openBus(options);
  });
  afterAll(async () => {
    await Promise.all([bus.close(2_000), other.close(2_000)]);
    for (const drop of drops) await drop();
  });

  test('answers', async () => {
    expect(bus.backend).toBe(backend);
    await bus.ping();
  });

  test('delivers a bell once however often it is rung, and a later bell later', async () => {
    const [first, second] = [randomUUIDv7(), randomUUIDv7()];
    const { collect, all } = collected<unknown>(2);
    expect(await bus.doorbell.ring([bell(second, { delayMs: 300 }), bell(first), bell(first)])).toBe(true);
    expect(await bus.doorbell.ring([bell(first)])).toBe(true);
    const worker = other.serve('reading-crisis', 5, async (data) => collect(data));
    expect(await all).toEqual([{ runId: first }, { runId: second }]);
    await worker.close(5_000);
  });

  test('delivers the more urgent first of what waits in a queue, and the id of its run alone', async () => {
    const [late, soon, now] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const rung = [bell(late, { priority: 4 }), bell(soon, { priority: 2 }), bell(now, { priority: 1 })];
    await bus.doorbell.ring(rung.map((one) => ({ ...one, agent: 'business' })));
    const { collect, all } = collected<unknown>(3);
    const worker = other.serve('reading-business', 1, async (data) => collect(data));
    expect(await all).toEqual([{ runId: now }, { runId: soon }, { runId: late }]);
    await worker.close(5_000);
  });

  test('takes back the bells that nobody has answered, early and late ones', async () => {
    const [taken, left] = [randomUUIDv7(), randomUUIDv7()];
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { collect, all } = collected<unknown>(2);
    const worker = other.serve('reading-personality', 1, async (data) => {
      collect(data);
      started.resolve();
      await finish.promise;
    });
    const personality = { agent: 'personality', priority: 4 };
    await bus.doorbell.ring([bell(taken, personality)]);
    await started.promise;
    await bus.doorbell.ring([bell(randomUUIDv7(), personality), bell(randomUUIDv7(), { ...personality, delayMs: 1 })]);
    expect(await bus.doorbell.silence(['reading-personality'])).toEqual({ completed: 0, failed: 0 });
    await bus.doorbell.ring([bell(left, { ...personality, delayMs: 50 })]); // later than those that were taken back
    finish.resolve();
    expect(await all).toEqual([{ runId: taken }, { runId: left }]);
    await worker.close(5_000);
  });

  test('stops taking deliveries, and does not wait longer than it is told for one in hand', async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const worker = other.serve('reading-business', 1, () => {
      started.resolve();
      return finish.promise;
    });
    await bus.doorbell.ring([bell(randomUUIDv7(), { agent: 'business' })]);
    await started.promise;
    await worker.close(10);
    finish.resolve();
  });

  test('carries events and previews of a watched run in order, and nothing of another', async () => {
    const [mine, foreign] = [randomUUIDv7(), randomUUIDv7()];
    const listening = Promise.withResolvers<void>();
    const lines: LiveLine[] = [];
    const done = Promise.withResolvers<void>();
    const stop = other.live.watch(
      `run:${mine}`,
      (line) => {
        lines.push(line);
        if (line.id === 2) done.resolve();
      },
      listening.resolve,
    );
    await listening.promise;
    const event = (runId: string, seq: number) => ({
      topic: `run:${runId}`,
      seq,
      type: 'cancel_requested',
      data: {},
      at: '',
    });
    bus.live.publish([event(foreign, 1), event(mine, 1)]);
    for (const [offset, text] of ['Ü', 'ber ', 'alles'].entries()) {
      bus.live.delta(mine, { draft: 1, offset: [0, 1, 5][offset]!, text });
    }
    bus.live.publish([event(mine, 2)]);
    await done.promise;
    stop();
    expect(lines.map(({ topic }) => topic)).toEqual(lines.map(() => `run:${mine}`));
    expect(lines.filter(({ id }) => id !== null).map(({ id }) => id)).toEqual([1, 2]);
    const texts = lines.filter(({ id }) => id === null).map(({ frame }) => JSON.parse(frame!).payload.text);
    expect(texts.join('')).toBe('Über alles');
  });

  test('tells that an event was too large to travel, so that watchers read it from the log', async () => {
    const runId = randomUUIDv7();
    const listening = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<LiveLine>();
    const stop = other.live.watch(`run:${runId}`, heard.resolve, listening.resolve);
    await listening.promise;
    bus.live.publish([
      { topic: `run:${runId}`, seq: 7, type: 'text_appended', data: { text: 'ü'.repeat(4_500) }, at: '' },
    ]);
    const line = await heard.promise;
    stop();
    expect(line.id).toBe(7);
    expect(line.frame === null).toBe(backend === 'postgres');
  });

  test('asks every process to cancel', async () => {
    const runId = randomUUIDv7();
    const { collect, all } = collected<string>(1);
    const stop = other.live.onCancel(collect);
    const ask = setInterval(() => bus.live.cancel(runId), 20); // the subscription may not stand yet
    expect(await all).toEqual([runId]);
    clearInterval(ask);
    stop();
  });
});
