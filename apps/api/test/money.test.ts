import { randomUUIDv7 } from 'node:crypto';
import { closeCall, openCall } from '@taktstock/db';
import { parseApiKey } from '@taktstock/registry';
import type { InjectOptions } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { apiSuite, call, claim, execute, expectProblem, newKey } from './suite.ts';

const suite = apiSuite();
const asAdmin = (method: InjectOptions['method'], url: string, body?: object) =>
  call(suite, method, url, { key: suite.keys.admin, ...(body === undefined ? {} : { body }) });

/** Asks for a reading and reserves a call for it as a worker would. */
async function callFor(key: string, reservedMicros: number | null) {
  const { runId, agentId } = await execute(suite, undefined, { key });
  const { attempt, owner } = await claim(suite.sql, runId);
  const id = randomUUIDv7();
  const opening = await openCall(suite.sql, {
    ...{ id, runId, attempt, step: 'text', agent: agentId, owner, provider: 'p', model: 'p/m', promptHash: 'h' },
    ...{ reservedTokens: 100, reservedMicros, requestsPerMinute: null, tokensPerMinute: null },
  });
  return { id, opening };
}

const close = (callId: string, costMicros: number | null, model = 'p/m') =>
  closeCall(suite.sql, {
    ...{ callId, provider: 'p', model, costMicros, firstTokenMs: 1, durationMs: 1, coolMs: null },
    ...{ usage: { input: 10, cacheRead: 4, cacheWrite: 3, output: 2 }, finishReason: 'stop', errorCode: null },
  });

describe('usage', () => {
  const NOTHING = {
    ...{ calls: 0, openCalls: 0, failedCalls: 0, unpricedCalls: 0, estimatedCalls: 0 },
    ...{ tokens: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, total: 0 } },
    ...{ costUsd: 0, estimatedUsd: 0, reservedUsd: 0 },
  };

  beforeAll(async () => {
    const rows = [
      // agent, owner, model, opened, cost, estimated, closed
      ['crisis', 'owner-a', 'p/known', '2026-01-15T23:59:59.999Z', 19_650, false, true],
      ['crisis', 'owner-a', 'p/known', '2026-01-16T00:00:00.000Z', 350, true, true],
      ['business', 'owner-a', 'p/unknown', '2026-01-16T12:00:00.000Z', null, false, true],
      ['business', 'owner-b', 'p/known', '2026-01-16T12:00:00.000Z', 1_000_000, false, true],
      ['business', 'owner-b', 'p/known', '2026-01-17T00:00:00.000Z', null, false, false],
    ] as const;
    for (const [agent, owner, model, openedAt, cost, estimated, closed] of rows) {
      await suite.sql`
        insert into llm_calls (id, run_id, attempt, step, agent, owner, provider, model, prompt_hash, reserved_tokens, reserved_micros,
                               tokens_in, cache_read, cache_write, tokens_out, cost_micros, estimated, error_code, opened_at, closed_at)
        values (${randomUUIDv7()}, ${randomUUIDv7()}, 1, 'text', ${agent}, ${owner}, 'p', ${model}, 'h', 100, 5000000,
                ${closed ? 10 : null}, ${closed ? 4 : null}, ${closed ? 3 : null}, ${closed ? 2 : null}, ${cost}, ${estimated},
                ${estimated ? 'WORKER_LOST' : null}, ${openedAt}, ${closed ? openedAt : null})`;
    }
  });

  const usage = async (query: string, key = suite.keys.viewer) => {
    const response = await call(suite, 'GET', `/api/usage?from=2026-01-15&to=2026-01-17&${query}`, { key });
    expect(response.statusCode, response.body).toBe(200);
    return response.json();
  };

  test('by day: days are those of UTC, buckets do not overlap, estimates and open calls are told apart', async () => {
    const { groups, total, ...asked } = await usage('groupBy=day');
    expect(asked).toEqual({ from: '2026-01-15T00:00:00.000Z', to: '2026-01-18T00:00:00.000Z', groupBy: 'day' });
    const tokens = { input: 10, cacheRead: 4, cacheWrite: 3, output: 2, total: 19 };
    expect(groups).toMatchObject([
      { group: '2026-01-15', calls: 1, costUsd: 0.01965, tokens },
      { group: '2026-01-16', calls: 3, costUsd: 1.00035, unpricedCalls: 1, estimatedCalls: 1, estimatedUsd: 0.00035 },
      { group: '2026-01-17', calls: 1, openCalls: 1, costUsd: 0, reservedUsd: 5, unpricedCalls: 0 },
    ]);
    expect(total).toMatchObject({ calls: 5, failedCalls: 1, costUsd: 1.02, tokens: { total: 76 } });
  });

  test('by model: an unknown price is null, never 0', async () => {
    const { groups } = await usage('groupBy=model');
    expect(groups).toMatchObject([
      { group: 'p/known', calls: 4, costUsd: 1.02, unpricedCalls: 0 },
      { group: 'p/unknown', calls: 1, costUsd: null, unpricedCalls: 1 },
    ]);
  });

  test('by agent, and a service key sees what its owner pays', async () => {
    const { groups, total } = await usage('groupBy=agent', suite.keys.stranger);
    expect(groups).toMatchObject([{ group: 'business', calls: 2, costUsd: 1 }]);
    expect(total).toMatchObject({ calls: 2, costUsd: 1 });
    expect((await usage('groupBy=agent', suite.keys.service)).total).toMatchObject({ calls: 3, costUsd: 0.02 });
  });

  test('of an instant to an instant, the end not included; of nothing it is nothing', async () => {
    const between = async (from: string, to: string) =>
      (await call(suite, 'GET', `/api/usage?from=${from}&to=${to}`, { key: suite.keys.viewer })).json();
    expect((await between('2026-01-15T23:59:59.999Z', '2026-01-16T00:00:00.000Z')).total.calls).toBe(1);
    expect(await between('2025-01-01', '2025-01-02')).toMatchObject({ groups: [], total: NOTHING });
  });

  test('without a period covers the last 30 days', async () => {
    const { from, to, groupBy } = (await call(suite, 'GET', '/api/usage')).json();
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * 86_400_000);
    expect(groupBy).toBe('day');
  });

  test.each([
    'from=2026-02-30',
    'from=x',
    'from=2026-01-15T09:00:00',
    'from=2026-01-15T25:00:00Z',
    'from=2026-01-16&to=2026-01-15',
    'from=2020-01-01',
    'groupBy=owner',
    'owner=owner-b',
    'from=2026-01-15&from=2026-01-16',
    'from=',
    'to=2026-01-15%00',
  ])('%s: 422', async (query) => {
    expectProblem(await call(suite, 'GET', `/api/usage?${query}`), 422, 'VALIDATION_FAILED');
  });
});

