import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { appendEvents, eventsAfter, logDiscarded, settleRuns } from '@taktstock/db';
import { runTopic } from '@taktstock/registry';
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { EventStream } from '../src/live/stream.ts';
import { askStream, openStream } from './stream-client.ts';
import { anotherApp, apiSuite, call, claim, complete, execute, expectProblem, fail } from './suite.ts';

const suite = apiSuite({ WS_SOCKETS_PER_KEY: '20', CORS_ORIGINS: 'https://dashboard.example' });

async function say(runId: string, attempt: number, text: string, silent = false): Promise<void> {
  const [events] = await appendEvents(suite.sql, [
    { runId, attempt, events: [{ type: 'text_appended', data: { draft: 3, offset: 0, text } }] },
  ]);
  if (!silent) suite.bus.live.publish(events!);
}

async function end(runId: string, attempt: number): Promise<void> {
  const [settled] = await settleRuns(suite.sql, [{ runId, attempt, outcome: { verb: 'complete', result: {} } }]);
  suite.bus.live.publish(settled!.events);
}

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, n) => n + first);

describe('the stream of a run', () => {
  test('tells what was, then what comes, with previews in between, and ends with the run', async () => {
    const { runId } = await execute(suite);
    const { attempt } = await claim(suite.sql, runId);
    const stream = await openStream(suite, runId);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    await stream.find(({ id }) => id === 2);
    await say(runId, attempt, 'one\n\nü');
    expect((await stream.find(({ id }) => id === 3)).payload['text']).toBe('one\n\nü');
    suite.bus.live.delta(runId, { draft: 3, offset: 3, text: ' two' });
    const preview = await stream.find(({ type }) => type === 'text_delta');
    expect(preview).toMatchObject({ topic: runTopic(runId), payload: { text: ' two' } });
    expect(preview.id).toBeUndefined();
    await end(runId, attempt);
    expect(await stream.closed).toBe(true);
    expect(stream.ids).toEqual([1, 2, 3, 4]);
    for (const { id, frame } of stream.messages) expect(frame.id ?? null).toBe(id);
    expect(stream.comments[0]).toMatch(/^retry: \d+$/);
  });

  test('goes on after the cursor of the header, which counts more than that of the address', async () => {
    const { runId } = await execute(suite);
    await complete(suite, runId);
    const [byQuery, byHeader, byBoth] = await Promise.all([
      openStream(suite, runId, { after: 1 }),
      openStream(suite, runId, { lastEventId: 1 }),
      openStream(suite, runId, { after: 0, lastEventId: 2 }),
    ]);
    for (const stream of [byQuery, byHeader, byBoth]) expect(await stream.closed).toBe(true);
    expect([byQuery.ids, byHeader.ids, byBoth.ids]).toEqual([[2, 3], [2, 3], [3]]);
  });

  test('says 204 to whoever has seen the end, so that an EventSource does not come back', async () => {
    const { runId } = await execute(suite);
    await complete(suite, runId);
    const answer = await askStream(suite, runId, { lastEventId: 3 });
    expect([answer.statusCode, await text(answer)]).toEqual([204, '']);
  });

  test('does not end at a failure that somebody reopened, nor hang behind a note on a late result', async () => {
    const { runId } = await execute(suite);
    await fail(suite, runId, 'UPSTREAM_UNAVAILABLE');
    await call(suite, 'POST', `/runs/${runId}/retry`);
    const early = await openStream(suite, runId);
    await complete(suite, runId);
    expect(await early.closed).toBe(true);
    expect(early.messages.map(({ frame }) => frame.type)).toEqual([
      ...['run_accepted', 'run_started', 'run_failed', 'run_reopened', 'run_started', 'run_completed'],
    ]);
    await logDiscarded(suite.sql, runId, 1);
    const late = await openStream(suite, runId, { after: 2 });
    expect(await late.closed).toBe(true);
    expect(late.ids).toEqual(upTo(7, 3));
    expect((await askStream(suite, runId, { after: 7 })).statusCode).toBe(204);
  });

  test('has no gap and no repetition, however often it breaks while events are written', async () => {
    const { runId } = await execute(suite);
    const { attempt } = await claim(suite.sql, runId);
    let random = 7;
    const chance = () => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return random / 2 ** 31;
    };
    const writing = (async () => {
      for (let n = 3; n < 200; n += 1) {
        await say(runId, attempt, `${n}`, chance() < 0.1);
        if (chance() < 0.1) await wait(5);
      }
      await end(runId, attempt);
    })();
    const seen: { id: number | null; text: unknown }[] = [];
    let connections = 0;
    for (let complete = false; !complete; connections += 1) {
      const lastEventId = seen.at(-1)?.id ?? 0;
      const stream = await openStream(suite, runId, { lastEventId });
      const enough = lastEventId + 1 + Math.floor(chance() * 40);
      complete = await Promise.race([
        stream.closed,
        stream
          .find(({ id }) => id! >= enough)
          .then(
            () => false,
            () => true,
          ),
      ]);
      stream.response.destroy();
      await stream.closed;
      for (const { id, frame } of stream.messages) if (id !== null) seen.push({ id, text: frame.payload['text'] });
    }
    await writing;
    const stored = await eventsAfter(suite.sql, runTopic(runId), 0, 1_000);
    expect(seen).toEqual(stored.map(({ seq, data }) => ({ id: seq, text: data['text'] })));
    expect(connections).toBeGreaterThan(3);
  });

  test('is for the owner of the run, with a key in the header', async () => {
    const { runId } = await execute(suite);
    const path = `/runs/${runId}/stream`;
    expectProblem(await call(suite, 'GET', path, { key: suite.keys.stranger }), 404, 'RUN_NOT_FOUND');
    expectProblem(await call(suite, 'GET', `/runs/${randomUUIDv7()}/stream`), 404, 'RUN_NOT_FOUND');
    const inAddress = await call(suite, 'GET', `${path}?token=${suite.keys.service}`, { key: null });
    expectProblem(inAddress, 401, 'UNAUTHENTICATED');
    expect((await call(suite, 'HEAD', path)).statusCode).toBe(405);
    const viewer = await openStream(suite, runId, { key: suite.keys.viewer });
    await viewer.find(({ id }) => id === 1);
    viewer.response.destroy();
  });

  test.each<[string, Record<string, string>]>([
    ['?after=-1', {}],
    ['?after=1.5', {}],
    ['?after=0x1', {}],
    ['?after=99999999999', {}],
    ['?after=999', {}],
    ['?after=1&after=2', {}],
    ['?cursor=1', {}],
    ['', { 'last-event-id': 'abc' }],
    ['', { 'last-event-id': '999' }],
  ])('a cursor that is none is refused: %s %o', async (query, headers) => {
    const { runId } = await execute(suite);
    const answer = await call(suite, 'GET', `/runs/${runId}/stream${query}`, { headers });
    expectProblem(answer, 422, 'VALIDATION_FAILED');
  });

  test('is refused beyond the live connections of a key, and possible again when one is closed', async () => {
    const { runId } = await execute(suite);
    const key = suite.keys.admin;
    const open = await Promise.all(Array.from({ length: 20 }, () => openStream(suite, runId, { key })));
    const refused = await askStream(suite, runId, { key });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '10']);
    refused.resume();
    for (const stream of open) stream.response.destroy();
    for (;;) {
      const again = await askStream(suite, runId, { key });
      again.destroy();
      if (again.statusCode === 200) return;
    }
  });

  test('shows that it lives', async () => {
    const app = Fastify();
    let stream: EventStream | undefined;
    app.get('/', async (_request, reply) => {
      stream = new EventStream(reply, false);
      stream.started(0, 0);
      return reply;
    });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(address);
    stream!.beat();
    const heard = Readable.fromWeb(response.body as ReadableStream).setEncoding('utf8');
    let said = '';
    while (!said.endsWith(':\n\n')) said += (await once(heard, 'data'))[0];
    expect(said).toMatch(/^retry: \d+\n\n:\n\n$/);
    stream!.ended();
    stream!.beat(); // nothing may be written any more
    await once(heard, 'error');
    await app.close();
  });
});

