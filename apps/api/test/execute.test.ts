import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  apiSuite,
  BIRTH_BODY,
  CONTENT,
  call,
  complete,
  EXECUTE,
  execute,
  expectProblem,
  fail,
  newChart,
  rowCount,
} from './suite.ts';

const suite = apiSuite();

describe('asking for a reading', () => {
  test('answers 202 with the promised document once the run is durable', async () => {
    const body = {
      chartId: suite.chartId,
      question: 'Wie treffe ich berufliche Entscheidungen im Team?',
      style: 'einfühlsam',
    };
    const response = await call(suite, 'POST', EXECUTE, { body });
    expect(response.statusCode, response.body).toBe(202);
    const answer = response.json();
    expect(answer).toEqual({
      status: 'pending',
      readingId: expect.any(String),
      runId: expect.any(String),
      jobId: `${answer.runId}_1`,
      agentId: 'business',
      chartId: suite.chartId,
      chartIds: [suite.chartId],
      pollUrl: `/api/orchestrator/status/${answer.readingId}`,
      selection: expect.objectContaining({
        mode: 'keywords',
        agentId: 'business',
        scores: expect.objectContaining({ business: 3 }),
      }),
    });
    const [reading] = await suite.sql`select * from readings where id = ${answer.readingId}`;
    expect(reading).toMatchObject({
      owner: 'owner-a',
      userId: 'owner-a',
      style: 'empathisch',
      depth: 'advanced',
      locale: 'de',
    });
  });

  test('computes a chart once and recognises it afterwards, whoever asks', async () => {
    const first = await execute(suite, BIRTH_BODY);
    expect(first.chartId).toBe(suite.chartId);
    const later = { ...BIRTH_BODY, birthTime: '10:20' };
    const [a, b] = [await execute(suite, later), await execute(suite, later, { key: suite.keys.stranger })];
    expect(a.chartId).toBe(b.chartId);
    expect(a.chartId).not.toBe(suite.chartId);
  });

  test('reads two persons with the relationship agent', async () => {
    const persons = [
      { chartId: suite.chartId },
      { label: 'B.', ...BIRTH_BODY, birthTime: undefined, birthTimeUnknown: true },
    ];
    const answer = await execute(suite, { persons });
    expect(answer).toMatchObject({
      agentId: 'relationship',
      selection: { mode: 'persons' },
      chartIds: [suite.chartId, expect.any(String)],
    });
    const [reading] = await suite.sql`select labels from readings where id = ${answer.readingId}`;
    expect(reading!['labels']).toEqual(['Person A', 'B.']);
    const refused = await call(suite, 'POST', EXECUTE, { body: { persons, agentId: 'crisis' } });
    expectProblem(refused, 422, 'PERSONS_NOT_SUPPORTED');
  });

  test('two persons are told apart by their labels, which must differ', async () => {
    for (const labels of [
      ['B.', 'B.'],
      ['Person B', undefined],
      ['Zo\u0065\u0301', ' Zoé\n'],
    ]) {
      const persons = labels.map((label) => ({ label, chartId: suite.chartId }));
      const problem = expectProblem(
        await call(suite, 'POST', EXECUTE, { body: { persons } }),
        422,
        'VALIDATION_FAILED',
      );
      expect(problem.errors).toMatchObject([{ pointer: '/persons/1/label' }]);
    }
  });

  test('their labels are names in one line, no facts and nothing of a birth', async () => {
    const asPersons = (...labels: string[]) => ({
      persons: labels.map((label) => ({ label, chartId: suite.chartId })),
    });
    const { readingId } = await execute(suite, asPersons('  Dr. Anna\n Huber ', 'Zo\u0065\u0301'));
    const [reading] = await suite.sql`select labels from readings where id = ${readingId}`;
    expect(reading!['labels']).toEqual(['Dr. Anna Huber', 'Zoé']);
    for (const labels of [
      [' \t', 'Ben 14.05.1985'],
      ['1', 'Manifestierende Generatorin'],
      ['🙂', 'Projector'],
    ]) {
      const refused = await call(suite, 'POST', EXECUTE, { body: asPersons(...labels) });
      const { errors } = expectProblem(refused, 422, 'VALIDATION_FAILED');
      expect(errors).toMatchObject([{ pointer: '/persons/0/label' }, { pointer: '/persons/1/label' }]);
    }
  });

  const TEAM = 'Wie treffe ich berufliche Entscheidungen im Team?';
  const NIGHT = 'I feel overwhelmed and panic at night';
  test.each([
    [{ question: TEAM }, 'business', 'keywords', 'best keyword score', { business: 3 }],
    [{ agentId: 'auto', question: NIGHT }, 'crisis', 'keywords', 'best keyword score', { crisis: 2 }],
    [{ question: 'Beziehung und Beruf' }, 'personality', 'default', 'tie', { business: 1, relationship: 1 }],
    [{ question: 'Hallo' }, 'personality', 'default', 'no keyword', {}],
    [{ context: 'business', question: 'Angst' }, 'business', 'context', /business|context/, { business: 2, crisis: 1 }],
    [{ agentId: 'crisis', question: 'Beruf' }, 'crisis', 'explicit', 'requested', { business: 1 }],
  ])('%j goes to %s by %s: %s', async (fields, agentId, mode, reason, scores) => {
    const response = await call(suite, 'POST', EXECUTE, { body: { chartId: suite.chartId, ...fields } });
    const { selection } = response.json();
    expect(response.json()).toMatchObject({ agentId, selection: { mode, agentId } });
    expect(selection.reason).toMatch(reason);
    const none = { crisis: 0, relationship: 0, business: 0, personality: 0 };
    expect(selection.scores).toEqual({ ...none, ...scores });
  });

  test('takes an inline chart that equals a stored one and no other', async () => {
    const [row] = await suite.sql`select content from charts where id = ${suite.chartId}`;
    const chart = row!['content'] as Record<string, unknown>;
    expect((await execute(suite, { chart })).chartId).toBe(suite.chartId);
    expect((await execute(suite, { chart, chartId: suite.chartId })).chartId).toBe(suite.chartId);
    const other = await newChart(suite.sql, { birthDate: '1990-01-01', birthTime: '12:00', utcOffset: '+00:00' });
    for (const body of [{ chart: { ...chart, channels: [] } }, { chart, chartId: other }]) {
      expectProblem(await call(suite, 'POST', EXECUTE, { body }), 422, 'CHART_NOT_TRUSTED');
    }
  });

  test('the coach routes ask one agent', async () => {
    const url = '/api/coach/agents/reading-crisis';
    const response = await call(suite, 'POST', url, { body: { chartId: suite.chartId } });
    expect(response.json()).toMatchObject({ agentId: 'crisis', selection: { mode: 'explicit' } });
    const conflicting = await call(suite, 'POST', url, { body: { chartId: suite.chartId, agentId: 'business' } });
    expectProblem(conflicting, 422, 'VALIDATION_FAILED');
    for (const agent of ['reading-nobody', 'crisis', 'reading-']) {
      const unknown = await call(suite, 'POST', `/api/coach/agents/${agent}`, { body: { chartId: suite.chartId } });
      expect(expectProblem(unknown, 404, 'UNKNOWN_AGENT')['supportedAgents']).toContain('crisis');
    }
  });

  test('names every fault of a body at once, each with its pointer and code', async () => {
    const body = {
      agentId: 'nobody',
      depth: 'deep',
      surprise: 1,
      ...BIRTH_BODY,
      birthDate: '2023-02-29',
      birthTime: '24:00',
    };
    const problem = expectProblem(await call(suite, 'POST', EXECUTE, { body }), 422, 'VALIDATION_FAILED');
    expect(problem.errors).toHaveLength(5);
    expect(Object.fromEntries(problem.errors!.map(({ pointer, code }) => [pointer, code]))).toEqual({
      '/surprise': 'VALIDATION_FAILED',
      '/depth': 'VALIDATION_FAILED',
      '/agentId': 'UNKNOWN_AGENT',
      '/birthDate': 'INVALID_BIRTH_DATE',
      '/birthTime': 'INVALID_BIRTH_TIME',
    });
    expect(problem['supportedAgents']).toHaveLength(4);
    const placed = await call(suite, 'POST', EXECUTE, { body: { ...BIRTH_BODY, birthPlace: { placeId: 7 } } });
    expect(expectProblem(placed, 422, 'INVALID_BIRTH_PLACE').errors).toMatchObject([
      { message: expect.stringContaining('{latitude, longitude, timezone?}') }, // which forms there are, not that none fits
    ]);
  });
});

