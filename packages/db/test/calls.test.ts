import { randomUUIDv7 } from 'node:crypto';
import { NO_USAGE } from '@taktstock/registry';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  BREAKER,
  type CallEnd,
  type CallIntent,
  type ClaimedRun,
  callTotals,
  closeCall,
  openCall,
  settleRuns,
  sweepOpenCalls,
} from '../src/index.ts';
import { claimedRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();
let run: ClaimedRun;
beforeEach(async () => {
  await db.sql`truncate llm_calls, model_breakers, model_providers`;
  run = await claimedRun(db.sql);
});

const intent = (rest: Partial<CallIntent> = {}): CallIntent => ({
  id: randomUUIDv7(),
  runId: run.id,
  attempt: 1,
  step: 'text',
  agent: 'crisis',
  owner: 'owner-a',
  provider: 'p',
  model: 'p/m',
  promptHash: 'h',
  reservedTokens: 100,
  reservedMicros: 1_000,
  requestsPerMinute: null,
  tokensPerMinute: null,
  ...rest,
});

const end = (callId: string, rest: Partial<CallEnd> = {}): CallEnd => ({
  callId,
  provider: 'p',
  model: 'p/m',
  usage: { input: 40, cacheRead: 10, cacheWrite: 0, output: 20 },
  costMicros: 300,
  firstTokenMs: 5,
  durationMs: 9,
  finishReason: 'stop',
  errorCode: null,
  coolMs: null,
  ...rest,
});

async function opened(rest: Partial<CallIntent> = {}): Promise<string> {
  const opening = await openCall(db.sql, intent(rest));
  if (!('callId' in opening)) throw new Error(opening.reason);
  return opening.callId;
}

const failed = async () =>
  closeCall(db.sql, end(await opened(), { errorCode: 'UPSTREAM_UNAVAILABLE', usage: NO_USAGE, costMicros: 0 }));

describe('the ledger', () => {
  test('holds the reservation until the call says what it really used', async () => {
    const callId = await opened();
    expect(await callTotals(db.sql, run.id)).toMatchObject({ calls: 1, costMicros: 0 });
    await closeCall(db.sql, end(callId));
    expect(await callTotals(db.sql, run.id)).toEqual({
      calls: 1,
      tokensIn: 50,
      tokensOut: 20,
      costMicros: 300,
      unpriced: 0,
    });
  });

  test('counts a call of unknown price as unknown, never as free', async () => {
    await closeCall(db.sql, end(await opened({ reservedMicros: null }), { costMicros: null }));
    expect(await callTotals(db.sql, run.id)).toMatchObject({ unpriced: 1 });
  });

  test('closes the call of a dead attempt at its reservation, and takes the truth from a zombie', async () => {
    const callId = await opened();
    await db.sql`update llm_calls set opened_at = now() - interval '11 s'`;
    expect(await sweepOpenCalls(db.sql, 10)).toBe(0);
    await settleRuns(db.sql, [
      { runId: run.id, attempt: 1, outcome: { verb: 'handback', code: 'shutdown', waitMs: 0 } },
    ]);
    expect(await sweepOpenCalls(db.sql, 10)).toBe(1);
    expect(await callTotals(db.sql, run.id)).toMatchObject({ costMicros: 1_000 });
    await closeCall(db.sql, end(callId));
    expect(await callTotals(db.sql, run.id)).toMatchObject({ costMicros: 300 });
  });
});

describe('limits of a provider key', () => {
  test('requests per minute are shared by everybody', async () => {
    const openings = await Promise.all(
      Array.from({ length: 20 }, () => openCall(db.sql, intent({ requestsPerMinute: 5 }))),
    );
    expect(openings.filter((opening) => 'callId' in opening)).toHaveLength(5);
    const refused = openings.find((opening) => !('callId' in opening))!;
    expect(refused).toMatchObject({ reason: 'rate limit' });
    expect((refused as { waitMs: number }).waitMs).toBeGreaterThan(50_000);
  });

  test('tokens per minute count reservations until the truth is known', async () => {
    const callId = await opened({ tokensPerMinute: 250 });
    await opened({ tokensPerMinute: 250 });
    expect(await openCall(db.sql, intent({ tokensPerMinute: 250 }))).toMatchObject({ reason: 'rate limit' });
    await closeCall(db.sql, end(callId)); // 70 instead of 100
    expect(await openCall(db.sql, intent({ tokensPerMinute: 270 }))).toHaveProperty('callId');
  });

  test('a 429 cools the key for everybody and leaves the breaker alone', async () => {
    await closeCall(db.sql, end(await opened(), { errorCode: 'UPSTREAM_RATE_LIMITED', coolMs: 60_000 }));
    expect(await openCall(db.sql, intent())).toMatchObject({ reason: 'provider cooling' });
    expect(await openCall(db.sql, intent({ provider: 'q', model: 'q/m' }))).toHaveProperty('callId');
    expect(await db.sql`select 1 from model_breakers`).toHaveLength(0);
  });
});

describe('the breaker of a model', () => {
  const cool = () => db.sql`update model_breakers set open_until = now() - interval '1 ms'`;
  const refusal = () => openCall(db.sql, intent());

  test('opens after five failures in a row, and a success in between starts the count again', async () => {
    for (let n = 1; n < BREAKER.failures; n += 1) await failed();
    await closeCall(db.sql, end(await opened()));
    for (let n = 1; n < BREAKER.failures; n += 1) await failed();
    expect(await refusal()).toHaveProperty('callId');
    await failed();
    expect(await refusal()).toMatchObject({ reason: 'breaker open' });
  });

  test('lets one call probe when it has been open long enough; its success closes, its failure opens', async () => {
    for (let n = 0; n < BREAKER.failures; n += 1) await failed();
    await cool();
    const probe = await opened();
    const [waits] = [await refusal()] as { reason: string; waitMs: number }[];
    expect(waits).toMatchObject({ reason: 'breaker half open' });
    expect(waits!.waitMs).toBeGreaterThan(2_000);
    expect(waits!.waitMs).toBeLessThanOrEqual(5_000);
    await closeCall(db.sql, end(probe, { errorCode: 'TIMEOUT' }));
    expect(await refusal()).toMatchObject({ reason: 'breaker open' });
    await cool();
    await closeCall(db.sql, end(await opened()));
    expect(await refusal()).toHaveProperty('callId');
  });

  test('does not take a cancelled probe for an answer', async () => {
    for (let n = 0; n < BREAKER.failures; n += 1) await failed();
    await cool();
    await closeCall(db.sql, end(await opened(), { errorCode: 'ABORTED' }));
    expect(await refusal()).toHaveProperty('callId');
    expect(await refusal()).toMatchObject({ reason: 'breaker half open' });
  });
});