describe('budgets', () => {
  test('are set per key and per owner, and say what is left today', async () => {
    const key = await newKey(suite.sql, 'service', 'owner-c');
    const keyId = parseApiKey(key)!.id;
    const midnight = new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString();
    const set = await asAdmin('PUT', `/api/budgets/key/${keyId}`, { usdPerDay: 0.01 });
    expect(set.statusCode, set.body).toBe(200);
    const budget = {
      ...{ scope: 'key', subject: keyId, owner: 'owner-c', usdPerDay: 0.01, spentUsd: 0, reservedUsd: 0 },
      ...{ remainingUsd: 0.01, freesAt: midnight },
    };
    expect(set.json()).toEqual(budget);
    const first = await callFor(key, 4_000);
    await close(first.id, 1_500);
    await callFor(key, 4_000);
    expect((await callFor(key, 5_000)).opening).toMatchObject({ reason: 'budget', waitMs: expect.any(Number) });
    expect((await callFor(key, 9_000)).opening).toMatchObject({ reason: 'budget', waitMs: null });
    await asAdmin('PUT', '/api/budgets/owner/owner-c', { usdPerDay: 1 });
    const mine = (await call(suite, 'GET', '/api/budgets', { key })).json();
    expect(mine.budgets).toEqual([
      { ...budget, spentUsd: 0.0015, reservedUsd: 0.004, remainingUsd: 0.0045 },
      {
        ...{ scope: 'owner', subject: 'owner-c', owner: 'owner-c', usdPerDay: 1 },
        ...{ spentUsd: 0.0015, reservedUsd: 0.004, remainingUsd: 0.9945, freesAt: midnight },
      },
    ]);
    expect((await call(suite, 'GET', '/api/budgets', { key: suite.keys.stranger })).json()).toEqual({ budgets: [] });
    const removed = await asAdmin('DELETE', `/api/budgets/key/${keyId}`);
    expect(removed.json()).toEqual({ removed: true, scope: 'key', subject: keyId });
    expectProblem(await asAdmin('DELETE', `/api/budgets/key/${keyId}`), 404, 'BUDGET_NOT_FOUND');
    expect((await callFor(key, 9_000)).opening).toHaveProperty('callId');
  });

  test.each([
    ['no body', '/api/budgets/owner/x', undefined, 400, 'MALFORMED_REQUEST'],
    ['nothing', '/api/budgets/owner/x', {}, 422, 'VALIDATION_FAILED'],
    ['less than nothing', '/api/budgets/owner/x', { usdPerDay: -0.01 }, 422, 'VALIDATION_FAILED'],
    ['too much', '/api/budgets/owner/x', { usdPerDay: 1_000_001 }, 422, 'VALIDATION_FAILED'],
    ['text', '/api/budgets/owner/x', { usdPerDay: '1' }, 422, 'VALIDATION_FAILED'],
    ['null', '/api/budgets/owner/x', { usdPerDay: null }, 422, 'VALIDATION_FAILED'],
    ['an unknown field', '/api/budgets/owner/x', { usdPerDay: 1, currency: 'EUR' }, 422, 'VALIDATION_FAILED'],
    ['an unknown scope', '/api/budgets/run/x', { usdPerDay: 1 }, 422, 'VALIDATION_FAILED'],
    ['a long subject', `/api/budgets/owner/${'x'.repeat(129)}`, { usdPerDay: 1 }, 422, 'VALIDATION_FAILED'],
    ['U+0000', '/api/budgets/owner/a%00', { usdPerDay: 1 }, 422, 'VALIDATION_FAILED'],
    ['a key that is none', '/api/budgets/key/x', { usdPerDay: 1 }, 404, 'KEY_NOT_FOUND'],
  ] as const)('with %s are refused', async (_name, url, body, status, code) => {
    const rows = async () => (await suite.sql`select count(*)::int as n from budgets`)[0]!['n'];
    const before = await rows();
    expectProblem(await asAdmin('PUT', url, body), status, code);
    expect(await rows()).toBe(before);
  });

  test('of 1e400 USD are none', async () => {
    const response = await suite.app.inject({
      method: 'PUT',
      url: '/api/budgets/owner/x',
      headers: { authorization: `Bearer ${suite.keys.admin}`, 'content-type': 'application/json' },
      payload: '{"usdPerDay":1e400}',
    });
    expectProblem(response, 422, 'VALIDATION_FAILED');
  });
});

