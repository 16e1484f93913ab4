import { parseApiKey } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { anotherApp, apiSuite, call, execute, expectProblem, newKey } from './suite.ts';

const suite = apiSuite();

async function linkOf(key: string): Promise<string> {
  const response = await call(suite, 'POST', '/sessions/links', { key });
  expect(response.statusCode, response.body).toBe(201);
  return response.json().link;
}

const spend = (link: string, headers: Record<string, string> = {}, app = suite.app) =>
  call({ ...suite, app }, 'POST', '/sessions', { key: null, body: { link }, headers });

/** The cookie of a new session, as a browser sends it back. */
async function signIn(key: string): Promise<string> {
  const response = await spend(await linkOf(key));
  expect(response.statusCode, response.body).toBe(201);
  return String(response.headers['set-cookie']).split(';')[0]!;
}

const HOST = 'taktstock.example:8080';
const OURS = { host: HOST, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' };

const as = (cookie: string, method: 'GET' | 'POST' | 'DELETE', path: string, headers: Record<string, string> = OURS) =>
  call(suite, method, path, { key: null, headers: { ...headers, cookie } });

describe('a sign-in link', () => {
  test('opens one session, which acts as the key that made it, and leaves no trace in the log', async () => {
    const link = await linkOf(suite.keys.operator);
    const both = await Promise.all([spend(link), spend(link)]);
    const [opened, refused] = both.sort((a, b) => a.statusCode - b.statusCode);
    expect(opened!.statusCode, opened!.body).toBe(201);
    expectProblem(refused!, 401, 'LINK_SPENT');
    const [cookie, ...rules] = String(opened!.headers['set-cookie']).split('; ');
    expect(rules).toEqual(['Path=/', expect.stringMatching(/^Expires=/), 'HttpOnly', 'SameSite=Strict']);
    expect(opened!.json()).toEqual({ expiresAt: expect.any(String) });
    expect(Date.parse(opened!.json().expiresAt) - Date.now()).toBeLessThan(12.1 * 3_600_000);
    const keyId = parseApiKey(suite.keys.operator)!.id;
    const me = (await as(cookie!, 'GET', '/sessions/current')).json();
    expect(me).toEqual({ keyId, owner: 'owner-a', role: 'operator', canKillWorkers: false });
    expect(suite.log.join('')).not.toContain(link);
    expect(suite.log.join('')).not.toContain(cookie!.split('_').at(-1));
  });

  test('is worth nothing when it is made up or too old', async () => {
    expectProblem(await spend('made-up'), 401, 'LINK_SPENT');
    const link = await linkOf(suite.keys.admin);
    await suite.sql`update sign_in_links set expires_at = now()`;
    expectProblem(await spend(link), 401, 'LINK_SPENT');
  });

  test('is not spent by a page of somebody else', async () => {
    const link = await linkOf(suite.keys.admin);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { host: HOST, origin: 'https://evil.example' }]) {
      expectProblem(await spend(link, headers), 403, 'FORBIDDEN');
    }
    expect((await spend(link, OURS)).statusCode).toBe(201);
  });

  test('over TLS its session is never sent in the clear', async () => {
    const app = await anotherApp(suite, { TRUST_PROXY: '127.0.0.1' });
    const opened = await spend(await linkOf(suite.keys.viewer), { 'x-forwarded-proto': 'https' }, app);
    expect(String(opened.headers['set-cookie'])).toContain('; Secure');
    await app.close();
  });
});

describe('a session', () => {
  test('is taken from a page of ours only, and from nobody who does not say so when something changes', async () => {
    const cookie = await signIn(suite.keys.operator);
    const { runId } = await execute(suite);
    const cancel = (headers: Record<string, string>) => as(cookie, 'POST', `/runs/${runId}/cancel`, headers);
    for (const headers of [
      {},
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site' },
      { ...OURS, 'sec-fetch-site': 'same-site' }, // another port of this host
      { host: HOST, origin: 'http://taktstock.example:3000' },
      { host: HOST, origin: 'null' },
    ]) {
      expectProblem(await cancel(headers), 401, 'UNAUTHENTICATED');
    }
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { host: HOST, origin: 'https://evil.example' }]) {
      expectProblem(await as(cookie, 'GET', '/runs', headers), 401, 'UNAUTHENTICATED');
    }
    expectProblem(await as(cookie, 'GET', '/ws', { upgrade: 'websocket' }), 401, 'UNAUTHENTICATED');
    expect((await as(cookie, 'GET', '/runs', {})).statusCode).toBe(200);
    const { host, origin } = OURS;
    expect((await cancel({ host, origin })).statusCode).toBe(200); // plain HTTP: browsers do not send the rest
  });

  test('sees what its key sees, and can do no more', async () => {
    const { runId } = await execute(suite);
    const [mine, stranger, viewer] = await Promise.all(
      (['service', 'stranger', 'viewer'] as const).map((name) => signIn(suite.keys[name])),
    );
    expect((await as(mine!, 'GET', `/runs/${runId}`)).statusCode).toBe(200);
    expectProblem(await as(stranger!, 'GET', `/runs/${runId}`), 404, 'RUN_NOT_FOUND');
    expectProblem(await as(viewer!, 'POST', `/runs/${runId}/cancel`), 403, 'FORBIDDEN');
  });

  test('makes no links, or it could live for ever, and is no bearer token', async () => {
    const cookie = await signIn(suite.keys.admin);
    expectProblem(await as(cookie, 'POST', '/sessions/links'), 403, 'FORBIDDEN');
    const authorization = `Bearer ${cookie.split('=')[1]}`;
    const bearer = await call(suite, 'GET', '/sessions/current', { key: null, headers: { authorization } });
    expectProblem(bearer, 401, 'UNAUTHENTICATED');
    const key = await call(suite, 'POST', '/sessions/links', { key: suite.keys.admin, headers: { ...OURS, cookie } });
    expect(key.statusCode).toBe(201);
  });

  test('ends when it is closed, when its time is over, and when its key is revoked', async () => {
    const key = await newKey(suite.sql, 'viewer', 'owner-c');
    const [first, second, third] = [await signIn(key), await signIn(key), await signIn(key)];
    const closed = await as(first, 'DELETE', '/sessions/current');
    expect(String(closed.headers['set-cookie'])).toMatch(/^taktstock_session=; .*Expires=Thu, 01 Jan 1970/);
    expectProblem(await as(first, 'GET', '/sessions/current'), 401, 'UNAUTHENTICATED');
    const id = second.split('_').at(-2)!;
    await suite.sql`update sessions set expires_at = now() where id = ${id}`;
    expectProblem(await as(second, 'GET', '/sessions/current'), 401, 'UNAUTHENTICATED');
    expect((await as(third, 'GET', '/sessions/current')).statusCode).toBe(200);
    await call(suite, 'DELETE', `/api/keys/${parseApiKey(key)!.id}`, { key: suite.keys.admin });
    expectProblem(await as(third, 'GET', '/sessions/current'), 401, 'UNAUTHENTICATED');
  });
});
