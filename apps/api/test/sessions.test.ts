import { parseApiKey } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { apiSuite, call, expectProblem, newKey } from './suite.ts';

const suite = apiSuite();

async function linkOf(key: string): Promise<string> {
  const response = await call(suite, 'POST', '/sessions/links', { key });
  expect(response.statusCode, response.body).toBe(201);
  return response.json().link;
}

const spend = (link: string) => call(suite, 'POST', '/sessions', { key: null, body: { link } });

describe('a sign-in link', () => {
  test('opens one session, which acts as the key that made it, and leaves no trace in the log', async () => {
    const link = await linkOf(suite.keys.operator);
    const response = await spend(link);
    expect(response.statusCode, response.body).toBe(201);
    const { token, expiresAt } = response.json();
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(12.1 * 3_600_000);
    expectProblem(await spend(link), 401, 'LINK_SPENT');
    const me = await call(suite, 'GET', '/sessions/current', { key: token });
    const keyId = parseApiKey(suite.keys.operator)!.id;
    expect(me.json()).toEqual({ keyId, owner: 'owner-a', role: 'operator', canKillWorkers: false });
    expect(suite.log.join('')).not.toContain(link);
    expect(suite.log.join('')).not.toContain(token.split('_')[2]);
  });

  test('is worth nothing when it is made up or too old', async () => {
    expectProblem(await spend('made-up'), 401, 'LINK_SPENT');
    const link = await linkOf(suite.keys.admin);
    await suite.sql`update sign_in_links set expires_at = now()`;
    expectProblem(await spend(link), 401, 'LINK_SPENT');
  });
});

describe('a session', () => {
  test('ends when it is closed, and when its key is revoked', async () => {
    const key = await newKey(suite.sql, 'viewer', 'owner-c');
    const open = async (): Promise<string> => (await spend(await linkOf(key))).json().token;
    const [first, second] = [await open(), await open()];
    await call(suite, 'DELETE', '/sessions/current', { key: first });
    expectProblem(await call(suite, 'GET', '/sessions/current', { key: first }), 401, 'UNAUTHENTICATED');
    expect((await call(suite, 'GET', '/sessions/current', { key: second })).statusCode).toBe(200);
    await call(suite, 'DELETE', `/api/keys/${parseApiKey(key)!.id}`, { key: suite.keys.admin });
    expectProblem(await call(suite, 'GET', '/sessions/current', { key: second }), 401, 'UNAUTHENTICATED');
  });
});
