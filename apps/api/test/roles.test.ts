import { createApiKey, parseApiKey, ROLES, type Role } from '@taktstock/registry';
import type { RouteOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { ROLES_BY_ROUTE, routeNames } from './route-table.ts';
import { anotherApp, apiSuite, call, expectProblem, newKey } from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example', KILL_WORKERS: 'yes' });

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What stands in a path where the roles are tried out. */
const SOMETHING: Record<string, string> = {
  id: '01890000-0000-7000-8000-000000000000',
  agent: 'reading-crisis',
  scope: 'owner',
  subject: 'nobody',
  userId: 'nobody',
};

/** All routes with the roles they declare, as the production builder registers them. */
async function declaredRoutes(): Promise<Map<string, RouteOptions>> {
  const routes = new Map<string, RouteOptions>();
  const app = await anotherApp(suite, {});
  await app.ready();
  for (const [pattern, methods] of suiteRoutes(app.printRoutes({ commonPrefix: false, includeHooks: false }))) {
    for (const method of methods) routes.set(`${method} ${pattern}`, { method, url: pattern } as RouteOptions);
  }
  await app.close();
  return routes;
}

/** Reads `printRoutes`: one line a path, with its methods in brackets. */
function suiteRoutes(text: string): [string, string[]][] {
  const stack: string[] = [];
  return text.split('\n').flatMap((line): [string, string[]][] => {
    const match = /^([│├└─ ]*)(\S+)(?: \((.+)\))?$/.exec(line);
    if (match === null) return [];
    const depth = match[1]!.length / 4;
    stack.length = depth;
    stack[depth] = match[2]!;
    // As of fastify 5.12 the slash before a wildcard is not printed.
    const url = stack.join('').replace(/(?<=\w)\*$/, '/*');
    return match[3] === undefined ? [] : [[url, match[3].split(', ')]];
  });
}

describe('who may do what', () => {
  test('no route is unknown here', async () => {
    const wanted = new Set(routeNames());
    const known = [...(await declaredRoutes()).keys()].filter(
      (name) => /^(GET|POST|PUT|PATCH|DELETE) /.test(name) && !name.includes('/docs'),
    );
    for (const name of wanted) expect(known, name).toContain(name);
    // Whatever else there is answers 405 to everybody.
    for (const name of known.filter((name) => !wanted.has(name))) {
      const [method, url] = name.split(' ') as [Method, string];
      const response = await call(suite, method, url, { key: null });
      expect(response.statusCode, name).toBe(405);
    }
  });

  test('a route that names no roles does not start', async () => {
    const app = await anotherApp(suite, {});
    await expect(
      (async () => {
        app.get('/open', async () => 'x');
        await app.ready();
      })(),
    ).rejects.toThrow(/roles|already/);
    await app.close();
  });

  test.each(Object.entries(ROLES_BY_ROUTE))('%s', async (name, roles) => {
    const [method, url] = name.split(' ') as [Method, string];
    const path = url.replace(/:(\w+)/g, (_, name: string) => SOMETHING[name]!);
    const remote = { 'x-forwarded-for': '192.0.2.1' };
    expectProblem(await call(suite, method, path, { key: null, headers: remote }), 401, 'UNAUTHENTICATED');
    for (const role of ROLES) {
      const response = await call(suite, method, path, { key: suite.keys[role as Role], headers: remote });
      if (roles.includes(role)) expect([401, 403], `${role}: ${response.body}`).not.toContain(response.statusCode);
      else expectProblem(response, 403, 'FORBIDDEN');
    }
  });

  test('a key that is malformed, unknown, wrong, expired or in the query opens nothing', async () => {
    const path = '/api/orchestrator/agents';
    const valid = suite.keys.service;
    const expired = await newKey(suite.sql, 'admin', 'owner-a', new Date(Date.now() - 1_000));
    const headers = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${valid}`,
      valid,
      `Bearer ${valid}x`,
      `Bearer ${valid} x`,
      `Bearer ${valid},`,
      `Bearer ${valid.toUpperCase()}`,
      `Bearer ${createApiKey().token}`,
      `Bearer ${valid.slice(0, -1)}0`.replace(valid, ''),
      `Bearer ${expired}`,
      'Bearer \u00ff',
      "Bearer ' or 1=1 --",
    ].filter((header) => header !== `Bearer ${valid}`);
    for (const authorization of headers) {
      const refused = await call(suite, 'GET', path, { key: null, headers: { authorization } });
      expectProblem(refused, 401, 'UNAUTHENTICATED');
      expect(refused.headers['www-authenticate']).toBe('Bearer');
    }
    expectProblem(
      await call(suite, 'GET', `${path}?key=${valid}&access_token=${valid}`, { key: null }),
      401,
      'UNAUTHENTICATED',
    );
    expect(
      (await call(suite, 'GET', path, { key: null, headers: { authorization: `bearer ${valid}` } })).statusCode,
    ).toBe(200);
  });

  test('a revoked key opens nothing any more', async () => {
    const key = await newKey(suite.sql, 'service', 'owner-a');
    expect((await call(suite, 'GET', '/api/orchestrator/agents', { key })).statusCode).toBe(200);
    const id = parseApiKey(key)!.id;
    expect((await call(suite, 'DELETE', `/api/keys/${id}`, { key: suite.keys.admin })).statusCode).toBe(200);
    expectProblem(await call(suite, 'GET', '/api/orchestrator/agents', { key }), 401, 'UNAUTHENTICATED');
  });
});

describe('limits per minute', () => {
  test('count reads, writes and strangers apart, and say when to come back', async () => {
    const app = await anotherApp(suite, {
      RATE_LIMIT_REQUESTS: '8',
      RATE_LIMIT_WRITES: '2',
      RATE_LIMIT_ANONYMOUS: '3',
    });
    const limited = { ...suite, app };
    const statuses = async (
      times: number,
      ...ask: Parameters<typeof call> extends [unknown, ...infer Rest] ? Rest : never
    ) => {
      const found: number[] = [];
      for (let n = 0; n < times; n += 1) found.push((await call(limited, ...ask)).statusCode);
      return found;
    };
    expect(await statuses(3, 'POST', '/ws-tickets')).toEqual([200, 200, 429]);
    expect(await statuses(6, 'GET', '/api/orchestrator/agents')).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await call(limited, 'GET', '/api/orchestrator/agents');
    expectProblem(refused, 429, 'RATE_LIMITED');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await statuses(1, 'GET', '/api/orchestrator/agents', { key: suite.keys.stranger })).toEqual([200]);
    expect(await statuses(4, 'GET', '/runs/x', { key: null })).toEqual([401, 401, 401, 429]);
    expect(await statuses(9, 'GET', '/health', { key: null })).toEqual(Array(9).fill(200));
    await app.close();
  });
});