describe('a reader', () => {
  test('that does not read is dropped without harm to the others, and misses nothing when it comes back', async () => {
    const { runId } = await execute(suite);
    const { attempt } = await claim(suite.sql, runId);
    const [slow, quick] = await Promise.all([openStream(suite, runId), openStream(suite, runId)]);
    await slow.find(({ id }) => id === 2);
    slow.response.pause();
    const chunk = 'x'.repeat(100_000);
    for (let last = 3; last <= 122; last += 1) {
      await say(runId, attempt, chunk);
      await quick.find(({ id }) => id === last);
    }
    slow.response.resume();
    expect(await slow.closed).toBe(false);
    const again = await openStream(suite, runId, { lastEventId: slow.ids.at(-1)! });
    await end(runId, attempt);
    expect(await again.closed).toBe(true);
    expect([...slow.ids, ...again.ids]).toEqual(upTo(123));
    expect(await quick.closed).toBe(true);
    expect(quick.ids).toEqual(upTo(123));
  });

  test('takes a long replay at its own pace', async () => {
    const { runId } = await execute(suite);
    const { attempt } = await claim(suite.sql, runId);
    const event = { type: 'text_appended', data: { draft: 3, offset: 0, text: 'x'.repeat(10_000) } } as const;
    await appendEvents(suite.sql, [{ runId, attempt, events: Array.from({ length: 900 }, () => event) }]);
    const stream = await openStream(suite, runId);
    await stream.find(({ id }) => id === 10);
    stream.response.pause();
    await wait(200);
    stream.response.resume();
    await end(runId, attempt);
    expect(await stream.closed).toBe(true);
    expect(stream.ids).toEqual(upTo(903));
  });

  test('does not keep the API from stopping, whether it reads or not, and goes on elsewhere', async () => {
    const { runId } = await execute(suite);
    const { attempt } = await claim(suite.sql, runId);
    const app = await anotherApp(suite, {});
    const connections: Socket[] = [];
    app.server.on('connection', (connection) => connections.push(connection));
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const [reading, stuck] = await Promise.all([
      openStream(suite, runId, { address }),
      openStream(suite, runId, { address }),
    ]);
    await Promise.all([reading, stuck].map((stream) => stream.find(({ id }) => id === 2)));
    stuck.response.pause();
    const wire = connections.find(({ remotePort }) => remotePort === stuck.response.socket.localPort)!;
    let last = 2;
    for (; wire.writableLength === 0; last += 1) {
      await say(runId, attempt, 'x'.repeat(100_000));
      await reading.find(({ id }) => id === last + 1);
    }
    await app.close();
    expect(await reading.closed).toBe(false); // only the end of the run is a proper end
    stuck.response.resume();
    await stuck.closed;
    const elsewhere = await openStream(suite, runId, { lastEventId: reading.ids.at(-1)! });
    await end(runId, attempt);
    await elsewhere.closed;
    expect([...reading.ids, ...elsewhere.ids]).toEqual(upTo(last + 1));
  });
});
