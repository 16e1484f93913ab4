import { validate } from '@scalar/openapi-parser';
import { connect, revokeApiKey } from '@taktstock/db';
import { createApiKey, getSupportedAgents, parseApiKey, ROLES, type Role } from '@taktstock/registry';
import type { RouteOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { createLog } from '../src/logging.ts';
import {
  anotherApp,
  apiSuite,
  BIRTH_BODY,
  call,
  claim,
  complete,
  EXECUTE,
  execute,
  expectProblem,
  fail,
  newKey,
  testConfig,
} from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example' });

/** Routes that need no key; every other one must be listed below with the roles that may call it. */
const PUBLIC = ['GET /health', 'GET /ready', 'GET /api/orchestrator/health', 'GET /openapi.json'];

const writers = ['admin', 'operator', 'service'];
const everybody = [...ROLES];
const ROLES_BY_ROUTE: Record<string, readonly string[]> = {
  [`POST ${EXECUTE}`]: writers,
  'POST /api/coach/agents/:agent': writers,
  'GET /api/orchestrator/status/:id': everybody,
  'GET /api/orchestrator/result/:id': everybody,
  'GET /api/orchestrator/reading/:id': everybody,
  'GET /api/reading/:id': everybody,
  'GET /api/orchestrator/agents': everybody,
  'GET /api/orchestrator/queue-stats': everybody,
  'GET /runs/:id': everybody,
  'POST /runs/:id/cancel': writers,
  'POST /runs/:id/retry': writers,
  'POST /api/readings/:id/cancel': writers,
  'POST /api/readings/:id/retry': writers,
  'POST /ws-tickets': everybody,
  'GET /ws': everybody,
  'GET /metrics': ['admin', 'operator'],
};

const routeNames = (): string[] => [...Object.keys(ROLES_BY_ROUTE), ...PUBLIC].sort();

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
    return match[3] === undefined ? [] : [[stack.join(''), match[3].split(', ')]];
  });
}

