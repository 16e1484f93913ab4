import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { InjectOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { PAGE, routeNames } from './route-table.ts';
import { apiSuite, BIRTH_BODY, call, EXECUTE, execute, expectProblem, rowCount } from './suite.ts';

const suite = apiSuite();

describe('paths and methods', () => {
  test.each([
    ['GET', '/application', 404, 'NOT_FOUND'],
    ['GET', '/nowhere', 404, 'NOT_FOUND'],
    ['POST', '/wp-login.php', 404, 'NOT_FOUND'],
    ['GET', '/api/orchestrator/status/', 404, 'READING_NOT_FOUND'],
    ['GET', '/api/orchestrator/status/a/b', 404, 'NOT_FOUND'],
    ['GET', '/api/orchestrator/status/%zz', 400, 'MALFORMED_REQUEST'],
    ['GET', '/api/orchestrator/status/%c0%ae', 400, 'MALFORMED_REQUEST'],
    ['GET', '/api/orchestrator/status/..%2f..%2fetc%2fpasswd', 404, 'READING_NOT_FOUND'],
    ['GET', `/api/orchestrator/status/${'x'.repeat(5_000)}`, 404, 'NOT_FOUND'],
    ['GET', '/runs/x', 404, 'RUN_NOT_FOUND'],
    ['GET', '/runs/%00', 404, 'RUN_NOT_FOUND'],
    ['GET', "/runs/' or 1=1 --", 404, 'RUN_NOT_FOUND'],
    ['POST', '/runs/x/cancel', 404, 'RUN_NOT_FOUND'],
    ['POST', '/runs/x/retry', 404, 'RUN_NOT_FOUND'],
    ['POST', '/api/readings/x/cancel', 404, 'READING_NOT_FOUND'],
  ] as const)('%s %s: %s', async (method, url, status, code) => {
    const path = url.includes(' ') ? encodeURI(url) : url;
    expectProblem(await call(suite, method, path), status, code);
    await execute(suite);
  });

  test.each([
    ['GET', EXECUTE, 'POST'],
    ['DELETE', EXECUTE, 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['PUT', '/runs/x', 'GET, HEAD'],
    ['PATCH', '/api/orchestrator/status/x', 'GET, HEAD'],
    ['POST', '/ws', 'GET'],
  ] as const)('%s %s: 405 with the methods that work', async (method, url, allow) => {
    const response = await suite.app.inject({ method, url, headers: { 'content-type': 'text/html' } });
    expectProblem(response, 405, 'METHOD_NOT_ALLOWED');
    expect(String(response.headers['allow']).split(', ').sort()).toEqual(allow.split(', ').sort());
  });

  test.each([
    ['an unknown field', { reason: 'x', force: true }],
    ['a wrong type', { reason: 7 }],
    ['too long', { reason: 'x'.repeat(501) }],
    ['a list', []],
  ])('retry with %s: 422', async (_name, body) => {
    const { runId } = await execute(suite);
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`, { body }), 422, 'VALIDATION_FAILED');
    expectProblem(await call(suite, 'POST', `/runs/${runId}/cancel`, { body: { x: 1 } }), 422, 'VALIDATION_FAILED');
  });
});

/** Sends bytes as they are and reads until the server closes. */
async function bytes(...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(suite.address);
  const socket = connectTcp(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return answer;
}

describe('a parameter that the route does not know', () => {
  const person = { ...BIRTH_BODY };
  const bodies: Record<string, () => object> = {
    [EXECUTE]: () => ({ chartId: suite.chartId }),
    '/orchestrate': () => ({ chartId: suite.chartId }),
    '/api/coach/agents/:agent': () => ({ chartId: suite.chartId }),
    '/api/reading/generate': () => ({ ...person, readingType: 'basic' }),
    '/reading/generate': () => ({ ...person, readingType: 'basic' }),
    '/api/chart/calculate': () => person,
    '/api/chart/composite': () => ({ persons: [{ chartId: suite.chartId }, { chartId: suite.chartId }] }),
    '/api/budgets/:scope/:subject': () => ({ usdPerDay: 1 }),
    '/sessions': () => ({ link: 'x' }),
    '/api/keys': () => ({ owner: 'owner-q', role: 'service', name: 'q' }),
  };
  const inPath: Record<string, string> = { agent: 'reading-crisis', scope: 'owner', userId: 'nobody' };

  const others = ['GET /ws', ...PAGE];
  test.each(routeNames().filter((route) => !others.includes(route)))('%s', async (route) => {
    const [method, path] = route.split(' ') as [NonNullable<InjectOptions['method']>, string];
    const url = path.replaceAll(/:(\w+)/g, (_, name) => inPath[name] ?? '0190c8e0-0000-7000-8000-000000000000');
    const body = method === 'GET' ? {} : { body: bodies[path]?.() ?? {} };
    const before = await rowCount(suite.sql);
    const response = await call(suite, method, `${url}?unheard-of=1`, { key: suite.keys.admin, ...body });
    const fault = { pointer: '/query/unheard-of', code: 'VALIDATION_FAILED', message: 'is not a known field' };
    expect(expectProblem(response, 422, 'VALIDATION_FAILED').errors).toContainEqual(fault);
    expect(await rowCount(suite.sql)).toBe(before);
  });
});

describe('broken HTTP', () => {
  const head = (rest: string) =>
    `POST ${EXECUTE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${suite.keys.service}\r\n${rest}`;

  test.each([
    ['no HTTP at all', () => ['garbage\r\n\r\n'], 400],
    ['20 KB of headers', () => [head(`X: ${'x'.repeat(20_000)}\r\n\r\n`)], 431],
    ['two lengths', () => [head('Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}')], 400],
    ['length and chunks', () => [head('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')], 400],
    ['a broken chunk', () => [head('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')], 400],
    ['no Host', () => [`GET /health HTTP/1.1\r\nConnection: close\r\n\r\n`], 400],
    ['an expectation that nobody knows', () => [head('Expect: miracles\r\nContent-Length: 0\r\n\r\n')], 417],
    ['a header with U+0000', () => [head('X: a\0b\r\n\r\n')], 400],
    [
      'chunks over the limit',
      () => [
        head('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'),
        ...Array.from({ length: 5 }, () => `10000\r\n${'x'.repeat(0x10000)}\r\n`),
      ],
      413,
    ],
  ] as const)('%s: %s', async (_name, send, status) => {
    const answer = await bytes(...send());
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    await execute(suite);
  });

  test('a body that never comes is not waited for', { timeout: 30_000 }, async () => {
    const before = await rowCount(suite.sql);
    const answer = await bytes(head('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"chartId"'));
    expect(answer).toMatch(/^HTTP\/1.1 (408|400) /);
    expect(await rowCount(suite.sql)).toBe(before);
  });
});
