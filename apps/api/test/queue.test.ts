import { settleRuns } from '@taktstock/db';
import { getSupportedAgents } from '@taktstock/registry';
import { beforeEach, describe, expect, test } from 'vitest';
import { anotherApp, apiSuite, call, claim, complete, execute, expectProblem, fail } from './suite.ts';

const suite = apiSuite();
beforeEach(() => suite.sql`truncate agent_runs, events cascade`);

const agents = getSupportedAgents('reading').map(({ id }) => id);
const ask = async (agentId = 'crisis') => (await execute(suite, { chartId: suite.chartId, agentId })).runId;
const stats = async () => (await call(suite, 'GET', '/api/orchestrator/queue-stats')).json();

/** Ends a run of an agent well or badly, as a worker would. */
async function finish(agentId: string, isGood: boolean): Promise<string> {
  const runId = await ask(agentId);
  await (isGood ? complete(suite, runId) : fail(suite, runId, 'AUTH_FAILED'));
  return runId;
}

const age = (runId: string, interval: string) =>
  suite.sql`update agent_runs set finished_at = now() - ${interval}::interval where id = ${runId}`;

/** Makes a run wait until later, as after an error that may pass. */
async function delay(runId: string): Promise<void> {
  const { attempt } = await claim(suite.sql, runId);
  const outcome = { verb: 'retry', code: 'NETWORK_ERROR', message: 'x', waitMs: 60_000 } as const;
  await settleRuns(suite.sql, [{ runId, attempt, outcome }]);
}

describe('queue statistics', () => {
  test('count completed runs of a day and failed runs of a week', async () => {
    for (const interval of ['23 h 59 min', '24 h 1 min']) await age(await finish('crisis', true), interval);
    for (const interval of ['6 d 23 h', '7 d 1 min']) await age(await finish('business', false), interval);
    const { completed, failed, total, agents } = await stats();
    expect({ completed, failed, total }).toEqual({ completed: 1, failed: 1, total: 2 });
    expect(agents.crisis).toMatchObject({ completed: 1, failed: 0 });
    expect(agents.business).toMatchObject({ completed: 0, failed: 1 });
  });

  test('tell what is due from what waits until later, and how long the oldest has been due', async () => {
    await delay(await ask('business'));
    const [oldest] = [await ask('crisis'), await ask('crisis')];
    await suite.sql`update agent_runs set not_before = now() - interval '90 s' where id = ${oldest}`;
    const { agents, ...whole } = await stats();
    expect(whole).toMatchObject({ waiting: 2, delayed: 1, active: 0, total: 3 });
    expect(whole.oldestWaitingAgeMs).toBe(agents.crisis.oldestWaitingAgeMs);
    expect(Math.floor(whole.oldestWaitingAgeMs / 1_000)).toBeGreaterThanOrEqual(90);
    expect(agents.business).toMatchObject({ waiting: 0, delayed: 1, oldestWaitingAgeMs: 0 });
  });
});

test('metrics tell how long runs waited and worked, each run once', async () => {
  const ask = async () => {
    const { body } = await call(suite, 'GET', '/metrics', { key: null });
    return body.split('\n').filter((line) => /^taktstock_(queue_wait|run)_seconds_(sum|count)/.test(line));
  };
  await age(await finish('crisis', true), '1 h');
  await ask(); // counts begin here
  const [good, bad, later] = [
    await finish('crisis', true),
    await finish('crisis', false),
    await finish('crisis', true),
  ];
  await suite.sql`update agent_runs set retry_count = 1 where id = ${bad}`;
  await suite.sql`update agent_runs set finished_at = now() + interval '1 min' where id = ${later}`;
  // Ends are counted once nothing earlier can still be committed.
  await suite.sql`
    with moved as (select clock_timestamp() - interval '5 s' as at)
    update agent_runs set finished_at = at, started_at = at - interval '2 s', created_at = at - interval '3 s' from moved
    where id in (${good}, ${bad})`;
  let lines = await ask();
  while (lines.length < 6) lines = await ask();
  expect(lines).toEqual([
    'taktstock_queue_wait_seconds_sum{kind="reading",agent="crisis"} 1',
    'taktstock_queue_wait_seconds_count{kind="reading",agent="crisis"} 1',
    'taktstock_run_seconds_sum{kind="reading",agent="crisis",status="completed"} 2',
    'taktstock_run_seconds_count{kind="reading",agent="crisis",status="completed"} 1',
    'taktstock_run_seconds_sum{kind="reading",agent="crisis",status="failed"} 2',
    'taktstock_run_seconds_count{kind="reading",agent="crisis",status="failed"} 1',
  ]);
  expect(await ask()).toEqual(lines);
});

