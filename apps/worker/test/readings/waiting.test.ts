import { describe, expect, test } from 'vitest';
import { modelSuite } from './model-suite.ts';

const suite = modelSuite();
const { ask, fault, chain, models, waiting } = suite;

describe('one call at a time', () => {
  test('is that of the most urgent agent that waits', async () => {
    await fault('stall', 'one', 1);
    const fleet = await suite.stage.worker({ ...chain('sandbox/one'), MODEL_CALLS: '1' });
    const first = await ask({ agentId: 'business' });
    await suite.stage.until(
      () => suite.stage.sql`select from events where topic = ${`run:${first.runId}`} and type = 'text_appended'`,
    );
    const others = [await ask({ agentId: 'personality' }), await ask({ agentId: 'crisis' })];
    await suite.stage.until(async () => {
      const metrics = await (await fetch(`${fleet.url}/metrics`)).text();
      return metrics.includes('taktstock_model_calls_waiting 2') ? [true] : [];
    });
    await suite.stage.cancel(first.runId);
    await Promise.all(others.map(({ runId }) => suite.stage.final(runId)));
    const rows = await suite.stage.sql`select id, agent from llm_calls`;
    const agents = new Map(rows.map(({ id, agent }) => [id, agent]));
    const asked = (await suite.stage.sandboxCalls()).map(({ call }) => agents.get(call));
    expect([...new Set(asked)]).toEqual(['business', 'crisis', 'personality']);
  });
});

describe('the breaker of a model', () => {
  const openIn = (seconds: number) =>
    suite.stage
      .sql`update model_breakers set open_until = now() + ${seconds} * interval '1 s' where model = 'sandbox/one'`;

  /** Resolves once a call probes, which then has all the time it wants. */
  const probing = () =>
    suite.stage.until(
      () =>
        suite.stage
          .sql`update model_breakers set open_until = now() + interval '10 min' where probe_call is not null returning model`,
    );

  test('opens after five failures in a row, for all workers: the model is skipped without a call', async () => {
    await fault('500', 'one');
    const first = await suite.stage.worker(chain('sandbox/one'));
    await suite.stage.final((await ask()).runId); // three failures
    await suite.stage.final((await ask()).runId); // the other two, then nobody is asked any more
    await first.drain(0);
    expect((await suite.stage.sandboxCalls()).length).toBe(5); // the sixth was not made
    await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const asked = await ask();
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await models(asked.runId)).toEqual(['sandbox-openai/two', 'sandbox-openai/two', 'sandbox-openai/two']);
  });

  test('of the only model fails the attempt at once; one probe that succeeds closes it', async () => {
    await suite.stage.sql`insert into model_breakers (model, failures) values ('sandbox/one', 5)`;
    await openIn(30);
    await suite.stage.worker(chain('sandbox/one'));
    const asked = await ask();
    const [state] = await waiting(asked.runId, 'UPSTREAM_UNAVAILABLE');
    expect(state).toMatchObject({ later: true, errorCount: 1 });
    expect(await suite.stage.callsOf(asked.runId)).toEqual([]);
    await openIn(-1);
    await suite.stage.due(asked.runId);
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 2 });
    expect(await suite.stage.sql`select 1 from model_breakers`).toEqual([]);
  });

  test('keeps others waiting while one call probes, uncharged; they say so and go on when it has answered', async () => {
    await suite.stage.sql`insert into model_breakers (model, failures) values ('sandbox/one', 5)`;
    await openIn(-1);
    await fault('stall', 'one', 1);
    await suite.stage.worker(chain('sandbox/one'));
    const probe = await ask();
    await probing();
    const asked = await ask();
    // Kept where it waits: it would look again every few seconds.
    const [state] = await suite.stage.until(
      () => suite.stage.sql`update agent_runs set not_before = now() + interval '10 min'
                      where id = ${asked.runId} and status = 'pending' and wait_reason = 'breaker half open' and not_before > now()
                      returning error_count`,
    );
    expect(state).toEqual({ errorCount: 0 });
    expect((await suite.door.call('GET', `/runs/${asked.runId}/explain`)).body).toMatchObject({
      code: 'BREAKER_HALF_OPEN',
      sentence: expect.stringMatching(/^One call is trying whether a model that failed answers again: sandbox\/one; /),
    });
    await suite.stage.cancel(probe.runId); // its call says nothing about the model, so the next one probes
    await suite.stage.due(asked.runId);
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', errorCount: 0 });
    expect(await suite.stage.sql`select 1 from model_breakers`).toEqual([]);
  });

  test('lets others ask the next model while one call probes', async () => {
    await suite.stage.sql`insert into model_breakers (model, failures) values ('sandbox/one', 5)`;
    await openIn(-1);
    await fault('stall', 'one', 1);
    await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const probe = await ask();
    await probing();
    const asked = await ask();
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await models(asked.runId)).toEqual(Array(3).fill('sandbox-openai/two'));
    await suite.stage.cancel(probe.runId);
  });

  test('opens again when the probe fails', async () => {
    await suite.stage.sql`insert into model_breakers (model, failures) values ('sandbox/one', 5)`;
    await openIn(-1);
    await fault('500', 'one');
    await suite.stage.worker(chain('sandbox/one'));
    const asked = await ask();
    await waiting(asked.runId, 'UPSTREAM_UNAVAILABLE');
    const [breaker] = await suite.stage.sql`select failures, open_until > now() as open from model_breakers`;
    expect(breaker).toMatchObject({ failures: 6, open: true });
    await suite.stage.cancel(asked.runId);
  });
});

describe('the key of a provider', () => {
  test('cools for as long as it asks, for all its models and all workers; another provider answers', async () => {
    await fault('429:30', 'one', 1);
    const first = await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const asked = await ask();
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await models(asked.runId)).toEqual(['sandbox/one', ...Array(3).fill('sandbox-openai/two')]);
    await first.drain(0);
    await suite.stage.worker(chain('sandbox/other', 'sandbox-openai/two'));
    const next = await ask();
    await suite.stage.final(next.runId);
    expect(await models(next.runId)).toEqual(Array(3).fill('sandbox-openai/two'));
    expect(await suite.stage.sql`select 1 from model_breakers`).toEqual([]); // a 429 is no failure
  });

  test.each([
    ['requests', { REQUESTS_PER_MINUTE: '2' }, ['text', 'essence']],
    ['tokens', { TOKENS_PER_MINUTE: '5000' }, ['text']],
  ])('has its %s per minute: the run waits uncharged and goes on where it stood', async (_what, limit, before) => {
    await suite.stage.worker({ ...chain('sandbox/one'), ...limit });
    const asked = await ask();
    expect((await waiting(asked.runId, 'rate limit'))[0]).toMatchObject({ later: true, errorCount: 0 });
    expect((await suite.stage.callsOf(asked.runId)).map(([step]) => step)).toEqual(before);
    await suite.stage.clear();
    await suite.stage.worker(chain('sandbox/one'));
    await suite.stage.due(asked.runId);
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 2, errorCount: 0 });
    expect((await suite.stage.callsOf(asked.runId)).map(([step]) => step)).toEqual(['text', 'essence', 'questions']);
  });
});
