import { randomUUIDv7 } from 'node:crypto';
import { connect, heartbeat, type Outcome, openCall, removeWorker, type Sql, settleRuns } from '@taktstock/db';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anotherApp, apiSuite, call, claim, complete, execute, expectProblem, fail } from './suite.ts';

const suite = apiSuite();
const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

const crisis = async (): Promise<string> => (await execute(suite, { chartId: suite.chartId, agentId: 'crisis' })).runId;

/** What is said about a run, with T for every time. */
async function said(runId: string, app = suite.app): Promise<{ code: string; sentence: string; until: string | null }> {
  const response = await call({ ...suite, app }, 'GET', `/runs/${runId}/explain`);
  expect(response.statusCode, response.body).toBe(200);
  const { code, sentence, until } = response.json();
  return { code, sentence: sentence.replaceAll(ISO, 'T'), until };
}

/** A worker process, as far as anybody can tell: a connection of its own that lives as long as it does. */
async function worker(
  instance: string,
  slots = 10,
): Promise<{ beat: () => Promise<unknown>; die: () => Promise<void> }> {
  const pulse: Sql = connect(suite.url, { max: 1, name: `pulse of ${instance}`, lasting: true });
  pulses.push(pulse);
  const beat = () => heartbeat(pulse, { instance, agents: ['crisis'], slots }, 60_000, []);
  await beat();
  return { beat, die: () => pulse.end({ timeout: 0 }) };
}

const pulses: Sql[] = [];
beforeEach(async () => {
  await suite.sql`truncate workers, llm_calls, model_breakers, model_providers`;
  await suite.sql`update agent_runs set status = 'cancelled', finished_at = now() where status in ('pending', 'processing')`;
});
afterEach(async () => {
  await Promise.all(pulses.splice(0).map((pulse) => pulse.end({ timeout: 0 })));
});

