import { removeBudget, setBudget } from '@taktstock/db';
import type { Principal } from '@taktstock/registry';
import { afterEach, describe, expect, test } from 'vitest';
import { OWNER } from '../src/clients/direct.ts';
import { clearModelFaults, modelFault } from '../src/clients/sandbox.ts';
import type { Child } from '../src/processes/child.ts';
import type { Round } from '../src/round.ts';
import { until } from '../src/until.ts';
import { BACKENDS, useStage } from './stages.ts';

const admin: Principal = { keyId: 'chaos', owner: OWNER, role: 'admin' };
const budget = { scope: 'owner', subject: OWNER } as const;
const agent = 'crisis';

/** Long leases: who is dead must be known before anybody misses a heartbeat. */
const WORKER = { AGENTS: agent, CONCURRENCY: '1', LEASE_MS: '30000', HEARTBEAT_MS: '10000' };

describe.each(BACKENDS)('why a run does not run, on %s', (backend) => {
  const s = useStage({ backend, apis: 1, workers: 0 });
  afterEach(async () => {
    await Promise.all(s.stage.workers.map((worker) => worker.kill()));
    await s.stage.sql`
      update agent_runs set status = 'cancelled', finished_at = now(), lease_until = null where status in ('pending', 'processing')`;
    await s.stage.sql`truncate model_breakers, model_providers, llm_calls`;
    await removeBudget(s.stage.sql, budget, admin);
  });

  /** The queue has no part in these. */
  const once = test.runIf(backend === 'postgres');

  const worker = (env: Record<string, string> = {}): Promise<Child> =>
    s.stage.startWorker({ env: { ...WORKER, ...env } });
  const order = async (round: Round): Promise<string> => (await round.order({ agent })).runId;

  type Said = { code: string; sentence: string; until: string | null };
  async function said(round: Round, runId: string): Promise<Said> {
    const response = await round.http.ask(s.stage.apiUrls()[0]!, `/runs/${runId}/explain`);
    return (await response!.json()) as Said;
  }

  /** Waits for what is said to become this: two seconds after the cause at most, printed because this machine is shared. */
  async function becomes(round: Round, runId: string, code: string): Promise<Said> {
    const began = performance.now();
    const answer = await until(`${code} to be said`, async () => {
      const answer = await said(round, runId);
      return answer.code === code && answer;
    });
    console.log(`${code} was said after ${Math.round(performance.now() - began)} ms`);
    return answer;
  }

  test('nobody serves its agent, somebody does, others are first, and all are killed', async () => {
    const round = s.round(71);
    const first = await order(round);
    await becomes(round, first, 'NO_WORKER');
    await modelFault(s.stage.sandboxUrl, { fault: 'stall', times: null });
    const holder = await worker();
    await round.streaming(first);
    expect((await becomes(round, first, 'RUNNING')).sentence).toMatch(/step text, asking sandbox\//);
    const second = await order(round);
    expect((await becomes(round, second, 'QUEUED')).sentence).toContain('1 of 1 places for crisis are taken');
    await holder.kill();
    const { until } = await becomes(round, first, 'WORKER_LOST');
    expect(Date.parse(until!)).toBeGreaterThan(Date.now());
    await becomes(round, second, 'NO_WORKER');
  });

  once('the provider asks us to slow down', async () => {
    const round = s.round(72);
    await modelFault(s.stage.sandboxUrl, { fault: '429:30', times: null });
    await worker();
    const told = await order(round);
    await waiting(round, told);
    await becomes(round, told, 'PROVIDER_COOLING');
    const next = await order(round);
    await waiting(round, next);
    expect((await becomes(round, next, 'PROVIDER_COOLING')).sentence).toContain('cooling: sandbox');
  });

  once('our own limit of requests is reached', async () => {
    const round = s.round(73);
    await worker({ REQUESTS_PER_MINUTE: '1' });
    const runId = await order(round);
    await waiting(round, runId);
    const { until } = await becomes(round, runId, 'RATE_LIMIT');
    expect(Date.parse(until!)).toBeGreaterThan(Date.now());
  });

  once('all models fail: first it tries again, then their breakers are open', async () => {
    const round = s.round(74);
    await modelFault(s.stage.sandboxUrl, { fault: '500', times: null });
    await worker({ RETRY_DELAY_MS: '20000' });
    const first = await order(round);
    await waiting(round, first);
    expect((await becomes(round, first, 'RETRY')).sentence).toMatch(/^Attempt 1 ended with UPSTREAM_UNAVAILABLE/);
    for (let n = 0; n < 4; n += 1) await waiting(round, await order(round));
    const refused = await order(round);
    await waiting(round, refused);
    expect((await becomes(round, refused, 'BREAKER_OPEN')).sentence).toMatch(
      /breaker open: sandbox.*, sandbox.*; it goes on/,
    );
    await clearModelFaults(s.stage.sandboxUrl);
  });

  once('its budget is reserved by others, or spent', async () => {
    const round = s.round(75);
    await setBudget(s.stage.sql, { ...budget, microsPerDay: 60_000 }, admin);
    await modelFault(s.stage.sandboxUrl, { fault: 'stall', times: null });
    await worker({ CONCURRENCY: '2' });
    await round.streaming(await order(round));
    const second = await order(round);
    await waiting(round, second);
    await becomes(round, second, 'BUDGET');
    await setBudget(s.stage.sql, { ...budget, microsPerDay: 10 }, admin);
    const third = await order(round);
    await until('it to fail', async () => (await round.run(third)).status === 'failed');
    const { sentence, until: midnight } = await becomes(round, third, 'BUDGET');
    expect(sentence).toMatch(/with BUDGET_EXCEEDED: The daily budget of chaos is 0\.00001 USD/);
    expect(midnight).toMatch(/T00:00:00\.000Z$/);
  });

  test.runIf(backend === 'redis')('the queue is away', async () => {
    const round = s.round(76);
    await worker();
    const redis = s.stage.redis!;
    await redis.crash();
    const runId = await order(round);
    await becomes(round, runId, 'QUEUE_AWAY').finally(() => redis.reviveEmpty());
    await until('it to be done', async () => (await round.run(runId)).status === 'completed');
    await becomes(round, runId, 'COMPLETED');
  });

  /** Resolves when a run has been handed back to wait. */
  const waiting = (round: Round, runId: string) =>
    until('the run to wait', async () => {
      const { status, attempt } = await round.run(runId);
      return status === 'pending' && attempt > 0;
    });
});