test('metrics tell how long a run that is lost or late has waited for a sweep', async () => {
  const lag = async () => {
    const { body } = await call(suite, 'GET', '/metrics', { key: null });
    return Number(/^taktstock_sweep_lag_seconds (\S+)$/m.exec(body)?.[1]);
  };
  await claim(suite.sql, await ask());
  expect(await lag()).toBe(0);
  await suite.sql`update agent_runs set lease_until = now() - interval '70 s'`;
  expect(await lag()).toBeGreaterThanOrEqual(70);
  await suite.sql`update agent_runs set deadline_at = now() - interval '2 h'`;
  expect(await lag()).toBeGreaterThanOrEqual(7_200);
  await suite.sql`update agent_runs set status = 'failed'`;
  expect(await lag()).toBe(0);
});

test('metrics tell what models were asked, what it cost, and whether they may be asked, each call once', async () => {
  await suite.sql`truncate llm_calls, model_breakers, model_providers`;
  const ask = async () => {
    const { body } = await call(suite, 'GET', '/metrics', { key: null });
    return body.split('\n').filter((line) => /^taktstock_(model|provider)_/.test(line));
  };
  await ask(); // counts begin here
  await suite.sql`
    insert into llm_calls (id, run_id, attempt, step, agent, owner, provider, model, prompt_hash, reserved_tokens,
                           tokens_in, cache_read, cache_write, tokens_out, cost_micros, error_code, closed_at)
    select gen_random_uuid(), gen_random_uuid(), 1, 'text', 'crisis', 'owner-a', 'p', model, 'h', 100,
           40, 30, 20, 10, cost, error, clock_timestamp() - interval '5 s'
    from (values ('p/m', 250000, null), ('p/m', 500000, null), ('p/m', 0, 'TIMEOUT'), ('p/n', null, null)) as c (model, cost, error)`;
  await suite.sql`
    insert into llm_calls (id, run_id, attempt, step, agent, owner, provider, model, prompt_hash, reserved_tokens)
    values (gen_random_uuid(), gen_random_uuid(), 1, 'text', 'crisis', 'owner-a', 'p', 'p/open', 'h', 100)`;
  await suite.sql`
    insert into model_breakers (model, failures, open_until, probe_call)
    values ('p/a', 1, null, null), ('p/b', 5, now() + interval '30 s', null), ('p/c', 5, now() - interval '1 s', null),
           ('p/d', 5, now() + interval '30 s', gen_random_uuid())`;
  await suite.sql`insert into model_providers (provider, cool_until) values ('p', now() - interval '1 s'), ('q', now() + interval '1 h')`;
  let lines = await ask();
  while (!lines.some((line) => line.startsWith('taktstock_model_calls_total'))) lines = await ask();
  const value = (name: string) =>
    Number(
      lines
        .find((line) => line.startsWith(`taktstock_${name} `))
        ?.split(' ')
        .at(-1),
    );
  expect(value('model_calls_total{model="p/m",outcome="ok"}')).toBe(2);
  expect(value('model_calls_total{model="p/m",outcome="TIMEOUT"}')).toBe(1);
  expect(value('model_cost_usd_total{model="p/m"}')).toBe(0.75);
  expect(value('model_unpriced_calls_total{model="p/n"}')).toBe(1);
  const tokens = { input: 120, cacheRead: 90, cacheWrite: 60, output: 30 };
  for (const [bucket, count] of Object.entries(tokens)) {
    expect(value(`model_tokens_total{model="p/m",bucket="${bucket}"}`)).toBe(count);
  }
  const states = { 'p/a': 'closed', 'p/b': 'open', 'p/c': 'half open', 'p/d': 'half open' };
  for (const [model, state] of Object.entries(states)) {
    for (const other of ['closed', 'open', 'half open']) {
      expect(value(`model_breaker{model="${model}",state="${other}"}`), model).toBe(Number(other === state));
    }
  }
  expect(value('provider_cooling_seconds{provider="p"}')).toBe(0);
  expect(value('provider_cooling_seconds{provider="q"}')).toBeGreaterThan(0);
  expect(lines.join()).not.toContain('p/open');
  const counted = (all: string[]) => all.filter((line) => line.includes('_total{'));
  expect(counted(await ask())).toEqual(counted(lines));
});