describe('API keys', () => {
  const wanted = (owner: string) => ({ owner, role: 'service', name: 'backend' });

  test('are shown once, listed without their secret, and revoked for good', async () => {
    const created = await asAdmin('POST', '/api/keys', wanted('owner-k'));
    expect(created.statusCode, created.body).toBe(201);
    const { token, key } = created.json();
    expect(key).toMatchObject({ ...wanted('owner-k'), id: parseApiKey(token)!.id, live: true, expiresAt: null });
    const reading = await execute(suite, undefined, { key: token });
    expect((await call(suite, 'GET', `/runs/${reading.runId}`, { key: suite.keys.service })).statusCode).toBe(404);
    const list = await asAdmin('GET', '/api/keys?owner=owner-k');
    expect(list.json()).toEqual({ keys: [key], total: 1, limit: 50, offset: 0 });
    expect(list.body).not.toContain(parseApiKey(token)!.secret);
    expect(suite.log.join('')).not.toContain(parseApiKey(token)!.secret);
    const revoked = await asAdmin('DELETE', `/api/keys/${key.id}`);
    expect(revoked.json()).toMatchObject({ id: key.id, live: false, revokedAt: expect.any(String) });
    expect((await asAdmin('DELETE', `/api/keys/${key.id}`)).json()).toEqual(revoked.json());
    expectProblem(await call(suite, 'GET', '/api/usage', { key: token }), 401, 'UNAUTHENTICATED');
  });

  test('are at most two per owner and role, also when many are asked for at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => asAdmin('POST', '/api/keys', wanted('owner-l'))));
    expect(all.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, ...Array(8).fill(409)]);
    expectProblem(all.find(({ statusCode }) => statusCode === 409)!, 409, 'TOO_MANY_KEYS');
    const old = all.find(({ statusCode }) => statusCode === 201)!.json().key.id;
    await asAdmin('DELETE', `/api/keys/${old}`);
    expect((await asAdmin('POST', '/api/keys', wanted('owner-l'))).statusCode).toBe(201);
    expect((await asAdmin('GET', '/api/keys?owner=owner-l&limit=2&offset=2')).json()).toMatchObject({
      total: 3,
      keys: [{}],
    });
  });

  test('expire, and an expired one makes room', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { token, key } = (await asAdmin('POST', '/api/keys', { ...wanted('owner-m'), expiresAt })).json();
    expect(key.expiresAt).toBe(expiresAt);
    expect((await call(suite, 'GET', '/api/usage', { key: token })).statusCode).toBe(200);
    await suite.sql`update api_keys set expires_at = now() where id = ${key.id}`;
    expectProblem(await call(suite, 'GET', '/api/usage', { key: token }), 401, 'UNAUTHENTICATED');
    for (let n = 0; n < 2; n += 1) expect((await asAdmin('POST', '/api/keys', wanted('owner-m'))).statusCode).toBe(201);
  });

  test('cannot revoke themselves, so that one is always left', async () => {
    const mine = parseApiKey(suite.keys.admin)!.id;
    expectProblem(await asAdmin('DELETE', `/api/keys/${mine}`), 409, 'KEY_IN_USE');
    expectProblem(await asAdmin('DELETE', '/api/keys/000000000000'), 404, 'KEY_NOT_FOUND');
    expectProblem(await asAdmin('DELETE', '/api/keys/%00'), 422, 'VALIDATION_FAILED');
  });

  test.each([
    ['no owner', { owner: undefined }],
    ['an empty owner', { owner: '' }],
    ['a long owner', { owner: 'x'.repeat(129) }],
    ['an owner with U+0000', { owner: 'a\u0000' }],
    ['an owner that is a number', { owner: 7 }],
    ['an unknown role', { role: 'root' }],
    ['a role from the prototype', { role: 'toString' }],
    ['no name', { name: undefined }],
    ['a long name', { name: 'x'.repeat(201) }],
    ['an end that is past', { expiresAt: '2020-01-01T00:00:00.000Z' }],
    ['an end that is none', { expiresAt: '2999-02-30T00:00:00.000Z' }],
    ['an end that is no text', { expiresAt: 0 }],
    ['a secret of their own', { secret: 'x' }],
  ])('with %s are refused', async (_name, fields) => {
    const rows = async () => (await suite.sql`select count(*)::int as n from api_keys`)[0]!['n'];
    const before = await rows();
    expectProblem(await asAdmin('POST', '/api/keys', { ...wanted('owner-n'), ...fields }), 422, 'VALIDATION_FAILED');
    expect(await rows()).toBe(before);
  });

  test.each(['limit=0', 'limit=501', 'limit=-1', 'limit=0x10', 'offset=-1', 'offset=1.5', 'owner=', 'role=admin'])(
    'are not listed with %s',
    async (query) => {
      expectProblem(await asAdmin('GET', `/api/keys?${query}`), 422, 'VALIDATION_FAILED');
    },
  );
});

