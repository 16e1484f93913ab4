import { describe, expect, test } from 'vitest';
import { acceptedTexts } from '../stage.ts';
import { modelSuite } from './model-suite.ts';

const suite = modelSuite();
const { ask, fault, chain, models, waiting } = suite;

describe('a chain of models', () => {
  test('ends with the first that answers, and nothing of the others is in the text', async () => {
    await fault('529', 'one');
    await fault('error-event', 'two');
    await suite.stage.worker(chain('sandbox-openai/one', 'sandbox/two', 'sandbox/three'));
    const asked = await ask();
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 1 });
    const { content, metadata } = await suite.door.result(asked);
    expect(metadata).toMatchObject({ model: 'sandbox/three', fallback: false });
    expect(acceptedTexts(await suite.stage.events(asked.runId))['text']).toBe(content.text);
    const calls = await suite.stage.callsOf(asked.runId);
    expect(calls.filter(([step]) => step === 'text')).toEqual([
      ['text', 'sandbox-openai/one', 'UPSTREAM_UNAVAILABLE'],
      ['text', 'sandbox/two', 'UPSTREAM_UNAVAILABLE'],
      ['text', 'sandbox/three', null],
    ]);
    // One voice: the other parts are not asked of those who come first, but of the one who wrote the text.
    expect(calls.slice(3)).toEqual([
      ['essence', 'sandbox/three', null],
      ['questions', 'sandbox/three', null],
    ]);
  });

  test('asks nobody who left it, not even who wrote the text', async () => {
    await suite.stage.fault({ fault: '500', times: null, match: { contains: 'part="essence"' } });
    await suite.stage.worker({ ...chain('sandbox/one'), RETRY_DELAY_MS: '60000' });
    const asked = await ask();
    await waiting(asked.runId, 'UPSTREAM_UNAVAILABLE');
    await suite.stage.clear();
    await fetch(`${suite.stage.sandboxUrl}/_sandbox/reset`, { method: 'POST' });
    await suite.stage.worker(chain('sandbox-openai/two'));
    await suite.stage.due(asked.runId);
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 2 });
    expect(await models(asked.runId)).toEqual([
      'sandbox/one',
      'sandbox/one',
      'sandbox-openai/two',
      'sandbox-openai/two',
    ]);
  });

  test('with a model of unknown price leaves the cost unknown, never 0, and tells somebody once', async () => {
    await suite.stage.worker(chain('sandbox/unheard-of'));
    const asked = [await ask(), await ask()];
    for (const one of asked) {
      await suite.stage.final(one.runId);
      expect((await suite.door.result(one)).metadata.costUsd).toBeNull();
    }
    const alerts = await suite.stage.sql`select data->>'message' as message from events where type = 'alert_raised'`;
    expect(alerts.filter(({ message }) => message.includes('sandbox/unheard-of'))).toHaveLength(1);
  });

  test('without an answer fails the run after three attempts', async () => {
    await fault('529');
    await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const asked = await ask();
    await suite.stage.final(asked.runId);
    expect(await suite.door.status(asked)).toMatchObject({
      ...{ status: 'failed', errorCode: 'UPSTREAM_UNAVAILABLE', attempt: 3, retryAvailable: true },
      error: expect.stringMatching(/^sandbox\/one: HTTP 529.*; sandbox-openai\/two: HTTP 503/),
    });
    expect(await suite.stage.callsOf(asked.runId)).toHaveLength(6);
  });

  test.each([
    ['401', 'AUTH_FAILED'],
    ['402', 'QUOTA_EXCEEDED'],
    ['quota', 'QUOTA_EXCEEDED'],
  ])('is not walked when a key is refused (%s): one call, one attempt, no wait', async (refusal, code) => {
    await fault(refusal, 'one');
    await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const asked = await ask({ fallback: 'template' });
    await suite.stage.final(asked.runId);
    expect(await suite.door.status(asked)).toMatchObject({
      ...{ status: 'failed', errorCode: code, attempt: 1, error: expect.stringMatching(/^sandbox\/one: HTTP 4/) },
    });
    expect(await models(asked.runId)).toEqual(['sandbox/one']);
  });

  test('that gives out after the text leaves essence and questions missing, in the last attempt only', async () => {
    for (const part of ['essence', 'questions']) {
      await suite.stage.fault({ fault: '500', times: null, match: { contains: `part="${part}"` } });
    }
    await suite.stage.worker(chain('sandbox/one'));
    const asked = await ask();
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 3 });
    expect(await suite.door.result(asked)).toMatchObject({ missingParts: ['essence', 'reflectionQuestions'] });
    const steps = (await suite.stage.callsOf(asked.runId)).map(([step]) => step);
    expect(steps).toEqual(['text', 'essence', 'essence', 'essence', 'questions']);
  });
});

