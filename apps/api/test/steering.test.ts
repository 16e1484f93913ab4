import { parseApiKey } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { apiSuite, call, claim, complete, execute, expectProblem, fail } from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example' });

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
    const entries = await suite.sql`select actor, role, action, before from audit where subject = ${`run ${runId}`}`;
    const actor = parseApiKey(suite.keys.service)!.id;
    expect(entries).toEqual([{ actor, role: 'service', action: 'run_cancelled', before: { status: 'pending' } }]);
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
      await fail(suite, runId, 'TIMEOUT');
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
    await fail(suite, runId, 'TIMEOUT');
    expectProblem(await call(suite, 'POST', `/runs/${runId}/retry`), 409, 'RETRY_EXHAUSTED');
    const other = await execute(suite);
    await fail(suite, other.runId, 'AUTH_FAILED');
    expectProblem(await call(suite, 'POST', `/runs/${other.runId}/retry`), 409, 'NOT_RETRYABLE');
  });

  test('an attempt may take two minutes, a run a quarter of an hour, and a day may pass before the first', async () => {
    const { runId } = await execute(suite);
    const minutes = async () => {
      const [row] = await suite.sql`
        select round(extract(epoch from deadline_at - coalesce(started_at, created_at)) / 60)::int as run,
               round(extract(epoch from attempt_deadline_at - started_at) / 60)::int               as attempt
        from agent_runs where id = ${runId}`;
      return row;
    };
    expect(await minutes()).toEqual({ run: 24 * 60, attempt: null });
    await fail(suite, runId, 'TIMEOUT');
    expect(await minutes()).toEqual({ run: 15, attempt: null });
    await call(suite, 'POST', `/runs/${runId}/retry`, { body: {} });
    await claim(suite.sql, runId);
    expect(await minutes()).toEqual({ run: 15, attempt: 2 });
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
    expect(run).toMatchObject({
      runId,
      jobId,
      kind: 'reading',
      status: 'pending',
      steps: [],
      calls: [],
      maxRetries: 3,
    });
    expect(run.cost).toEqual({ calls: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, unpricedCalls: 0 });
    expect(run).not.toHaveProperty('owner');
  });
});