describe('an Idempotency-Key', () => {
  const post = (key: string, body: object, as = suite.keys.service) =>
    call(suite, 'POST', EXECUTE, { key: as, body, headers: { 'idempotency-key': key } });

  test('makes 15 equal calls at once one run', async () => {
    const before = await rowCount(suite.sql);
    const body = { chartId: suite.chartId, question: 'Wozu?' };
    const reordered = { question: 'Wozu?', chartId: suite.chartId };
    const key = randomUUIDv7();
    const responses = await Promise.all(Array.from({ length: 15 }, (_, n) => post(key, n % 2 ? body : reordered)));
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([...Array(14).fill(200), 202]);
    expect(new Set(responses.map((response) => response.json().readingId)).size).toBe(1);
    const replayed = responses.filter(({ headers }) => headers['idempotency-replayed'] === 'true');
    expect(replayed).toHaveLength(14);
    expect(await rowCount(suite.sql)).toBe(before + 4); // run, reading, key, first event
    const winner = responses.find(({ statusCode }) => statusCode === 202)!;
    expect(replayed[0]!.json()).toEqual(winner.json());
  });

  test('with a wait brings the result, also of a run that failed before and was reopened', async () => {
    const key = randomUUIDv7();
    const body = { chartId: suite.chartId, agentId: 'relationship' };
    const first = (await post(key, body)).json();
    const { runId } = first;
    await fail(suite, runId, 'TIMEOUT');
    await call(suite, 'POST', `/runs/${runId}/retry`);
    const again = (seconds: number) =>
      call(suite, 'POST', EXECUTE, { body, headers: { 'idempotency-key': key, prefer: `wait=${seconds}` } });
    expect((await again(1)).json()).toEqual(first); // its earlier end is not waited for
    const answer = again(30);
    await complete(suite, runId);
    const response = await answer;
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ 'idempotency-replayed': 'true', 'preference-applied': 'wait=30' });
    expect(response.json()).toMatchObject({ status: 'completed', jobId: `${runId}_2` });
  });

  test('with another body is a conflict, of another owner or route another key', async () => {
    const key = randomUUIDv7();
    const body = { chartId: suite.chartId };
    expect((await post(key, body)).statusCode).toBe(202);
    expectProblem(await post(key, { ...body, depth: 'basic' }), 409, 'IDEMPOTENCY_CONFLICT');
    expect((await post(key, body, suite.keys.stranger)).statusCode).toBe(202);
    const coach = await call(suite, 'POST', '/api/coach/agents/reading-crisis', {
      body,
      headers: { 'idempotency-key': key },
    });
    expect(coach.statusCode).toBe(202);
  });

  test.each(['', ' ', 'a b', 'ü', 'x'.repeat(256)])('%j is refused', async (key) => {
    const problem = expectProblem(await post(key, { chartId: suite.chartId }), 422, 'VALIDATION_FAILED');
    expect(problem.errors).toMatchObject([{ pointer: '/headers/idempotency-key' }]);
  });
});