describe('who may do what', () => {
  test('no route is unknown here', async () => {
    const wanted = new Set(routeNames());
    const known = [...(await declaredRoutes()).keys()].filter(
      (name) => /^(GET|POST) /.test(name) && !name.includes('/docs'),
    );
    for (const name of wanted) expect(known, name).toContain(name);
    // Whatever else there is answers 405 to everybody.
    for (const name of known.filter((name) => !wanted.has(name))) {
      const [method, url] = name.split(' ') as ['GET' | 'POST', string];
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
    const [method, url] = name.split(' ') as ['GET' | 'POST', string];
    const path = url.replace(':id', '01890000-0000-7000-8000-000000000000').replace(':agent', 'reading-crisis');
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
      expectProblem(await call(suite, 'GET', path, { key: null, headers: { authorization } }), 401, 'UNAUTHENTICATED');
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
    await revokeApiKey(suite.sql, parseApiKey(key)!.id);
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

describe('health', () => {
  test('is public, and readiness names what it looked at', async () => {
    const health = await call(suite, 'GET', '/health', { key: null });
    expect(health.json()).toEqual({ status: 'ok', timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
    const ready = await call(suite, 'GET', '/ready', { key: null });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toEqual({ ready: true, checks: { database: 'ok', redis: 'ok' } });
  });

  test('says so when the registry is broken', async () => {
    const orchestrator = await call(suite, 'GET', '/api/orchestrator/health', { key: null });
    expect(orchestrator.json()).toEqual({ status: 'ok', service: 'orchestrator', registry: 'loaded', agentCount: 4 });
    const checkRegistry = () => {
      throw new Error('broken');
    };
    const app = await anotherApp(suite, {}, { checkRegistry });
    const broken = await call({ ...suite, app }, 'GET', '/api/orchestrator/health', { key: null });
    expect(broken.statusCode).toBe(503);
    expect(broken.json()).toEqual({ status: 'error', service: 'orchestrator', registry: 'failed', agentCount: 0 });
    await app.close();
  });

  test('without Postgres: alive, not ready, and 503 with Retry-After elsewhere', async () => {
    const sql = connect('postgres://x:y@127.0.0.1:1/none', { max: 1 });
    const app = await buildApp({ sql, bus: suite.bus, config: testConfig(suite.url), log: createLog('silent') });
    const gone = { ...suite, app };
    expect((await call(gone, 'GET', '/health', { key: null })).statusCode).toBe(200);
    const ready = await call(gone, 'GET', '/ready', { key: null });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toEqual({ ready: false, checks: { database: 'error', redis: 'ok' } });
    const refused = await call(gone, 'POST', EXECUTE, { body: { chartId: suite.chartId } });
    expectProblem(refused, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await app.close();
    await sql.end({ timeout: 1 });
  });
});

describe('orchestrator', () => {
  test('lists the agents without their prompts', async () => {
    const { agents } = (await call(suite, 'GET', '/api/orchestrator/agents')).json();
    expect(agents.map(({ id }: { id: string }) => id)).toEqual(['crisis', 'relationship', 'business', 'personality']);
    expect(Object.keys(agents[0])).toEqual([
      'id',
      'name',
      'endpoint',
      'supportedDepth',
      'defaultStyle',
      'description',
      'priority',
      'health',
      'promptHash',
    ]);
    expect(agents[0]).toMatchObject({
      endpoint: '/api/coach/agents/reading-crisis',
      priority: 1,
      promptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('counts runs by state; the whole is the sum of its agents', async () => {
    const ask = async () => (await call(suite, 'GET', '/api/orchestrator/queue-stats')).json();
    const before = await ask();
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => execute(suite, { chartId: suite.chartId, agentId: 'business' })),
    );
    await complete(suite, runs[0]!.runId);
    await fail(suite, runs[1]!.runId, 'AUTH_FAILED');
    await claim(suite.sql, runs[2]!.runId);
    const stats = await ask();
    const { business } = stats.agents;
    expect(business).toMatchObject({
      waiting: 1,
      active: 1,
      completed: 1,
      failed: 1,
      delayed: 0,
      total: 4,
      oldestWaitingAgeMs: expect.any(Number),
    });
    expect(Object.keys(stats.agents).sort()).toEqual(['business', 'crisis', 'personality', 'relationship']);
    expect(stats.total).toBe(before.total + 4);
    for (const state of ['waiting', 'active', 'completed', 'failed', 'delayed', 'total']) {
      expect(stats[state]).toBe(
        Object.values<Record<string, number>>(stats.agents).reduce((sum, agent) => sum + agent[state]!, 0),
      );
    }
  });
});

describe('steering', () => {
  test('a waiting run is cancelled at once, again is the same, and then it is over', async () => {
    const { runId, readingId } = await execute(suite);
    for (const url of [`/runs/${runId}/cancel`, `/api/readings/${readingId}/cancel`]) {
      const response = await call(suite, 'POST', url);
      expect(response.statusCode).toBe(200);
      expect(response.json()).toMatchObject({ status: 'cancelled', runId });
    }
    const problem = await call(suite, 'GET', `/api/orchestrator/result/${readingId}`);
    expect(expectProblem(problem, 409, 'RESULT_UNAVAILABLE')).toMatchObject({ errorCode: null });
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`), 409, 'NOT_RETRYABLE');
  });

  test('a working run is asked to stop over the bus', async () => {
    const { runId } = await execute(suite);
    await claim(suite.sql, runId);
    const { promise, resolve } = Promise.withResolvers<string>();
    const stop = suite.bus.live.onCancel((id) => id === runId && resolve(id));
    const asked = await call(suite, 'POST', `/runs/${runId}/cancel`);
    expect(asked.statusCode).toBe(202);
    expect(asked.json()).toEqual({ runId, cancelRequested: true });
    for (let n = 0; n < 20; n += 1) {
      // The bus may not listen yet; asking again is harmless.
      if ((await Promise.race([promise, new Promise((done) => setTimeout(done, 50, null))])) !== null) break;
      await call(suite, 'POST', `/runs/${runId}/cancel`);
    }
    expect(await promise).toBe(runId);
    stop();
  });

  test('a finished run cannot be cancelled', async () => {
    const { runId } = await execute(suite);
    await complete(suite, runId);
    expectProblem(await call(suite, 'POST', `/runs/${runId}/cancel`), 409, 'RUN_FINAL');
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`), 409, 'NOT_RETRYABLE');
  });

  test('a failed run is retried three times, under its code only', async () => {
    const { runId, readingId } = await execute(suite);
    for (const retryCount of [1, 2, 3]) {
      await fail(suite, runId, 'UPSTREAM_UNAVAILABLE');
      const status = (await call(suite, 'GET', `/api/orchestrator/status/${readingId}`)).json();
      expect(status).toMatchObject({ status: 'failed', retryAvailable: true, retryCount: retryCount - 1 });
      const retried = await call(suite, 'POST', `/api/readings/${readingId}/retry`, { body: { reason: 'again' } });
      expect(retried.statusCode).toBe(202);
      expect(retried.json()).toEqual({
        status: 'pending',
        runId,
        readingId,
        jobId: `${runId}_${retryCount + 1}`,
        attempt: retryCount + 1,
        retryCount,
        pollUrl: `/api/orchestrator/status/${readingId}`,
      });
    }
    await fail(suite, runId, 'UPSTREAM_UNAVAILABLE');
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`), 409, 'RETRY_EXHAUSTED');
    const other = await execute(suite);
    await fail(suite, other.runId, 'AUTH_FAILED');
    expectProblem(await call(suite, 'POST', `/runs/${other.runId}/retry`), 409, 'NOT_RETRYABLE');
  });

  test('what belongs to somebody else is not there', async () => {
    const { runId, readingId } = await execute(suite);
    const key = suite.keys.stranger;
    for (const verb of ['cancel', 'retry']) {
      expectProblem(await call(suite, 'POST', `/runs/${runId}/${verb}`, { key }), 404, 'RUN_NOT_FOUND');
      expectProblem(await call(suite, 'POST', `/api/readings/${readingId}/${verb}`, { key }), 404, 'READING_NOT_FOUND');
    }
    expectProblem(await call(suite, 'GET', `/runs/${runId}`, { key }), 404, 'RUN_NOT_FOUND');
    expect((await call(suite, 'GET', `/runs/${runId}`, { key: suite.keys.viewer })).statusCode).toBe(200);
  });

  test('a run shows its steps and what it cost', async () => {
    const { runId, jobId } = await execute(suite);
    const run = (await call(suite, 'GET', `/runs/${jobId}`)).json();
    expect(run).toMatchObject({ runId, jobId, kind: 'reading', status: 'pending', steps: [], maxRetries: 3 });
    expect(run.cost).toEqual({ calls: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, unpricedCalls: 0 });
    expect(run).not.toHaveProperty('owner');
  });
});

describe('around the routes', () => {
  test('the description is valid OpenAPI 3.1 and complete', async () => {
    const response = await call(suite, 'GET', '/openapi.json', { key: null });
    const document = response.json();
    const { valid, errors } = await validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const described = Object.entries<Record<string, { summary?: string; tags?: string[]; responses: object }>>(
      document.paths,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        expect(operation.summary, path).toBeTruthy();
        expect(operation.tags, path).toHaveLength(1);
        expect(
          Object.keys(operation.responses).some((status) => status.startsWith('2')),
          path,
        ).toBe(true);
        return `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      }),
    );
    const hidden = ['GET /openapi.json', 'GET /ws', 'GET /metrics'];
    expect(described.sort()).toEqual(routeNames().filter((name) => !hidden.includes(name)));
    expect(document.paths[EXECUTE].post.responses['4XX'].content['application/problem+json'].schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
  });

  test('the documentation can be browsed and loads nothing from elsewhere', async () => {
    const page = await call(suite, 'GET', '/docs/', { key: null });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toMatch(/html/);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
  });

  test('metrics are for this machine and for operators', async () => {
    const local = await call(suite, 'GET', '/metrics', { key: null });
    expect(local.statusCode).toBe(200);
    for (const name of [
      'taktstock_live_sockets',
      'taktstock_runs{',
      'nodejs_eventloop_lag',
      'taktstock_http_seconds',
    ]) {
      expect(local.body).toContain(name);
    }
    expect(local.body).not.toMatch(/owner-a|01[89a-f][0-9a-f]{5}-/);
    const proxied = { 'x-forwarded-for': '192.0.2.1' };
    expectProblem(await call(suite, 'GET', '/metrics', { key: null, headers: proxied }), 401, 'UNAUTHENTICATED');
    expect((await call(suite, 'GET', '/metrics', { key: suite.keys.operator, headers: proxied })).statusCode).toBe(200);
  });

  test('only listed origins may read answers, and answers are never cached', async () => {
    const from = (origin: string) => call(suite, 'GET', '/health', { headers: { origin } });
    expect((await from('https://dashboard.example')).headers['access-control-allow-origin']).toBe(
      'https://dashboard.example',
    );
    expect((await from('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await suite.app.inject({
      method: 'OPTIONS',
      url: EXECUTE,
      headers: { origin: 'https://dashboard.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.statusCode).toBe(204);
    const answer = await call(suite, 'GET', '/api/orchestrator/agents');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  test('the log knows routes and keys, and nothing about people', async () => {
    suite.log.length = 0;
    const canary = { userId: 'canary-user', question: 'canary-question', context: 'canary-context' };
    await execute(suite, { ...BIRTH_BODY, ...canary });
    await call(suite, 'GET', '/api/orchestrator/status/canary-id?canary=query');
    await call(suite, 'POST', EXECUTE, { body: { ...canary, birthDate: 'canary-date' } });
    await call(suite, 'POST', EXECUTE, { body: { chart: { canary: 1 } } });
    const log = suite.log.join('');
    expect(log).toContain(EXECUTE);
    expect(log).toContain('/api/orchestrator/status/:id');
    expect(log).not.toMatch(/canary|1985|13\.4|tkt_|owner-a|authorization/i);
  });

  test('every agent has its route', () => {
    for (const agent of getSupportedAgents('reading'))
      expect(agent.endpoint).toBe(`/api/coach/agents/reading-${agent.id}`);
  });
});