describe('a reading from the template', () => {
  test.each(['de', 'en'])('takes the place of models that did not answer in three attempts (%s)', async (locale) => {
    await fault('529');
    await suite.stage.worker(chain('sandbox/one', 'sandbox-openai/two'));
    const asked = await ask({ fallback: 'template', locale });
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 3, errorCount: 2 });
    const { content, metadata, missingParts } = await suite.door.result(asked);
    expect(missingParts).toEqual([]);
    expect(metadata).toMatchObject({
      ...{ fallback: true, model: 'template', tokensIn: 0, tokensOut: 0, costUsd: 0, locale, agentId: 'crisis' },
      claims: expect.arrayContaining([expect.objectContaining({ claim: 'type:manifesting-generator' })]),
    });
    expect(acceptedTexts(await suite.stage.events(asked.runId))).toEqual({
      ...{ text: content.text, essence: content.essence, questions: content.reflectionQuestions.join('\n') },
    });
    expect(await suite.stage.callsOf(asked.runId)).toHaveLength(6);
  });

  test('is the same for the same chart and wishes', async () => {
    await fault('529');
    await suite.stage.worker(chain('sandbox/one'));
    const [first, second] = await Promise.all(
      [0, 1].map(async () => {
        const asked = await ask({ fallback: 'template', question: String(Math.random()) });
        await suite.stage.final(asked.runId);
        return (await suite.door.result(asked)).content;
      }),
    );
    expect(second).toEqual(first);
  });

  test('also comes when the last attempt runs out of time', async () => {
    await fault('hang');
    const asked = await ask({ fallback: 'template' });
    await suite.stage.sql`update agent_runs set attempt_ms = 300, error_count = 2 where id = ${asked.runId}`;
    await suite.stage.worker(chain('sandbox/one'));
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 1 });
    expect((await suite.door.result(asked)).metadata).toMatchObject({ fallback: true });
  });

  test('also replaces a text that nobody could repair any more', async () => {
    await suite.stage.fault({ fault: 'wrong-gate', times: 1 });
    await fault('529');
    await suite.stage.worker(chain('sandbox/one'));
    const asked = await ask({ fallback: 'template' });
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 3 });
    const { content, metadata } = await suite.door.result(asked);
    expect(metadata.fallback).toBe(true);
    expect(content.text).not.toContain('Tor 35 prägt dich');
  });
});

describe('a call that hangs', () => {
  test('fails the run when its last attempt is over; three retries by a person, then no more', async () => {
    await fault('hang');
    const asked = await ask();
    const last = () =>
      suite.stage.sql`update agent_runs set attempt_ms = 300, error_count = 2 where id = ${asked.runId}`;
    await last();
    await suite.stage.sql`update agent_runs set retry_count = 2 where id = ${asked.runId}`;
    await suite.stage.worker(chain('sandbox/one'));
    await suite.stage.final(asked.runId);
    const failed = { status: 'failed', errorCode: 'TIMEOUT' };
    expect(await suite.door.status(asked)).toMatchObject({ ...failed, retryCount: 2, retryAvailable: true });
    await suite.stage.clear();
    expect(await suite.door.retry(asked)).toMatchObject({ status: 202, body: { retryCount: 3 } });
    await last();
    await suite.stage.worker(chain('sandbox/one'));
    await suite.stage.final(asked.runId);
    expect(await suite.door.status(asked)).toMatchObject({ ...failed, retryCount: 3, retryAvailable: false });
    expect(await suite.door.retry(asked)).toMatchObject({ status: 409, body: { code: 'RETRY_EXHAUSTED' } });
  });
});

describe('a retryable error', () => {
  test('is waited for twice, 5 s and 10 s give or take a fifth', async () => {
    await fault('529');
    await suite.stage.worker({ ...chain('sandbox/one'), RETRY_DELAY_MS: '5000' });
    const asked = await ask();
    await waiting(asked.runId, 'UPSTREAM_UNAVAILABLE');
    await suite.stage.due(asked.runId);
    await suite.stage.until(
      () => suite.stage.sql`select from agent_runs where id = ${asked.runId} and error_count >= 2`,
    );
    await suite.stage.due(asked.runId);
    expect(await suite.stage.final(asked.runId)).toMatchObject({ status: 'failed', attempt: 3 });
    const waits = (await suite.stage.events(asked.runId)).flatMap(({ type, data }) =>
      type === 'run_requeued' ? [Number(data['waitMs'])] : [],
    );
    expect(waits).toEqual([expect.toSatisfy((ms) => ms >= 4_000 && ms <= 6_000), expect.any(Number)]);
    expect(waits[1]).toSatisfy((ms: number) => ms >= 8_000 && ms <= 12_000);
  });
});
