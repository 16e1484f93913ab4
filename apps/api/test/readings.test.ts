import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { apiSuite, CONTENT, call, complete, execute, expectProblem, fail, METADATA } from './suite.ts';

const suite = apiSuite();

describe('what became of a reading', () => {
  test('status, result and reading of a run from pending to completed', async () => {
    const { readingId, runId, jobId } = await execute(suite, { chartId: suite.chartId, agentId: 'crisis' });
    const status = async (id: string) => (await call(suite, 'GET', `/api/orchestrator/status/${id}`)).json();
    const pending = await status(readingId);
    expect(Object.keys(pending).sort()).toEqual(
      'agentId attempt completedAt createdAt error errorCode errorMeta hasResult jobId maxRetries progress readingId retryAvailable retryCount startedAt status updatedAt'.split(
        ' ',
      ),
    );
    expect(pending).toMatchObject({
      status: 'pending',
      progress: 0,
      jobId,
      hasResult: false,
      attempt: 0,
      maxRetries: 3,
      errorCode: null,
    });
    const early = await call(suite, 'GET', `/api/orchestrator/result/${readingId}`);
    expect(early.statusCode).toBe(202);
    expect(early.headers['retry-after']).toBe('3');
    expect(early.json()).toEqual(pending);

    await complete(suite, runId);
    for (const id of [readingId, runId, jobId, readingId.toUpperCase()]) {
      expect(await status(id)).toMatchObject({
        status: 'completed',
        progress: 100,
        hasResult: true,
        attempt: 1,
        jobId,
      });
    }
    const result = (await call(suite, 'GET', `/api/orchestrator/result/${jobId}`)).json();
    expect(result).toEqual({
      readingId,
      jobId,
      agentId: 'crisis',
      chartId: suite.chartId,
      status: 'completed',
      version: 1,
      content: CONTENT,
      missingParts: ['essence', 'reflectionQuestions'],
      metadata: METADATA,
      completedAt: expect.stringMatching(/Z$/),
    });
    for (const path of ['/api/orchestrator/reading/', '/api/reading/']) {
      expect((await call(suite, 'GET', path + readingId)).json()).toMatchObject({
        readingId,
        userId: 'owner-a',
        status: 'completed',
        currentVersion: 1,
        chartIds: [suite.chartId],
        versions: [{ version: 1, status: 'accepted', jobId, attempt: 1, content: CONTENT, violations: [] }],
      });
    }
  });

  test('a failed reading has no result, and says why', async () => {
    const { readingId, runId } = await execute(suite);
    await fail(suite, runId, 'QUOTA_EXCEEDED');
    const problem = expectProblem(
      await call(suite, 'GET', `/api/orchestrator/result/${readingId}`),
      409,
      'RESULT_UNAVAILABLE',
    );
    expect(problem).toMatchObject({ errorCode: 'QUOTA_EXCEEDED' });
    const status = await call(suite, 'GET', `/api/orchestrator/status/${readingId}`);
    expect(status.statusCode).toBe(200);
    expect(status.json()).toMatchObject({
      status: 'failed',
      errorCode: 'QUOTA_EXCEEDED',
      retryAvailable: false,
      completedAt: expect.any(String),
    });
  });

  test('a rejected text is shown to persons who run the system only', async () => {
    const { readingId, runId } = await execute(suite);
    await fail(suite, runId, 'GROUNDING_FAILED');
    await suite.sql`
      insert into reading_versions (reading_id, version, run_id, attempt, status, model, prompt_hash, content, metadata)
      values (${readingId}, 1, ${runId}, 1, 'rejected', 'm', 'p', ${suite.sql.json(CONTENT)}, '{}')`;
    const versionFor = async (key: string) =>
      (await call(suite, 'GET', `/api/orchestrator/reading/${readingId}`, { key })).json().versions[0];
    expect(await versionFor(suite.keys.operator)).toHaveProperty('content');
    expect(await versionFor(suite.keys.service)).not.toHaveProperty('content');
    expect(await versionFor(suite.keys.viewer)).not.toHaveProperty('content');
  });

  test.each(['status', 'result', 'reading'])('%s: unknown, foreign and malformed ids are not there', async (route) => {
    const { readingId, runId } = await execute(suite);
    const get = (id: string, key = suite.keys.service) =>
      call(suite, 'GET', `/api/orchestrator/${route}/${id}`, { key });
    for (const id of [
      randomUUIDv7(),
      'x',
      '%00',
      `${runId}_0`,
      `${runId}_9`,
      `${runId}_1x`,
      "' or 1=1 --",
      `${readingId}x`,
    ]) {
      expectProblem(await get(encodeURI(id)), 404, 'READING_NOT_FOUND');
    }
    expectProblem(await get(readingId, suite.keys.stranger), 404, 'READING_NOT_FOUND');
    for (const key of [suite.keys.viewer, suite.keys.operator, suite.keys.admin]) {
      expect((await get(readingId, key)).statusCode).toBeLessThan(300);
    }
  });
});
