import { validate } from '@scalar/openapi-parser';
import { getSupportedAgents } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { PAGE, routeNames } from './route-table.ts';
import { apiSuite, BIRTH_BODY, call, EXECUTE, execute, expectProblem } from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example' });

type Operation = { summary?: string; operationId?: string; tags?: string[]; responses: object };

/** Where a description says "some object": a client made from it would know nothing. */
function untyped(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, additionalProperties, patternProperties } = schema as Record<string, unknown>;
  const isBlob = type === 'object' && !properties && !patternProperties && typeof additionalProperties !== 'object';
  const below = Object.entries(schema).flatMap(([name, value]) => untyped(value, `${at}/${name}`));
  return isBlob ? [at, ...below] : below;
}

describe('around the routes', () => {
  test('the description is valid OpenAPI 3.1 and complete', async () => {
    const response = await call(suite, 'GET', '/openapi.json', { key: null });
    const document = response.json();
    const { valid, errors } = await validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const names: unknown[] = [];
    const described = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        expect(operation.summary, path).toBeTruthy();
        names.push(operation.operationId);
        expect(untyped(operation.responses), path).toEqual([]);
        expect(operation.tags, path).toHaveLength(1);
        expect(
          Object.keys(operation.responses).some((status) => status.startsWith('2')),
          path,
        ).toBe(true);
        return `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      }),
    );
    expect(names.filter((name, at) => typeof name !== 'string' || names.indexOf(name) !== at)).toEqual([]);
    const hidden = ['GET /openapi.json', 'GET /ws', 'GET /metrics', ...PAGE];
    expect(described.sort()).toEqual(routeNames().filter((name) => !hidden.includes(name)));
    expect(document.paths[EXECUTE].post.responses['4XX'].content['application/problem+json'].schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
  });

  test('the documentation can be browsed and loads nothing from elsewhere', async () => {
    const page = await call(suite, 'GET', '/docs/', { key: null });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toMatch(/html/);
    // The one script in the page, by its hash: no other could run.
    expect(page.headers['content-security-policy']).toMatch(/script-src 'sha256-[\w+/]{43}=' 'self';/);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
  });

  test('metrics are for this machine and for operators', async () => {
    await execute(suite);
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
    await call(suite, 'GET', '/api/orchestrator/status/canary-id');
    await call(suite, 'GET', '/api/orchestrator/status/canary-id?canary=query');
    await call(suite, 'POST', EXECUTE, { body: { ...canary, birthDate: 'canary-date' } });
    await call(suite, 'POST', EXECUTE, { body: { chart: { canary: 1 } } });
    const log = suite.log.join('').replaceAll(/"(time|ms|reqId|keyId)":[^,}]+/g, ''); // 13.4 ms are no latitude
    expect(log).toContain(EXECUTE);
    expect(log).toContain('/api/orchestrator/status/:id');
    expect(log).not.toMatch(/canary|1985|13\.4|tkt_|owner-a|authorization/i);
  });

  test('every agent has its route', () => {
    for (const agent of getSupportedAgents('reading'))
      expect(agent.endpoint).toBe(`/api/coach/agents/reading-${agent.id}`);
  });
});
