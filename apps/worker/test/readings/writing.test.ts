import { DEPTHS, getAgent, promptHashOf } from '@taktstock/registry';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { acceptedTexts, type Stage, setStage } from '../stage.ts';
import { GENERATOR, MANIFESTING_GENERATOR, UNKNOWN_TIME } from './charts.ts';
import { type Door, openDoor, type Stored, stepsIn, stored } from './door.ts';

let stage: Stage;
let door: Door;
let [person, other, dayOnly]: Stored[] = [];
beforeAll(async () => {
  stage = await setStage('postgres');
  door = await openDoor(stage);
  [person, other, dayOnly] = await Promise.all(
    [MANIFESTING_GENERATOR, GENERATOR, UNKNOWN_TIME].map((moment) => stored(stage, moment)),
  );
  await stage.worker();
});
afterEach(() => stage.reset());
afterAll(async () => {
  await door?.close();
  await stage?.strike();
});

const read = async (body: object) => {
  const asked = await door.ask(body);
  expect(await stage.final(asked.runId)).toMatchObject({ status: 'completed' });
  return { asked, result: await door.result(asked), events: await stage.events(asked.runId) };
};

type Fact = { kind: string; claim: string; pointer: string | null; label?: string };
const KEY_CLAIMS = ['type', 'authority', 'profile'];
const keyClaims = (facts: Fact[]) => facts.filter(({ kind }) => KEY_CLAIMS.includes(kind));

