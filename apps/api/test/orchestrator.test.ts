import { connect } from '@taktstock/db';
import { describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { createLog } from '../src/logging.ts';
import {
  anotherApp,
  apiSuite,
  call,
  claim,
  complete,
  EXECUTE,
  execute,
  expectProblem,
  fail,
  testConfig,
} from './suite.ts';

const suite = apiSuite({ CORS_ORIGINS: 'https://dashboard.example' });

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

describe('a database that hangs', () => {
  test('is not waited for longer than ten seconds, and what it does later harms nobody', {
    timeout: 30_000,
  }, async () => {
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
    const holding = suite.sql.begin(async (tx) => {
      await tx`set local idle_in_transaction_session_timeout = 0`;
      await tx`lock table agent_runs`;
      isLocked();
      await release;
    });
    await locked;
    suite.log.length = 0;
    const body = { chartId: suite.chartId };
    const refused = await Promise.all([
      call(suite, 'POST', EXECUTE, { body }),
      call(suite, 'GET', `/runs/${suite.chartId}`),
    ]);
    for (const response of refused) expectProblem(response, 503, 'DATABASE_UNAVAILABLE');
    resolve();
    await holding;
    await execute(suite);
    expect(suite.log.join('')).not.toContain('unexpected error');
  });
});

describe('orchestrator', () => {
  test('lists the agents without their prompts', async () => {
    const { agents } = (await call(suite, 'GET', '/api/orchestrator/agents')).json();
    const rows = [
      ['crisis', 'Crisis Reading Agent', 'ruhig'],
      ['relationship', 'Relationship Reading Agent', 'empathisch'],
      ['business', 'Business Reading Agent', 'klar'],
      ['personality', 'Personality Reading Agent', 'ruhig'],
    ];
    expect(agents).toMatchObject(
      rows.map(([id, name, defaultStyle], at) => ({
        ...{ id, name, defaultStyle, priority: at + 1, endpoint: `/api/coach/agents/reading-${id}` },
        ...{
          supportedDepth: ['basic', 'advanced', 'professional'],
          promptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      })),
    );
    expect(Object.keys(agents[0])).toEqual([
      'id',
      'name',
      'endpoint',
      'supportedDepth',
      'defaultStyle',
      'description',
      'priority',
      'health',
      'models',
      'promptHash',
    ]);
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
