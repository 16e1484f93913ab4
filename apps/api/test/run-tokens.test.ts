import { insertRunToken } from '@taktstock/db';
import { createRunToken, parseApiKey, runTopic } from '@taktstock/registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { open } from './live-client.ts';
import { ROLES_BY_ROUTE } from './route-table.ts';
import { openStream } from './stream-client.ts';
import { anotherApp, apiSuite, call, complete, execute, expectProblem, newKey } from './suite.ts';

const suite = apiSuite();

/** A token for a run, as its owner's backend gets it. */
async function tokenOf(runId: string, key = suite.keys.service): Promise<string> {
  const response = await call(suite, 'POST', `/runs/${runId}/tokens`, { key });
  expect(response.statusCode, response.body).toBe(201);
  return response.json().token;
}

const bearer = (token: string) => ({ key: null, headers: { authorization: `Bearer ${token}` } });

describe('a run token', () => {
  let mine: { runId: string; readingId: string };
  let other: { runId: string; readingId: string };
  let token: string;
  beforeAll(async () => {
    [mine, other] = await Promise.all([execute(suite), execute(suite)]);
    await complete(suite, mine.runId);
    await complete(suite, other.runId);
    token = await tokenOf(mine.runId);
  });

  const fill = (url: string, id: string) => url.replace(':id', id).replace(':agent', 'reading-crisis');

  test.each(Object.entries(ROLES_BY_ROUTE))('%s: its run and nothing else', async (name, roles) => {
    const [method, url] = name.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
    if (!roles.includes('run')) {
      expectProblem(await call(suite, method, fill(url, mine.runId), bearer(token)), 403, 'FORBIDDEN');
      return;
    }
    const response = await call(suite, method, fill(url, mine.runId), bearer(token));
    expect(response.statusCode, response.body).toBe(url === '/ws' ? 426 : 200);
    if (!url.includes(':id')) return;
    for (const id of [other.runId, other.readingId]) {
      expect((await call(suite, method, fill(url, id), bearer(token))).statusCode).toBe(404);
    }
  });

  test('reads the result by the id of the reading too', async () => {
    const response = await call(suite, 'GET', `/api/orchestrator/result/${mine.readingId}`, bearer(token));
    expect(response.json()).toMatchObject({ readingId: mine.readingId, status: 'completed' });
  });

  test('lasts an hour, and only its hash is kept', async () => {
    const response = await call(suite, 'POST', `/runs/${mine.runId}/tokens`);
    const { expiresAt, runId } = response.json();
    expect(runId).toBe(mine.runId);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_590_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(3_610_000);
    const secret = response.json().token.split('_')[2];
    const rows = await suite.sql`select * from run_tokens`;
    expect(JSON.stringify(rows) + suite.log.join('')).not.toContain(secret);
  });

  test('is given to nobody whose run it is not', async () => {
    for (const id of [mine.runId, '01890000-0000-7000-8000-000000000000', 'x']) {
      const response = await call(suite, 'POST', `/runs/${id}/tokens`, { key: suite.keys.stranger });
      expectProblem(response, 404, 'RUN_NOT_FOUND');
    }
    const byAdmin = await tokenOf(mine.runId, suite.keys.admin);
    expect((await call(suite, 'GET', `/runs/${other.runId}`, bearer(byAdmin))).statusCode).toBe(404);
  });

  test('is known to every process of the API', async () => {
    const app = await anotherApp(suite, {});
    expect((await call({ ...suite, app }, 'GET', `/runs/${mine.runId}`, bearer(token))).statusCode).toBe(200);
    await app.close();
  });

  test('opens a stream from the address, where EventSource can put it', async () => {
    const stream = await fetch(`${suite.address}/runs/${mine.runId}/stream?token=${token}`);
    expect(await stream.text()).toContain('run_completed');
    const refused = await fetch(`${suite.address}/runs/${other.runId}/stream?token=${token}`);
    expect(refused.status).toBe(404);
    const elsewhere = await fetch(`${suite.address}/runs/${mine.runId}?token=${token}`);
    expect(elsewhere.status).toBe(401);
    expect(suite.log.join('')).not.toContain(token);
  });

  test('follows its run over a WebSocket, by a ticket, and nothing else', async () => {
    const response = await call(suite, 'POST', '/ws-tickets', bearer(token));
    const protocols = ['taktstock.v1', `ticket.${response.json().ticket}`];
    const socket = await open(suite, { key: null, protocols });
    expect(await socket.refusal({ type: 'subscribe', topic: runTopic(other.runId) })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await socket.refusal({ type: 'subscribe', topic: 'system' })).toMatchObject({ code: 'FORBIDDEN' });
    socket.send({ type: 'subscribe', topic: runTopic(mine.runId) });
    await socket.find(({ type }) => type === 'run_completed');
    await socket.close();
  });

  test('does not use up the live connections of the key that gave it out', async () => {
    const { runId } = await execute(suite);
    const app = await anotherApp(suite, { WS_SOCKETS_PER_KEY: '1' });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const keys = [suite.keys.service, await tokenOf(runId), await tokenOf(runId)];
    const streams = await Promise.all(keys.map((key) => openStream(suite, runId, { key, address })));
    for (const stream of streams) stream.response.destroy();
    await app.close();
  });

  test('opens nothing when it is forged, malformed, too old, or its key is revoked', async () => {
    const key = await newKey(suite.sql, 'service', 'owner-a');
    const revoked = await tokenOf(mine.runId, key);
    await call(suite, 'DELETE', `/api/keys/${parseApiKey(key)!.id}`, { key: suite.keys.admin });
    const old = createRunToken();
    await insertRunToken(suite.sql, { ...old, runId: mine.runId, keyId: parseApiKey(suite.keys.service)!.id });
    await suite.sql`update run_tokens set expires_at = now() where id = ${old.id}`;
    const forged = `${token.slice(0, -64)}${createRunToken().secret}`;
    const asKey = token.replace('tkr_', 'tkt_');
    for (const bad of [revoked, old.token, forged, asKey, `${token}x`, token.toUpperCase(), createRunToken().token]) {
      expectProblem(await call(suite, 'GET', `/runs/${mine.runId}`, bearer(bad)), 401, 'UNAUTHENTICATED');
      const inAddress = `/runs/${mine.runId}/stream?token=${bad}`;
      expectProblem(await call(suite, 'GET', inAddress, { key: null }), 401, 'UNAUTHENTICATED');
    }
  });
});