describe('a reading', () => {
  test('is written in its parts, each streamed, stored and paid for as a step of its own', async () => {
    const { asked, result, events } = await read({
      chartId: person!.chartId,
      agentId: 'business',
      question: 'Und nun?',
    });
    expect(result).toMatchObject({ version: 1, missingParts: [] });
    const { text, essence, reflectionQuestions } = result.content;
    expect(reflectionQuestions).toHaveLength(6);
    expect(acceptedTexts(events)).toEqual({ text, essence, questions: reflectionQuestions.join('\n') });

    const steps = ['load', 'text', 'gate', 'essence', 'questions', 'save'];
    for (const type of ['step_started', 'step_completed']) expect(stepsIn(events, type)).toEqual(steps);
    const reached = events.filter(({ type }) => type === 'step_completed').map(({ data }) => data['progress']);
    expect(reached).toEqual([30, 30, 70, 70, 90, 100]);
    const rows =
      await stage.sql`select name, status, attempts from run_steps where run_id = ${asked.runId} order by position`;
    expect(rows.map(({ name }) => name)).toEqual(steps);
    for (const row of rows) expect(row).toMatchObject({ status: 'done', attempts: 1 });
    expect((await stage.callsOf(asked.runId)).map(([step]) => step)).toEqual(['text', 'essence', 'questions']);
    const { body } = await door.call('GET', `/runs/${asked.runId}`);
    expect(body.calls).toMatchObject(
      ['text', 'essence', 'questions'].map((step) => ({ step, attempt: 1, errorCode: null, finishReason: 'stop' })),
    );
    expect(body.calls.reduce((sum: number, { costUsd }: { costUsd: number }) => sum + costUsd, 0)).toBeCloseTo(
      body.cost.costUsd,
    );
  });

  test('says in its metadata who wrote it, from what, at what price, and which facts it names', async () => {
    const context = 'Umbau im Betrieb';
    const { asked, result } = await read({ chartId: person!.chartId, agentId: 'business', depth: 'basic', context });
    const totals = await stage.totals(asked.runId);
    expect(result.metadata).toEqual({
      ...{ agentId: 'business', agentVersion: '1.0.0', promptHash: promptHashOf(getAgent('business')!) },
      ...{ chartId: person!.chartId, chartVersion: '1.0.0', inputHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ...{ context, depth: 'basic', style: 'klar', locale: 'de', model: 'sandbox/claude-sonnet-4-6' },
      ...{ tokensIn: totals.tokensIn, tokensOut: totals.tokensOut, costUsd: totals.costMicros / 1_000_000 },
      ...{ durationMs: expect.any(Number), fallback: false, claims: expect.any(Array) },
    });
    expect(totals.tokensOut).toBeGreaterThan(500);
    expect(keyClaims(result.metadata.claims).toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'authority', claim: 'authority:emotional', pointer: '/core/authority' },
      { kind: 'profile', claim: 'profile:4/6', pointer: '/core/profile' },
      { kind: 'type', claim: 'type:manifesting-generator', pointer: '/core/type' },
    ]);
  });

  test('is billed as the provider counts: what its parts begin with alike is cached once and read from then on', async () => {
    const { asked, result } = await read({ chartId: other!.chartId, agentId: 'crisis', depth: 'professional' });
    const calls = await stage.sql`select * from llm_calls where run_id = ${asked.runId} order by opened_at`;
    const [text, essence, questions] = calls as Record<string, number>[];
    expect(text).toMatchObject({ cacheRead: 0, cacheWrite: expect.toSatisfy((tokens: number) => tokens > 1_000) });
    expect(essence!['cacheRead']).toBe(text!['cacheWrite']); // rules and chart
    expect(questions!['cacheRead']).toBe(essence!['cacheRead']! + essence!['cacheWrite']!); // and the accepted text
    expect(questions!['cacheWrite']).toBe(0);

    const counted = new Map((await stage.sandboxCalls()).map(({ call, usage }) => [call, usage]));
    for (const { id, tokensIn, cacheRead, cacheWrite, tokensOut, costMicros: cost, estimated } of calls) {
      const usage = { input: tokensIn, cacheRead, cacheWrite, output: tokensOut };
      expect(usage).toEqual(counted.get(id));
      expect(cost).toBe(Math.ceil(tokensIn * 3 + cacheRead * 0.3 + cacheWrite * 3.75 + tokensOut * 15));
      expect(estimated).toBe(false);
    }
    const total = calls.reduce((sum, { costMicros: cost }) => sum + cost, 0);
    expect(result.metadata.costUsd).toBe(total / 1_000_000);
  });

  test('names the same key facts at every depth and in every repetition, and grows with depth', async () => {
    const bodies = [...DEPTHS, 'advanced', 'advanced', 'advanced'].map((depth) => ({
      chartId: person!.chartId,
      depth,
    }));
    const results = await Promise.all(bodies.map(async (body) => (await read({ ...body, agentId: 'crisis' })).result));
    const named = results.map(({ metadata }) =>
      keyClaims(metadata.claims)
        .map(({ claim }) => claim)
        .sort(),
    );
    expect(named[0]).toEqual(['authority:emotional', 'profile:4/6', 'type:manifesting-generator']);
    for (const claims of named) expect(claims).toEqual(named[0]);
    const [basic, advanced, professional] = results.map(({ content }) => content.text.length);
    expect(advanced).toBeGreaterThan(basic);
    expect(professional).toBeGreaterThan(advanced);
  });

  test('without a known time of birth says what the chart holds and passes', async () => {
    const { result } = await read({ chartId: dayOnly!.chartId, agentId: 'personality' });
    expect(result.missingParts).toEqual([]);
    expect(keyClaims(result.metadata.claims).map(({ claim }) => claim)).not.toContain('profile');
    expect(result.content.text).toContain('Zum Profil macht der Chart keine klare Aussage.');
  });

  test('of two persons names both by their labels, and is held against each of them', async () => {
    await stage.fault({ fault: 'slow:0', times: 3, match: { contains: '"class":"electromagnetic"' } });
    const persons = [{ label: 'Dr. "Mira" <M.>', chartId: person!.chartId }, { chartId: other!.chartId }];
    const { result } = await read({ persons, locale: 'en' });
    expect(result).toMatchObject({ agentId: 'relationship', missingParts: [] });
    expect(await stage.faultsLeft()).toBe(0); // all three prompts said what arises between them
    const key = keyClaims(result.metadata.claims);
    expect(key).toContainEqual({
      ...{
        kind: 'type',
        claim: 'type:manifesting-generator',
        pointer: '/persons/0/core/type',
        label: "Dr. 'Mira' ‹M.›",
      },
    });
    expect(key).toContainEqual({
      ...{ kind: 'type', claim: 'type:generator', pointer: '/persons/1/core/type', label: 'Person B' },
    });
  });

  test('takes einfühlsam for empathisch, and refuses a style that does not exist', async () => {
    const { asked, result } = await read({ chartId: person!.chartId, style: 'einfühlsam' });
    expect(await door.reading(asked)).toMatchObject({ style: 'empathisch' });
    expect(result.metadata.style).toBe('empathisch');
    const refused = await door.call('POST', '/api/orchestrator/execute', {
      chartId: person!.chartId,
      style: 'poetisch',
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  test('is asked for with the facts that can be checked, and none that would invite others', async () => {
    await stage.fault({ fault: 'hang', match: { contains: 'sensitivity' } });
    await stage.fault({ fault: 'hang', match: { contains: 'nextLine' } });
    await stage.fault({ fault: 'hang', match: { contains: 'unstable' } });
    await read({ chartId: dayOnly!.chartId });
    expect(await stage.faultsLeft()).toBe(3);
  });

  test('is asked for without anything about the birth or the user', async () => {
    const birth = { birthDate: '1991-08-07', birthTime: '06:54', utcOffset: '+02:00' };
    const told = ['1991', '06:54', '48.2082', '16.3738', '+02:00', 'user-of-whom'];
    for (const text of told) await stage.fault({ fault: 'hang', match: { contains: text } });
    await read({ ...birth, birthPlace: { latitude: 48.2082, longitude: 16.3738 }, userId: 'user-of-whom' });
    expect(await stage.faultsLeft()).toBe(told.length);
  });
});
