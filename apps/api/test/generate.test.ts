import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { apiSuite, BIRTH_BODY, CONTENT, call, complete, expectProblem, fail, rowCount } from './suite.ts';

const suite = apiSuite();

const GENERATE = '/api/reading/generate';
const BODY = { userId: 'u-7', ...BIRTH_BODY, readingType: 'business' };
const AT_ONCE = { prefer: 'respond-async' };

const generate = (fields: object = {}, headers: Record<string, string> = AT_ONCE, url = GENERATE) =>
  call(suite, 'POST', url, { body: { ...BODY, ...fields }, headers });

/** The run that an unanswered request has made. */
async function runOfUser(userId: string): Promise<string> {
  for (;;) {
    const [row] = await suite.sql`select id from agent_runs where user_id = ${userId}`;
    if (row) return row['id'] as string;
  }
}

describe('asking for a reading by its type', () => {
  test.each([
    ['business', 'business', 'advanced'],
    ['career', 'business', 'advanced'],
    ['relationship', 'relationship', 'advanced'],
    ['crisis', 'crisis', 'advanced'],
    ['personality', 'personality', 'advanced'],
    ['basic', 'personality', 'basic'],
    ['detailed', 'personality', 'professional'],
  ])('%s is for %s, %s', async (readingType, agent, depth) => {
    const response = await generate({ readingType });
    expect(response.statusCode, response.body).toBe(202);
    const { agentId, readingId, chartId, selection } = response.json();
    expect({ agentId, chartId, selection }).toMatchObject({
      agentId: agent,
      chartId: suite.chartId,
      selection: { mode: 'explicit', agentId: agent },
    });
    const reading = (await call(suite, 'GET', `/api/reading/${readingId}`)).json();
    expect(reading).toMatchObject({ userId: 'u-7', agentId: agent, depth, context: null, question: null });
  });

  test.each([
    ['compatibility', 'MISSING_COMPATIBILITY_DATA'],
    ['connection', 'MISSING_COMPATIBILITY_DATA'],
    ['astrology', 'INVALID_READING_TYPE'],
    ['Business', 'INVALID_READING_TYPE'],
    ['toString', 'INVALID_READING_TYPE'],
    ['', 'INVALID_READING_TYPE'],
    [7, 'INVALID_READING_TYPE'],
    [null, 'INVALID_READING_TYPE'],
    [undefined, 'INVALID_READING_TYPE'],
  ] as const)('%j: 422 %s, whatever else is wrong', async (readingType, code) => {
    const before = await rowCount(suite.sql);
    for (const more of [{}, { birthDate: '2023-02-29', surprise: 1 }]) {
      const problem = expectProblem(await generate({ readingType, ...more }), 422, code);
      expect(problem.errors).toMatchObject([{ pointer: '/readingType', code }]);
    }
    expect(await rowCount(suite.sql)).toBe(before);
  });

  test.each([
    ['no birth', { birthDate: undefined, birthTime: undefined, birthPlace: undefined }, 'VALIDATION_FAILED'],
    ['an impossible date', { birthDate: '1900-02-29' }, 'INVALID_BIRTH_DATE'],
    ['no time', { birthTime: undefined }, 'INVALID_BIRTH_TIME'],
    ['a place as a number', { birthPlace: 7 }, 'INVALID_BIRTH_PLACE'],
    ['an unknown field', { gender: 'f' }, 'VALIDATION_FAILED'],
    ['what only the newer route takes', { agentId: 'crisis' }, 'VALIDATION_FAILED'],
    ['a chart instead', { chartId: '01890000-0000-7000-8000-000000000000' }, 'VALIDATION_FAILED'],
    ['an empty user', { userId: '' }, 'VALIDATION_FAILED'],
    ['U+0000', { userId: 'a\u0000' }, 'VALIDATION_FAILED'],
  ] as const)('%s: 422', async (_name, fields, code) => {
    const before = await rowCount(suite.sql);
    expectProblem(await generate(fields), 422, code);
    expect(await rowCount(suite.sql)).toBe(before);
  });

  test.each([undefined, [], 'x', '{', null])('%j as a body is refused', async (payload) => {
    const response = await suite.app.inject({
      method: 'POST',
      url: GENERATE,
      headers: { authorization: `Bearer ${suite.keys.service}`, 'content-type': 'application/json' },
      payload: typeof payload === 'object' ? JSON.stringify(payload) : payload,
    } as never);
    expect([400, 422]).toContain(response.statusCode);
  });

  test.each([GENERATE, '/reading/generate'])(
    '%s answers with the finished reading unless told otherwise',
    async (url) => {
      const userId = randomUUIDv7();
      const answer = generate({ userId }, {}, url);
      await complete(suite, await runOfUser(userId));
      const response = await answer;
      expect(response.statusCode, response.body).toBe(200);
      expect(response.headers['preference-applied']).toBeUndefined();
      expect(response.json()).toMatchObject({ status: 'completed', agentId: 'business', version: 1, content: CONTENT });
    },
  );

  test('answers with the state of a reading that failed', async () => {
    const userId = randomUUIDv7();
    const answer = generate({ userId }, {});
    await fail(suite, await runOfUser(userId), 'AUTH_FAILED');
    const response = await answer;
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ status: 'failed', errorCode: 'AUTH_FAILED' });
  });

  test('an Idempotency-Key counts for both addresses, and a repetition waits for the same reading', async () => {
    const [userId, key] = [randomUUIDv7(), randomUUIDv7()];
    const first = generate({ userId }, { 'idempotency-key': key });
    const runId = await runOfUser(userId);
    const second = generate({ userId }, { 'idempotency-key': key, prefer: 'wait=30' }, '/reading/generate');
    const asked = await generate({ userId }, { 'idempotency-key': key, ...AT_ONCE });
    expect(asked.json()).toMatchObject({ status: 'pending', runId });
    await complete(suite, runId);
    const [one, other] = await Promise.all([first, second]);
    expect(other.headers).toMatchObject({ 'idempotency-replayed': 'true', 'preference-applied': 'wait=30' });
    expect(other.json()).toEqual(one.json());
    expect(one.json()).toMatchObject({ status: 'completed' });
    const conflict = await generate({ userId, readingType: 'crisis' }, { 'idempotency-key': key });
    expectProblem(conflict, 409, 'IDEMPOTENCY_CONFLICT');
  });
});

test('/orchestrate asks as /api/orchestrator/execute does, with the same keys', async () => {
  const headers = { 'idempotency-key': randomUUIDv7() };
  const body = { chartId: suite.chartId, question: 'Angst' };
  const response = await call(suite, 'POST', '/orchestrate', { body, headers });
  expect(response.statusCode).toBe(202);
  expect(response.json()).toMatchObject({ agentId: 'crisis', selection: { mode: 'keywords' } });
  const again = await call(suite, 'POST', '/api/orchestrator/execute', { body, headers });
  expect(again.json()).toEqual(response.json());
  expectProblem(await call(suite, 'POST', '/orchestrate', { body: {} }), 422, 'VALIDATION_FAILED');
});
