import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { heartbeat, logSystemEvents } from '@taktstock/db';
import { parseApiKey, runTopic } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Client, open, refusedStatus } from './live-client.ts';
import { openStream } from './stream-client.ts';
import { apiSuite, call, execute, newKey } from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example', WS_SUBSCRIPTIONS: '5', WS_SOCKETS_PER_KEY: '20' });

const ticket = async (key: string) => (await call(suite, 'POST', '/ws-tickets', { key })).json().ticket as string;

const idsOf = (client: Client, topic: string): number[] =>
  client.frames.filter((frame) => frame.topic === topic && frame.id !== undefined).map(({ id }) => id!);

describe('opening a socket', () => {
  test('takes a key in the header, or a ticket as a subprotocol, once', async () => {
    const byKey = await open(suite, { protocols: [] });
    expect(byKey.socket.protocol).toBe('');
    const value = await ticket(suite.keys.viewer);
    const protocols = ['taktstock.v1', `ticket.${value}`];
    const byTicket = await open(suite, { key: null, protocols });
    expect(byTicket.socket.protocol).toBe('taktstock.v1');
    expect(await refusedStatus(suite, { protocols })).toBe(401);
    await Promise.all([byKey.close(), byTicket.close()]);
  });

  test.each([
    ['no ticket', {}],
    ['an unknown ticket', { protocols: ['taktstock.v1', 'ticket.nobody'] }],
    ['an empty ticket', { protocols: ['taktstock.v1', 'ticket.'] }],
    ['an unknown key', { key: `tkt_000000000000_${'a'.repeat(64)}` }],
    ['a key that is none', { key: 'x' }],
  ])('%s: 401', async (_name, options) => {
    expect(await refusedStatus(suite, options)).toBe(401);
  });

  test('refuses pages of foreign origins', async () => {
    const key = suite.keys.service;
    for (const origin of ['https://evil.example', 'https://dashboard.example.evil.example', 'null', 'garbage']) {
      expect(await refusedStatus(suite, { key, headers: { origin } }), origin).toBe(403);
    }
    for (const origin of ['https://dashboard.example', suite.address]) {
      await (await open(suite, { headers: { origin } })).close();
    }
  });

  test('is refused beyond the sockets of a key, and possible again when one is closed', async () => {
    const key = suite.keys['voter:dao'];
    const clients = await Promise.all(Array.from({ length: 20 }, () => open(suite, { key })));
    expect(await refusedStatus(suite, { key })).toBe(429);
    await Promise.all(clients.map((client) => client.close()));
    for (;;) {
      const again = await open(suite, { key }).catch(() => null);
      if (again !== null) return again.close();
    }
  });

  test('a refusal leaves no connection behind, wherever the upgrade was asked for', async () => {
    const connections = () =>
      new Promise<number>((resolve) => suite.app.server.getConnections((_error, count) => resolve(count)));
    const before = await connections();
    for (const path of ['/ws', '/health', '/nowhere', '/runs/x', '/%zz']) {
      const socket = new WebSocket(suite.address.replace('http', 'ws') + path);
      await Promise.race([once(socket, 'error'), once(socket, 'close')]);
      socket.on('error', () => {});
      socket.terminate();
    }
    while ((await connections()) > before) await wait(10);
  });

  test('without an upgrade it is no page', async () => {
    expect((await call(suite, 'GET', '/ws')).statusCode).toBe(426);
    expect((await call(suite, 'GET', '/ws', { key: null })).statusCode).toBe(401);
  });
});

describe('who sees what', () => {
  test('persons get the system live without asking, backends do not', async () => {
    const [person, backend] = [await open(suite, { key: suite.keys.viewer }), await open(suite)];
    const status = () =>
      suite.bus.live.status({ runId: randomUUIDv7(), kind: 'reading', status: 'pending', progress: 0 });
    const telling = setInterval(status, 20); // until the subscription stands
    expect(await person.find(({ type }) => type === 'run_status')).toMatchObject({ topic: 'system' });
    clearInterval(telling);
    suite.bus.live.publish(
      await logSystemEvents(suite.sql, [{ type: 'alert_raised', data: { severity: 'low', message: 'x' } }]),
    );
    const event = await person.find(({ type }) => type === 'alert_raised');
    expect(event.id).toBeGreaterThan(0);
    backend.send({ type: 'ping' });
    await backend.find(({ type }) => type === 'pong');
    expect(backend.frames.map(({ type }) => type)).toEqual(['pong']);
    person.frames.length = 0;
    person.send({ type: 'subscribe', topic: 'system', after: event.id! - 1 });
    await person.find(({ type }) => type === 'alert_raised');
    expect(idsOf(person, 'system')).toEqual([event.id]);
    await Promise.all([person.close(), backend.close()]);
  });

  test('persons first see where every agent stands', async () => {
    await heartbeat(suite.sql, { instance: 'living', agents: ['crisis', 'business'], slots: 1 }, 60_000, []);
    await heartbeat(suite.sql, { instance: 'dead', agents: ['personality'], slots: 1 }, 60_000, []);
    await suite.sql`update workers set heartbeat_at = now() - interval '61 s' where instance = 'dead'`;
    const person = await open(suite, { key: suite.keys.operator });
    await person.find(({ payload }) => payload['agentType'] === 'personality');
    expect(person.frames.map(({ topic, type, payload }) => ({ topic, type, ...payload }))).toEqual(
      ['crisis active', 'relationship inactive', 'business active', 'personality inactive'].map((line) => {
        const [agentType, status] = line.split(' ');
        return { topic: 'system', type: 'agent_status', agentType, status };
      }),
    );
    await person.close();
  });

  test('a foreign run is not there, and the system is not for backends', async () => {
    const { runId } = await execute(suite);
    const stranger = await open(suite, { key: suite.keys.stranger });
    expect(await stranger.refusal({ type: 'subscribe', topic: runTopic(runId) })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await stranger.refusal({ type: 'subscribe', topic: runTopic(randomUUIDv7()) })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await stranger.refusal({ type: 'subscribe', topic: 'system' })).toMatchObject({ code: 'FORBIDDEN' });
    await stranger.close();
  });
});