describe('the audit', () => {
  test('says who changed what, page by page, and nothing that opens a door', async () => {
    const { token, key } = (
      await asAdmin('POST', '/api/keys', { owner: 'owner-q', role: 'viewer', name: 'page' })
    ).json();
    await asAdmin('PUT', `/api/budgets/key/${key.id}`, { usdPerDay: 2 });
    await asAdmin('DELETE', `/api/keys/${key.id}`);
    const actor = parseApiKey(suite.keys.admin)!.id;
    const first = (await asAdmin('GET', '/audit?limit=2')).json();
    expect(first.entries).toMatchObject([
      { actor, role: 'admin', action: 'key_revoked', subject: `key ${key.id}` },
      { action: 'budget_set', subject: `key ${key.id}`, before: null, after: { microsPerDay: 2_000_000 } },
    ]);
    const next = await asAdmin('GET', `/audit?limit=1&cursor=${first.nextCursor}`);
    expect(next.json().entries).toMatchObject([
      { action: 'key_created', after: { owner: 'owner-q', role: 'viewer', name: 'page', expiresAt: null } },
    ]);
    expect(next.body).not.toContain(parseApiKey(token)!.secret);
    const all = (await asAdmin('GET', '/audit?limit=500')).json();
    expect(all.nextCursor).toBeNull();
    const full = (await asAdmin('GET', `/audit?limit=${all.entries.length}`)).json();
    expect(full).toEqual(all); // a full page that is the last one says so
  });

  test.each(['limit=0', 'limit=501', 'cursor=0', 'cursor=x', 'cursor=-1', 'cursor=99999999999999999999', 'actor=x'])(
    '%s: 422',
    async (query) => {
      expectProblem(await asAdmin('GET', `/audit?${query}`), 422, 'VALIDATION_FAILED');
    },
  );
});