/** Lets the worker `test` end its attempt. */
async function ended(runId: string, outcome: Outcome): Promise<void> {
  const { attempt } = await claim(suite.sql, runId);
  await settleRuns(suite.sql, [{ runId, attempt, outcome }]);
}
const handedBack = (runId: string, code: string, waitMs: number) => ended(runId, { verb: 'handback', code, waitMs });
const retried = (runId: string, code: 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_RATE_LIMITED') =>
  ended(runId, { verb: 'retry', code, message: 'No.', waitMs: 60_000 });

/** A call of the run's current attempt that failed. */
async function failedCall(runId: string): Promise<void> {
  await suite.sql`
    insert into llm_calls (id, run_id, attempt, step, agent, owner, provider, model, prompt_hash, reserved_tokens, error_code, closed_at)
    values (${randomUUIDv7()}, ${runId}, 1, 'text', 'crisis', 'owner-a', 'p', 'p/m', 'h', 1, 'UPSTREAM_UNAVAILABLE', now())`;
}

describe('a run that waits for its turn', () => {
  test('nobody serves its agent: none ever did, the last one said goodbye, was killed, or fell silent', async () => {
    const runId = await crisis();
    const nobody = { code: 'NO_WORKER', sentence: 'No living worker serves crisis.', until: null };
    expect(await said(runId)).toEqual(nobody);
    await heartbeat(suite.sql, { instance: 'elsewhere', agents: ['business'], slots: 10 }, 60_000, []);
    expect(await said(runId)).toEqual(nobody);
    const polite = await worker('polite');
    expect(await said(runId)).toMatchObject({ code: 'STARTING' });
    await removeWorker(suite.sql, 'polite');
    expect(await said(runId)).toEqual(nobody);
    await polite.beat();
    await polite.die();
    await until(async () => (await said(runId)).code === 'NO_WORKER');
    await worker('silent');
    await suite.sql`update workers set heartbeat_at = now() - interval '61 s'`;
    expect(await said(runId)).toEqual(nobody);
  });

  test('others are first, or its bell is about to be heard', async () => {
    await worker('w', 2);
    const first = await crisis();
    const second = await crisis();
    expect(await said(first)).toMatchObject({
      code: 'STARTING',
      sentence: 'A worker has room for it; its bell rang at T and will again by T.',
      until: expect.any(String),
    });
    expect(await said(second)).toEqual({
      code: 'QUEUED',
      sentence: '0 of 2 places for crisis are taken, and 1 run is ahead of it.',
      until: null,
    });
    for (const runId of [first, second]) await heldBy(runId, 'w');
    const third = await crisis();
    expect(await said(third)).toMatchObject({
      code: 'QUEUED',
      sentence: '2 of 2 places for crisis are taken, and 0 runs are ahead of it.',
    });
  });

  test('the queue does not answer', async () => {
    await worker('w');
    const ping = () => Promise.reject(new Error('away'));
    const app = await anotherApp(suite, {}, { bus: { ...suite.bus, ping } });
    expect(await said(await crisis(), app)).toMatchObject({ code: 'QUEUE_AWAY', until: null });
    await app.close();
  });
});

describe('a run that waits for a time', () => {
  test.each([
    ['rate limit', 'RATE_LIMIT', /^The limit per minute of a provider's key is reached; it goes on at T\./],
    ['budget', 'BUDGET', /^Calls under way have reserved what is left of its budget; it goes on at T\./],
    ['database away', 'RETRY', /^Attempt 1 ended with database away; it goes on at T\./],
  ])('%s', async (reason, code, sentence) => {
    const runId = await crisis();
    await handedBack(runId, reason, 60_000);
    const explanation = await said(runId);
    expect(explanation).toMatchObject({ code, sentence: expect.stringMatching(sentence) });
    expect(explanation.sentence).toMatch(/Then it will need a worker: none serves crisis\.$/);
    expect(Date.parse(explanation.until!) - Date.now()).toBeGreaterThan(50_000);
    await worker('w');
    expect((await said(runId)).sentence).not.toContain('Then');
  });

  test.each([
    ['for others', (runId: string) => handedBack(runId, 'provider cooling', 60_000)],
    ['for the one that heard it', (runId: string) => retried(runId, 'UPSTREAM_RATE_LIMITED')],
  ])('the key of a provider cools %s', async (_whom, end) => {
    const runId = await crisis();
    await suite.sql`insert into model_providers (provider, cool_until) values ('anthropic', now() + interval '1 min')`;
    await end(runId);
    expect(await said(runId)).toMatchObject({
      code: 'PROVIDER_COOLING',
      sentence: expect.stringContaining(
        'asked us to slow down (429), and its key is cooling: anthropic; it goes on at T.',
      ),
    });
  });

  test('all breakers are open, or a call is trying whether one may close; a call that failed is another reason', async () => {
    await worker('w');
    await suite.sql`insert into model_breakers (model, failures, open_until) values ('p/m', 5, now() + interval '30 s')`;
    const [refused, called] = [await crisis(), await crisis()];
    await retried(refused, 'UPSTREAM_UNAVAILABLE');
    await retried(called, 'UPSTREAM_UNAVAILABLE');
    await failedCall(called);
    const waiting = await crisis();
    await handedBack(waiting, 'breaker half open', 60_000);
    await suite.sql`
      insert into model_breakers (model, failures, open_until, probe_call)
      values ('p/n', 5, now() + interval '30 s', ${randomUUIDv7()})`;
    expect(await said(waiting)).toMatchObject({
      code: 'BREAKER_HALF_OPEN',
      sentence: 'One call is trying whether a model that failed answers again: p/n; it goes on at T.',
    });
    expect(await said(refused)).toMatchObject({
      code: 'BREAKER_OPEN',
      sentence: 'Every model that it may ask has failed too often, breaker open: p/m; it goes on at T.',
    });
    expect(await said(called)).toMatchObject({
      code: 'RETRY',
      sentence:
        'Attempt 1 ended with UPSTREAM_UNAVAILABLE (the last call, of p/m, with UPSTREAM_UNAVAILABLE); it goes on at T.',
    });
  });
});

describe('a run that somebody holds', () => {
  test('is being worked on, is being stopped, or has lost its worker', async () => {
    const w = await worker('w');
    const runId = await crisis();
    await heldBy(runId, 'w');
    await suite.sql`insert into run_steps (run_id, name, position, status) values (${runId}, 'text', 2, 'active')`;
    await openCall(suite.sql, {
      ...{ id: randomUUIDv7(), runId, attempt: 1, step: 'text', agent: 'crisis', owner: 'owner-a', provider: 'p' },
      ...{ model: 'p/m', promptHash: 'h', reservedTokens: 1, reservedMicros: 1 },
      ...{ requestsPerMinute: null, tokensPerMinute: null },
    });
    expect(await said(runId)).toEqual({
      code: 'RUNNING',
      sentence: 'Attempt 1 is running on worker w, step text, asking p/m; the run began at T.',
      until: null,
    });
    await call(suite, 'POST', `/runs/${runId}/cancel`);
    expect(await said(runId)).toMatchObject({ code: 'CANCELLING' });
    await suite.sql`update agent_runs set cancel_requested_at = null where id = ${runId}`;
    await w.die();
    await until(async () => (await said(runId)).code === 'WORKER_LOST');
    expect(await said(runId)).toEqual({
      code: 'WORKER_LOST',
      sentence: 'Its worker w is gone; when its lease ends at T, the next attempt begins.',
      until: expect.any(String),
    });
  });

  test('has lost it also when its lease is over, however alive the worker is', async () => {
    await worker('w');
    const runId = await crisis();
    await heldBy(runId, 'w');
    await suite.sql`update agent_runs set lease_until = now() where id = ${runId}`;
    expect(await said(runId)).toMatchObject({ code: 'WORKER_LOST' });
  });
});

describe('a run that is over', () => {
  test('says how it ended', async () => {
    const [done, failed, cancelled] = [await crisis(), await crisis(), await crisis()];
    await complete(suite, done);
    await fail(suite, failed, 'AUTH_FAILED');
    await call(suite, 'POST', `/runs/${cancelled}/cancel`);
    expect(await said(done)).toEqual({ code: 'COMPLETED', sentence: 'It completed at T.', until: null });
    expect(await said(failed)).toMatchObject({
      code: 'FAILED',
      sentence: 'It failed at T with AUTH_FAILED: It did not work.',
    });
    expect(await said(cancelled)).toMatchObject({ code: 'CANCELLED', sentence: 'It was cancelled at T.' });
  });

  test('its budget stopped it: until when', async () => {
    const runId = await crisis();
    const meta = { freesAt: '2026-01-16T00:00:00.000Z' };
    await ended(runId, { verb: 'fail', code: 'BUDGET_EXCEEDED', message: 'Too little.', meta });
    expect(await said(runId)).toEqual({
      code: 'BUDGET',
      sentence: 'It failed at T with BUDGET_EXCEEDED: Too little.',
      until: meta.freesAt,
    });
  });

  test('its user was erased', async () => {
    const { runId } = await execute(suite, { chartId: suite.chartId, userId: 'anna' });
    const key = suite.keys.admin;
    await call(suite, 'DELETE', '/api/users/anna/data', { key });
    const sentence = 'It was cancelled at T, and the data of its user was erased.';
    expect(await said(runId)).toMatchObject({ code: 'CANCELLED', sentence });
  });
});

test('of others nothing is said', async () => {
  const runId = await crisis();
  for (const id of [runId, `${runId}_1`]) {
    expectProblem(await call(suite, 'GET', `/runs/${id}/explain`, { key: suite.keys.stranger }), 404, 'RUN_NOT_FOUND');
    expect((await call(suite, 'GET', `/runs/${id}/explain`)).json()).toMatchObject({ runId });
  }
  expectProblem(await call(suite, 'GET', '/runs/x/explain'), 404, 'RUN_NOT_FOUND');
});

/** Has a run claimed by a worker. */
async function heldBy(runId: string, instance: string): Promise<void> {
  await claim(suite.sql, runId);
  await suite.sql`update agent_runs set lease_owner = ${instance} where id = ${runId}`;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(setImmediate);
}