describe('Prefer: wait', () => {
  const waiting = (seconds: number | string) =>
    call(suite, 'POST', EXECUTE, {
      body: { chartId: suite.chartId, agentId: 'crisis' },
      headers: { prefer: `wait=${seconds}` },
    });
  const newestRun = async () => {
    for (;;) {
      const [row] =
        await suite.sql`select id from agent_runs where status = 'pending' and agent = 'crisis' and created_at > now() - interval '1 s' order by id desc limit 1`;
      if (row) return row['id'] as string;
    }
  };

  test.each([false, true])('gives the result as soon as it is there (bus silent: %s)', async (silent) => {
    await suite.sql`update agent_runs set created_at = now() - interval '1 h'`;
    const answer = waiting(20);
    await complete(suite, await newestRun(), { silent });
    const response = await answer;
    expect(response.statusCode, response.body).toBe(200);
    expect(response.headers['preference-applied']).toBe('wait=20');
    expect(response.json()).toMatchObject({ status: 'completed', version: 1, content: CONTENT });
  });

  test('gives the status of a run that failed', async () => {
    await suite.sql`update agent_runs set created_at = now() - interval '1 h'`;
    const answer = waiting(20);
    await fail(suite, await newestRun(), 'AUTH_FAILED');
    const response = await answer;
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ status: 'failed', errorCode: 'AUTH_FAILED' });
  });

  test('gives the 202 when the time is over', async () => {
    const response = await waiting(1);
    expect(response.statusCode).toBe(202);
    expect(response.json()).toMatchObject({ status: 'pending' });
  });

  test.each([0, 121, 'x', -1, '1.5'])('wait=%s is refused', async (seconds) => {
    const problem = expectProblem(await waiting(seconds), 422, 'VALIDATION_FAILED');
    expect(problem.errors).toMatchObject([{ pointer: '/headers/prefer' }]);
  });
});