describe('a key that is not valid any more', () => {
  test('loses its sockets and streams, and those of its tickets and run tokens', async () => {
    const [revoked, expired] = [await newKey(suite.sql, 'service', 'owner-a'), await newKey(suite.sql, 'viewer', 'x')];
    const { runId } = await execute(suite);
    const { token } = (await call(suite, 'POST', `/runs/${runId}/tokens`, { key: revoked })).json();
    const protocols = ['taktstock.v1', `ticket.${await ticket(revoked)}`];
    const stays = await open(suite);
    const gone = await Promise.all([
      open(suite, { key: revoked }),
      open(suite, { key: null, protocols }),
      open(suite, { key: expired }),
      open(suite, { key: token }),
    ]);
    const stream = await openStream(suite, runId, { key: revoked });
    const { id } = parseApiKey(revoked)!;
    await suite.sql`update api_keys set revoked_at = now() where id = ${id}`;
    await suite.sql`update api_keys set expires_at = now() where id = ${parseApiKey(expired)!.id}`;
    expect((await Promise.all(gone.map(({ closed }) => closed))).map(({ code }) => code)).toEqual(Array(4).fill(1008));
    expect(await stream.closed).toBe(false); // only the end of the run is a proper end
    stays.send({ type: 'ping' });
    await stays.find(({ type }) => type === 'pong');
    await stays.close();
  });
});

describe('bad messages', () => {
  test('are refused one by one, and the conversation goes on', async () => {
    const { runId } = await execute(suite);
    const topic = runTopic(runId);
    const cases: [unknown, string][] = [
      ['', 'MALFORMED_REQUEST'],
      ['{', 'MALFORMED_REQUEST'],
      ['\u0000', 'MALFORMED_REQUEST'],
      [Buffer.from([0xff, 0x00, 0x80]), 'MALFORMED_REQUEST'],
      ['null', 'VALIDATION_FAILED'],
      ['[]', 'VALIDATION_FAILED'],
      ['"subscribe"', 'VALIDATION_FAILED'],
      [{}, 'VALIDATION_FAILED'],
      [{ type: 'drop' }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe' }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic: 7 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, after: -1 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, after: 1.5 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, after: '1' }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, after: 1e12 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, after: 999 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic, extra: 1 }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic: 'x'.repeat(65) }, 'VALIDATION_FAILED'],
      [{ type: 'subscribe', topic: 'run:x' }, 'NOT_FOUND'],
      [{ type: 'subscribe', topic: "run:' or 1=1" }, 'NOT_FOUND'],
      [{ type: 'subscribe', topic: 'plan:1' }, 'NOT_FOUND'],
      [{ type: 'subscribe', topic: `run:${runId.toUpperCase()}` }, 'NOT_FOUND'],
    ];
    for (const [message, code] of cases) {
      const client = await open(suite);
      expect(await client.refusal(message), JSON.stringify(message)).toMatchObject({ code });
      client.send({ type: 'subscribe', topic });
      await client.find(({ id }) => id === 1);
      await client.close();
    }
  });

  test('beyond the subscriptions of a socket are refused', async () => {
    const client = await open(suite);
    const runs = await Promise.all(Array.from({ length: 6 }, () => execute(suite)));
    for (const { runId } of runs.slice(0, 5)) client.send({ type: 'subscribe', topic: runTopic(runId) });
    expect(await client.refusal({ type: 'subscribe', topic: runTopic(runs[5]!.runId) })).toMatchObject({
      code: 'RATE_LIMITED',
    });
    client.send({ type: 'subscribe', topic: runTopic(runs[0]!.runId) }); // again: no new one
    client.send({ type: 'unsubscribe', topic: runTopic(runs[1]!.runId) });
    client.send({ type: 'subscribe', topic: runTopic(runs[5]!.runId) });
    await client.find(({ topic, type }) => type === 'subscribed' && topic === runTopic(runs[5]!.runId));
    await client.close();
  });

  test('a flood is first refused, then ended', async () => {
    const client = await open(suite);
    for (let n = 0; n < 30; n += 1) client.send({ type: 'ping' });
    expect((await client.find(({ type }) => type === 'error')).payload).toMatchObject({ code: 'RATE_LIMITED' });
    for (let n = 0; n < 300; n += 1) client.send({ type: 'ping' });
    expect((await client.closed).code).toBe(1008);
  });

  test('a message too large ends the conversation', async () => {
    const client = await open(suite);
    client.socket.send('x'.repeat(20_000));
    expect((await client.closed).code).toBe(1009);
    const garbage = await open(suite);
    (garbage.socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    );
    expect([1002, 1006]).toContain((await garbage.closed).code);
  });
});
