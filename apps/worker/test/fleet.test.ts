import { FINAL_EVENTS, isRunEvent } from '@taktstock/registry';
import { hasRedis } from '@taktstock/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { acceptedTexts, type Stage, setStage } from './stage.ts';

const backends = hasRedis ? (['redis', 'postgres'] as const) : (['postgres'] as const);

describe.each(backends)('a worker on %s', (backend) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(backend);
  });
  afterEach(async () => {
    await stage.clear();
    await stage.reset();
  });
  afterAll(() => stage.strike());

  /** The log of a finished run must be whole, and its accepted draft must be the stored text. */
  async function expectWholeRun(runId: string, readingId: string): Promise<void> {
    const events = await stage.events(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    for (const { type, data } of events) expect(isRunEvent(type, data), `${type} ${JSON.stringify(data)}`).toBe(true);
    expect(events.filter(({ type }) => (FINAL_EVENTS as readonly string[]).includes(type))).toHaveLength(1);
    const { content } = (await stage.version(readingId))!;
    expect(acceptedTexts(events)).toEqual({
      text: content.text,
      essence: content.essence,
      questions: content.reflectionQuestions?.join('\n'),
    });
  }

  test('writes a reading: text in the log, version stored, call in the ledger', async () => {
    await stage.worker();
    const { runId, readingId } = await stage.accept('business');
    expect(await stage.final(runId)).toMatchObject({ status: 'completed', attempt: 1, progress: 100 });
    await expectWholeRun(runId, readingId);
    const version = await stage.version(readingId);
    expect(version).toMatchObject({ version: 1, status: 'accepted', model: 'sandbox/claude-sonnet-4-6' });
    expect(version!.content.text).toContain('## Einordnung');
    const totals = await stage.totals(runId);
    expect(totals).toMatchObject({ calls: 3, unpriced: 0 });
    expect(totals.tokensIn).toBeGreaterThan(100);
    expect(totals.costMicros).toBeGreaterThan(0);
  });

  test('takes the next model when the first fails, and tries the run again when all do', async () => {
    await stage.fault({ fault: '500', times: 3 });
    await stage.worker();
    const { runId, readingId } = await stage.accept();
    expect(await stage.final(runId)).toMatchObject({ status: 'completed' });
    await expectWholeRun(runId, readingId);
    expect(await stage.callsOf(runId)).toEqual([
      ['text', 'sandbox/claude-sonnet-4-6', 'UPSTREAM_UNAVAILABLE'],
      ['text', 'sandbox-openai/gpt-5.1', 'UPSTREAM_UNAVAILABLE'],
      ['text', 'sandbox/claude-sonnet-4-6', 'UPSTREAM_UNAVAILABLE'],
      ['text', 'sandbox-openai/gpt-5.1', null],
      ['essence', 'sandbox-openai/gpt-5.1', null],
      ['questions', 'sandbox-openai/gpt-5.1', null],
    ]);
  });

  test('does not try again what cannot work', async () => {
    await stage.fault({ fault: '401', times: null });
    await stage.worker();
    const { runId } = await stage.accept();
    expect(await stage.final(runId)).toMatchObject({ status: 'failed', errorCode: 'AUTH_FAILED', attempt: 1 });
  });

  test('resumes behind finished steps: what was accepted is neither paid for nor streamed again', async () => {
    await stage.fault({ fault: 'stall', match: { contains: 'part="questions"' } });
    const first = await stage.worker();
    const { runId, readingId } = await stage.accept('crisis');
    await streaming(stage, runId, 'questions');
    await first.drain(0);
    await stage.worker();
    expect(await stage.final(runId)).toMatchObject({ status: 'completed', attempt: 2 });
    await expectWholeRun(runId, readingId);
    expect((await stage.callsOf(runId)).map(([step, , error]) => [step, error])).toEqual([
      ['text', null],
      ['essence', null],
      ['questions', 'ABORTED'],
      ['questions', null],
    ]);
  });

  test('finds a run whose bell nobody rang', async () => {
    const { runId } = await stage.accept('crisis', false);
    await stage.worker();
    expect(await stage.final(runId)).toMatchObject({ status: 'completed' });
  });

  test('stops when asked to, closes the connection and books what was used', async () => {
    await stage.fault({ fault: 'stall', times: null });
    await stage.worker();
    const { runId } = await stage.accept();
    await streaming(stage, runId);
    await stage.cancel(runId);
    expect(await stage.final(runId)).toMatchObject({ status: 'cancelled' });
    expect((await stage.sandboxCalls()).at(-1)).toMatchObject({ outcome: 'closed' });
    const [call] = await stage.sql`select * from llm_calls where run_id = ${runId}`;
    expect(call).toMatchObject({ errorCode: 'ABORTED', estimated: false });
    expect(call!['tokensOut']).toBeGreaterThan(0);
  });

  test('hands a run back on shutdown, uncharged, and another worker finishes it', async () => {
    await stage.fault({ fault: 'stall', times: 1 });
    const first = await stage.worker();
    const { runId, readingId } = await stage.accept();
    await streaming(stage, runId);
    await first.drain(0);
    await stage.worker();
    expect(await stage.final(runId)).toMatchObject({ status: 'completed', attempt: 2, errorCount: 0, crashCount: 0 });
    await expectWholeRun(runId, readingId);
  });

  test('cools a provider that asks for it and waits uncharged', async () => {
    await stage.fault({ fault: '429:3', times: null, match: { model: 'claude-sonnet-4-6' } });
    await stage.worker({ MODEL_CHAIN: 'sandbox/claude-sonnet-4-6' });
    const first = await stage.accept();
    await stage.sql`select 1`;
    const [cooling] = await stage.until(() => stage.sql`select 1 from model_providers where cool_until > now()`);
    expect(cooling).toBeDefined();
    const second = await stage.accept('business');
    const [waiting] = await stage.until(
      () => stage.sql`select wait_reason from agent_runs where id = ${second.runId} and wait_reason is not null`,
    );
    expect(waiting).toMatchObject({ waitReason: 'provider cooling' });
    await stage.cancel(first.runId);
    await stage.cancel(second.runId);
  });

  test('does not call a model that the budget cannot pay', async () => {
    await stage.sql`insert into budgets (scope, subject, micros_per_day) values ('owner', 'owner-a', 10)`;
    await stage.worker();
    const { runId } = await stage.accept();
    expect(await stage.final(runId)).toMatchObject({
      ...{ status: 'failed', errorCode: 'BUDGET_EXCEEDED', attempt: 1 },
      errorMessage: expect.stringMatching(
        /^The daily budget of owner-a is 0\.00001 USD: .* It begins anew at .*T00:00:00\.000Z\.$/,
      ),
      errorMeta: {
        scope: 'owner',
        budgetUsd: 0.00001,
        spentUsd: expect.any(Number),
        reservedUsd: 0,
        freesAt: expect.any(String),
      },
    });
    expect(await stage.sandboxCalls()).toEqual([]);
  });

  test('gives an attempt no more time than it has, and tries again', async () => {
    await stage.fault({ fault: 'hang', times: 1 });
    await stage.worker();
    const { runId, readingId } = await stage.accept('crisis', false);
    await stage.sql`update agent_runs set attempt_ms = 1000 where id = ${runId}`;
    await stage.bus.doorbell.ring([{ runId, agent: 'crisis', attempt: 1, priority: 1, delayMs: 0 }]);
    const run = await stage.final(runId);
    expect(run.status).toBe('completed');
    expect(run.errorCount).toBeGreaterThanOrEqual(1); // a busy machine may need the third attempt too
    await expectWholeRun(runId, readingId);
  });

  test('says on its own port that it makes progress', async () => {
    const fleet = await stage.worker();
    const response = await fetch(`${fleet.url}/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ready: true, checks: { database: 'ok', progress: 'ok' } });
    expect(await (await fetch(`${fleet.url}/metrics`)).text()).toContain('taktstock_runs_in_hand 0');
  });

  test('shrugs off deliveries that are none', async () => {
    const fleet = await stage.worker();
    for (const runId of ['', 'nobody', '01890a5d-ac96-774b-bcce-b302099a8057']) {
      await stage.bus.doorbell.ring([{ runId, agent: 'crisis', attempt: 1, priority: 1, delayMs: 0 }]);
    }
    await stage.until(async () => {
      const metrics = await (await fetch(`${fleet.url}/metrics`)).text();
      return /result="malformed"\} 2/.test(metrics) && /result="not ours"\} [1-9]/.test(metrics) ? [true] : [];
    });
  });
});

/** Resolves once a durable piece of the step's text is logged. */
const streaming = (stage: Stage, runId: string, step = 'text') =>
  stage.until(async () => {
    const events = await stage.events(runId);
    const drafts = events.filter(({ type, data }) => type === 'text_started' && data['step'] === step);
    return events.filter(({ data }) => drafts.some(({ seq }) => data['draft'] === seq));
  });