describe('the health of an agent', () => {
  const health = async () =>
    Object.fromEntries(
      (await call(suite, 'GET', '/api/orchestrator/agents'))
        .json()
        .agents.map(({ id, health }: { id: string; health: string }) => [id, health]),
    );
  const good = (n: number) => Array<boolean>(n).fill(true);
  const bad = (n: number) => Array<boolean>(n).fill(false);

  test.each([
    ['nothing finished', [], 'unknown'],
    ['1 of 1 failed', bad(1), 'degraded'],
    ['2 of 2 failed', bad(2), 'degraded'],
    ['3 of 3 failed', bad(3), 'down'],
    ['1 of 10 failed', [...bad(1), ...good(9)], 'healthy'],
    ['2 of 10 failed', [...bad(2), ...good(8)], 'degraded'],
    ['11 of 20 failed, the last three among them', [...good(9), ...bad(11)], 'down'],
    ['11 of 20 failed, the last one completed', [...bad(11), ...good(9)], 'degraded'],
    ['10 of 20 failed, the last ten', [...good(10), ...bad(10)], 'degraded'],
    ['more failed before the latest 20, which completed', [...bad(5), ...good(20)], 'healthy'],
  ])('%s: %s', async (_name, outcomes, expected) => {
    for (const isGood of outcomes) await finish('crisis', isGood);
    expect(await health()).toEqual({ ...Object.fromEntries(agents.map((id) => [id, 'unknown'])), crisis: expected });
  });

  test('comes from the last ten minutes, and cancelled runs say nothing', async () => {
    await age(await finish('crisis', false), '10 min 1 s');
    await call(suite, 'POST', `/runs/${await ask('crisis')}/cancel`);
    expect(await health()).toMatchObject({ crisis: 'unknown' });
    await finish('crisis', true);
    expect(await health()).toMatchObject({ crisis: 'healthy' });
  });
});

describe('cleaning the queue', () => {
  const clean = (key = suite.keys.operator, target = suite) =>
    call(target, 'POST', '/api/orchestrator/clean-queue', { key });

  test('cancels what waits, now or later, and leaves the rest alone', async () => {
    const [waiting, delayed, active] = [await ask(), await ask('business'), await ask('relationship')];
    await delay(delayed);
    await claim(suite.sql, active);
    const completed = await finish('personality', true);
    const response = await clean();
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json()).toEqual({ removed: { waiting: 1, delayed: 1, completed: 0, failed: 0 } });
    const statusOf = async (id: string) => (await call(suite, 'GET', `/runs/${id}`)).json().status;
    expect(await Promise.all([waiting, delayed, active, completed].map(statusOf))).toEqual([
      'cancelled',
      'cancelled',
      'processing',
      'completed',
    ]);
    const events = await suite.sql`select topic, seq, data from events where type = 'run_cancelled'`;
    expect(events.map(({ topic }) => topic).sort()).toEqual([`run:${waiting}`, `run:${delayed}`].sort());
    expect((await clean()).json()).toEqual({ removed: { waiting: 0, delayed: 0, completed: 0, failed: 0 } });
    const [entry] = await suite.sql`select * from audit where action = 'queue_cleaned' order by id limit 1`;
    expect(entry).toMatchObject({ role: 'operator', subject: 'reading', after: { waiting: 1, delayed: 1 } });
  });

  test('is forbidden in production', async () => {
    const runId = await ask();
    const app = await anotherApp(suite, { NODE_ENV: 'production' });
    expectProblem(await clean(suite.keys.admin, { ...suite, app }), 403, 'FORBIDDEN_IN_PRODUCTION');
    await app.close();
    expect((await call(suite, 'GET', `/runs/${runId}`)).json().status).toBe('pending');
  });

  test.each([{ agents: ['crisis'] }, [], 'all', 7])('refuses %j', async (body) => {
    const response = await suite.app.inject({
      method: 'POST',
      url: '/api/orchestrator/clean-queue',
      headers: { authorization: `Bearer ${suite.keys.operator}`, 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    expectProblem(response, 422, 'VALIDATION_FAILED');
  });
});
