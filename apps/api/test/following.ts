import { setTimeout as wait } from 'node:timers/promises';
import { appendEvents, eventsAfter, settleRuns } from '@taktstock/db';
import { runTopic } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { type Client, open } from './live-client.ts';
import { claim, complete, execute, type Suite } from './suite.ts';

/** What every follower of a run may rely on, whatever the queue and the live channel run on. */
export function describeFollowing(suite: Suite): void {
  /** Appends a text event, or several at once; tells the bus or leaves the gap to the comparison. */
  async function say(runId: string, attempt: number, text: string, silent = false, times = 1): Promise<void> {
    const event = { type: 'text_appended', data: { draft: 3, offset: 0, text } } as const;
    const [events] = await appendEvents(suite.sql, [{ runId, attempt, events: Array(times).fill(event) }]);
    if (!silent) suite.bus.live.publish(events!);
  }

  const idsOf = (client: Client, topic: string): number[] =>
    client.frames.filter((frame) => frame.topic === topic && frame.id !== undefined).map(({ id }) => id!);

  /** Ends a run that is claimed already. */
  async function complete2(runId: string, attempt: number): Promise<void> {
    const [settled] = await settleRuns(suite.sql, [{ runId, attempt, outcome: { verb: 'complete', result: {} } }]);
    suite.bus.live.publish(settled!.events);
  }

  describe('following a run', () => {
    test('replays what was, then what comes; previews pass through', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const topic = runTopic(runId);
      const client = await open(suite);
      client.send({ type: 'subscribe', topic });
      const subscribed = await client.find(({ type }) => type === 'subscribed');
      expect(subscribed).toMatchObject({ topic, payload: { after: 0, lastSeq: 2 } });
      await client.find(({ id }) => id === 2);
      await say(runId, attempt, 'one');
      await client.find(({ id }) => id === 3);
      suite.bus.live.delta(runId, { draft: 3, offset: 3, text: ' two' });
      const delta = await client.find(({ type }) => type === 'text_delta');
      expect(delta).toMatchObject({ topic, payload: { text: ' two' } });
      expect(delta.id).toBeUndefined();
      expect(idsOf(client, topic)).toEqual([1, 2, 3]);
      client.send({ type: 'unsubscribe', topic });
      await client.find(({ type }) => type === 'unsubscribed');
      await say(runId, attempt, 'three');
      client.send({ type: 'ping' });
      await client.find(({ type }) => type === 'pong');
      expect(idsOf(client, topic)).toEqual([1, 2, 3]);
      await client.close();
    });

    test('an event the bus lost arrives all the same, the final one included', async () => {
      const { runId } = await execute(suite);
      const client = await open(suite);
      client.send({ type: 'subscribe', topic: runTopic(runId), after: 1 });
      await client.find(({ type }) => type === 'subscribed');
      await complete(suite, runId, { silent: true });
      expect((await client.find(({ type }) => type === 'run_completed')).id).toBe(3);
      expect(idsOf(client, runTopic(runId))).toEqual([2, 3]);
      await client.close();
    });

    test('a frame too large for the bus is read from the log', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const client = await open(suite);
      client.send({ type: 'subscribe', topic: runTopic(runId), after: 2 });
      await client.find(({ type }) => type === 'subscribed');
      await say(runId, attempt, 'ü'.repeat(9_000));
      expect((await client.find(({ id }) => id === 3)).payload['text']).toHaveLength(9_000);
      await client.close();
    });

    test('no gap and no repetition, however often the client drops while events are written', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const topic = runTopic(runId);
      const total = 400;
      let random = 42;
      const chance = () => {
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        return random / 2 ** 31;
      };
      const writing = (async () => {
        for (let n = 3; n < total; n += 1) {
          // Some events are silent, some travel in the wrong order: the log decides.
          if (chance() < 0.1) await say(runId, attempt, `${n}`, true);
          else await say(runId, attempt, `${n}`);
          if (chance() < 0.1) await wait(5);
        }
        const [settled] = await settleRuns(suite.sql, [{ runId, attempt, outcome: { verb: 'complete', result: {} } }]);
        suite.bus.live.publish([...settled!.events].reverse());
      })();
      const seen: { id: number; text: unknown }[] = [];
      let connections = 0;
      while (seen.at(-1)?.id !== total) {
        connections += 1;
        const client = await open(suite);
        client.send({ type: 'subscribe', topic, after: seen.at(-1)?.id ?? 0 });
        const enough = Math.min(total, (seen.at(-1)?.id ?? 0) + 1 + Math.floor(chance() * 60));
        await client.find(({ id }) => id !== undefined && id >= enough);
        client.socket.terminate();
        await client.closed;
        for (const { id, payload } of client.frames) if (id !== undefined) seen.push({ id, text: payload['text'] });
      }
      await writing;
      const stored = await eventsAfter(suite.sql, topic, 0, 1_000);
      expect(seen).toEqual(stored.map(({ seq, data }) => ({ id: seq, text: data['text'] })));
      expect(stored).toHaveLength(total);
      expect(connections).toBeGreaterThan(5);
    });

    test('many followers of one run at different places all see the same log', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const topic = runTopic(runId);
      const clients = await Promise.all(Array.from({ length: 10 }, () => open(suite)));
      for (const [n, client] of clients.entries()) {
        await say(runId, attempt, `${n}`, n % 3 === 0);
        client.send({ type: 'subscribe', topic, after: n % 2 });
      }
      await complete2(runId, attempt);
      for (const [n, client] of clients.entries()) {
        await client.find(({ type }) => type === 'run_completed');
        const first = (n % 2) + 1;
        expect(idsOf(client, topic)).toEqual(Array.from({ length: 13 - first + 1 }, (_, at) => at + first));
      }
      await Promise.all(clients.map((client) => client.close()));
    });
  });

  describe('a slow reader', () => {
    test('is asked to come back, and then misses nothing', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const topic = runTopic(runId);
      const slow = await open(suite);
      slow.send({ type: 'subscribe', topic });
      await slow.find(({ id }) => id === 2);
      const quick = await open(suite);
      quick.send({ type: 'subscribe', topic });
      slow.socket.pause();
      for (let n = 0; n < 12; n += 1) await say(runId, attempt, 'x'.repeat(100_000), false, 10);
      await quick.find(({ id }) => id === 122); // what one has got, the other was sent
      await quick.close();
      slow.socket.resume();
      expect((await slow.closed).code).toBe(1013);
      expect(slow.frames.at(-1)?.type).toBe('resync');
      const seen = idsOf(slow, topic);
      const again = await open(suite);
      again.send({ type: 'subscribe', topic, after: seen.at(-1)! });
      await again.find(({ id }) => id === 122);
      expect([...seen, ...idsOf(again, topic)]).toEqual(Array.from({ length: 122 }, (_, n) => n + 1));
      await again.close();
    });

    test('takes a long replay at its own pace', async () => {
      const { runId } = await execute(suite);
      const { attempt } = await claim(suite.sql, runId);
      const chunk = 'x'.repeat(10_000);
      const events = Array.from(
        { length: 900 },
        () => ({ type: 'text_appended', data: { draft: 3, offset: 0, text: chunk } }) as const,
      );
      await appendEvents(suite.sql, [{ runId, attempt, events }]);
      const client = await open(suite);
      client.send({ type: 'subscribe', topic: runTopic(runId) });
      await client.find(({ id }) => id === 10);
      client.socket.pause();
      await wait(200);
      client.socket.resume();
      await client.find(({ id }) => id === 902);
      expect(idsOf(client, runTopic(runId))).toEqual(Array.from({ length: 902 }, (_, n) => n + 1));
      await client.close();
    });
  });
}
