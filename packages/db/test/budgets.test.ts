import { randomUUIDv7 } from 'node:crypto';
import { createApiKey, describeShortage, NO_USAGE, type Principal } from '@taktstock/registry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  auditEntries,
  type CallIntent,
  closeCall,
  dailyBudgets,
  insertApiKey,
  type Opening,
  openCall,
  removeBudget,
  revokeApiKey,
  setBudget,
  settleRuns,
  sweepOpenCalls,
} from '../src/index.ts';
import { claimedRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();
const admin: Principal = { keyId: 'boss', owner: 'people', role: 'admin' };
let keyId: string;
let otherKey: string;

afterEach(async () => {
  for (const { scope, subject, spentMicros, reservedMicros } of await dailyBudgets(db.sql, null)) {
    const [ledger] = await db.sql`
      select coalesce(sum(cost_micros) filter (where closed_at is not null), 0)::bigint as spent_micros,
             coalesce(sum(reserved_micros) filter (where closed_at is null), 0)::bigint as reserved_micros
      from llm_calls
      where ${scope === 'key' ? db.sql`key_id` : db.sql`owner`} = ${subject} and opened_at >= date_trunc('day', now(), 'UTC')`;
    expect({ spentMicros, reservedMicros }, `what is counted for ${scope} ${subject}, and the ledger`).toEqual(ledger);
  }
});

beforeEach(async () => {
  await db.sql`truncate llm_calls, budgets, model_breakers, model_providers`;
  [keyId, otherKey] = [await storedKey(), await storedKey()];
});

async function storedKey(): Promise<string> {
  const { id, hash } = createApiKey();
  await insertApiKey(db.sql, { id, hash, owner: 'owner-a', role: 'service', name: 'test' });
  return id;
}

const allow = (scope: 'key' | 'owner', subject: string, microsPerDay: number) =>
  setBudget(db.sql, { scope, subject, microsPerDay }, admin);

async function intentOf(rest: Partial<CallIntent> = {}, payer: string | null = keyId): Promise<CallIntent> {
  const run = await claimedRun(db.sql, { keyId: payer });
  return {
    ...{ id: randomUUIDv7(), runId: run.id, attempt: 1, step: 'text', agent: 'crisis', owner: 'owner-a' },
    ...{ provider: 'p', model: 'p/m', promptHash: 'h', reservedTokens: 100, reservedMicros: 1_000 },
    ...{ requestsPerMinute: null, tokensPerMinute: null },
    ...rest,
  };
}

const again = (intent: CallIntent): Promise<Opening> => openCall(db.sql, { ...intent, id: randomUUIDv7() });
const crowd = (intents: readonly CallIntent[], count = 1_000): Promise<Opening[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => again(intents[n % intents.length]!)));
const admitted = (openings: readonly Opening[]): string[] =>
  openings.flatMap((opening) => ('callId' in opening ? opening.callId : []));
const refused = (openings: readonly Opening[]) => openings.find((opening) => !('callId' in opening))!;

const close = (callId: string, costMicros: number) =>
  closeCall(db.sql, {
    ...{ callId, provider: 'p', model: 'p/m', usage: NO_USAGE, costMicros, firstTokenMs: null, durationMs: 1 },
    ...{ finishReason: 'stop', errorCode: null, coolMs: null },
  });

async function taken(): Promise<number> {
  const [row] = await db.sql<{ micros: number }[]>`
    select coalesce(sum(coalesce(cost_micros, reserved_micros)), 0)::bigint as micros from llm_calls`;
  return row!.micros;
}

describe('a budget is not overshot', () => {
  test('by a thousand calls at once for an owner, whichever key pays', async () => {
    await allow('owner', 'owner-a', 7_500);
    const openings = await crowd([await intentOf(), await intentOf({}, otherKey), await intentOf({}, null)]);
    expect(admitted(openings)).toHaveLength(7);
    expect(await taken()).toBe(7_000);
  });

  test('by a thousand calls at once for a key, and the other keys of its owner go on', async () => {
    await allow('key', keyId, 7_500);
    const openings = await crowd([await intentOf()]);
    expect(admitted(openings)).toHaveLength(7);
    expect(refused(openings)).toMatchObject({ reason: 'budget', shortage: { scope: 'key', subject: keyId } });
    expect(await again(await intentOf({}, otherKey))).toHaveProperty('callId');
  });

  test('by a thousand calls at once for one run', async () => {
    const intent = await intentOf();
    await db.sql`update agent_runs set budget_micros = 7500 where id = ${intent.runId}`;
    const openings = await crowd([intent]);
    expect(admitted(openings)).toHaveLength(7);
    expect(refused(openings)).toMatchObject({ shortage: { scope: 'run', freesAt: null } });
  });

  test('by any of several budgets, while calls open and close in every order', async () => {
    await allow('owner', 'owner-a', 60_000);
    await allow('key', keyId, 20_500);
    await allow('key', otherKey, 50_000);
    const intents = [await intentOf(), await intentOf({}, otherKey)];
    const lives = Array.from({ length: 400 }, async (_, n) => {
      const intent = intents[n % 2]!;
      const opening = await again(intent);
      if (!('callId' in opening)) return;
      await close(opening.callId, (n * 37) % 1_001);
    });
    let most = 0;
    const over = Promise.all(lives);
    let done = false;
    void over.then(() => {
      done = true;
    });
    while (!done) most = Math.max(most, await taken());
    await over;
    expect(most).toBeLessThanOrEqual(60_000);
    const spent = await db.sql<{ keyId: string; micros: number }[]>`
      select key_id, sum(cost_micros)::bigint as micros from llm_calls group by key_id`;
    const of = (id: string) => spent.find((row) => row.keyId === id)!.micros;
    expect(of(keyId)).toBeLessThanOrEqual(20_500);
    expect(of(otherKey)).toBeLessThanOrEqual(50_000);
  });

  test('and equal to the budget is allowed', async () => {
    await allow('key', keyId, 2_000);
    const intent = await intentOf();
    expect(admitted([await again(intent), await again(intent)])).toHaveLength(2);
    expect(await again({ ...intent, reservedMicros: 1 })).toMatchObject({ reason: 'budget' });
  });

  test('by a model of unknown price: nothing can bound what it costs', async () => {
    const intent = await intentOf({ reservedMicros: null });
    expect(await again(intent)).toHaveProperty('callId');
    await allow('owner', 'owner-a', 1_000_000);
    const opening = await again(intent);
    expect(opening).toMatchObject({ reason: 'budget', waitMs: null, shortage: { estimateMicros: null } });
  });
});

describe('what a budget says', () => {
  test('worth asking again while only reservations stand in the way, and not any more when it is spent', async () => {
    await allow('key', keyId, 2_000);
    const intent = await intentOf();
    const calls = admitted([await again(intent), await again(intent)]);
    expect(await again(intent)).toMatchObject({ reason: 'budget', waitMs: expect.any(Number) });
    for (const callId of calls) await close(callId, 500);
    const third = await again(intent);
    await close(admitted([third])[0]!, 900);
    const opening = await again(intent);
    const midnight = new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString();
    expect(opening).toMatchObject({
      waitMs: null,
      shortage: { spentMicros: 1_900, reservedMicros: 0, estimateMicros: 1_000, freesAt: midnight },
    });
    expect(describeShortage((opening as { shortage: Parameters<typeof describeShortage>[0] }).shortage)).toBe(
      `The daily budget of the API key ${keyId} is 0.002 USD: 0.0019 USD are spent and 0.00 USD reserved, ` +
        `and this call may cost 0.001 USD. It begins anew at ${midnight}.`,
    );
  });

  test('yesterday does not count, whatever of it is still open or billed today', async () => {
    await allow('owner', 'owner-a', 1_000);
    const intent = await intentOf();
    const [callId] = admitted([await again(intent)]);
    expect(await again(intent)).toMatchObject({ reason: 'budget' });
    await db.sql`update llm_calls set opened_at = opened_at - interval '1 day'`;
    await db.sql`update budgets set day = day - 1`;
    expect(await dailyBudgets(db.sql, null)).toMatchObject([{ spentMicros: 0, reservedMicros: 0 }]);
    expect(await again(intent)).toHaveProperty('callId');
    await close(callId!, 800);
    expect(await dailyBudgets(db.sql, null)).toMatchObject([{ spentMicros: 0, reservedMicros: 1_000 }]);
  });

  test('a call that began before midnight counts in the day that others count already', async () => {
    await allow('key', keyId, 2_000);
    await allow('owner', 'owner-a', 5_000);
    await db.sql`update budgets set day = day + 1 where scope = 'owner'`;
    const intent = await intentOf();
    const calls = admitted([await again(intent), await again(intent), await again(intent)]);
    expect(calls).toHaveLength(2);
    await close(calls[0]!, 300);
    const [key, owner] = await dailyBudgets(db.sql, null);
    expect(key).toMatchObject({ scope: 'key', spentMicros: 300, reservedMicros: 1_000 });
    expect(owner).toMatchObject({ scope: 'owner', spentMicros: 300, reservedMicros: 1_000, freesAt: key!.freesAt });
  });

  test('what a key has spent that was revoked meanwhile', async () => {
    await allow('key', keyId, 2_000);
    await allow('owner', 'owner-a', 5_000);
    const [callId] = admitted([await again(await intentOf())]);
    await revokeApiKey(db.sql, keyId, admin);
    await close(callId!, 300);
    const spent = { spentMicros: 300, reservedMicros: 0 };
    expect(await dailyBudgets(db.sql, 'owner-a')).toMatchObject([spent, spent]);
    const next = await intentOf({}, otherKey); // the key that took its place
    expect(admitted([await again(next), await again(next)])).toHaveLength(2);
    expect(await dailyBudgets(db.sql, 'owner-a')).toMatchObject([spent, { ...spent, reservedMicros: 2_000 }]);
  });

  test('what was spent and reserved before it was set, calls on their way included', async () => {
    const intents = [await intentOf(), await intentOf({}, otherKey)];
    const calls = Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const [callId] = admitted([await again(intents[n % 2]!)]);
        if (n % 3 === 0) await close(callId!, 400);
      }),
    );
    await allow('owner', 'owner-a', 1_000_000_000);
    await allow('key', keyId, 1_000_000_000);
    await calls;
    expect(await dailyBudgets(db.sql, null)).toMatchObject([
      { scope: 'key', spentMicros: 34 * 400 },
      { scope: 'owner', spentMicros: 67 * 400, reservedMicros: 133_000 },
    ]);
  });

  test('a bill once, however often it is brought', async () => {
    await allow('owner', 'owner-a', 10_000);
    const [callId] = admitted([await again(await intentOf())]);
    await Promise.all([close(callId!, 700), close(callId!, 700), close(callId!, 700)]);
    expect(await dailyBudgets(db.sql, null)).toMatchObject([{ spentMicros: 700, reservedMicros: 0 }]);
  });

  test('the reservation of a dead attempt is spent until somebody knows better', async () => {
    await allow('key', keyId, 1_500);
    const intent = await intentOf();
    const [callId] = admitted([await again(intent)]);
    await settleRuns(db.sql, [
      { runId: intent.runId, attempt: 1, outcome: { verb: 'handback', code: 'shutdown', waitMs: 0 } },
    ]);
    await db.sql`update llm_calls set opened_at = now() - interval '11 s'`;
    expect(await sweepOpenCalls(db.sql, 10)).toBe(1);
    const next = await intentOf();
    expect(await again(next)).toMatchObject({ waitMs: null, shortage: { spentMicros: 1_000 } });
    await close(callId!, 400); // the zombie brings the bill
    expect(await again(next)).toHaveProperty('callId');
  });

  test('no call that it refuses becomes the probe of a breaker', async () => {
    await allow('owner', 'owner-a', 0);
    await db.sql`
      insert into model_breakers (model, failures, open_until) values ('p/m', 5, now() - interval '1 s')`;
    const intent = await intentOf();
    expect(await again(intent)).toMatchObject({ reason: 'budget' });
    await removeBudget(db.sql, { scope: 'owner', subject: 'owner-a' }, admin);
    expect(await again(intent)).toHaveProperty('callId');
  });
});

describe('budgets are set by persons', () => {
  test('who are told what is left, and leave a trace', async () => {
    expect(await allow('key', 'nobody', 1)).toBeUndefined();
    await allow('key', keyId, 5_000);
    await allow('key', keyId, 4_000);
    await allow('owner', 'owner-b', 9_000);
    const intent = await intentOf();
    await close(admitted([await again(intent)])[0]!, 300);
    await again(intent);
    const mine = { scope: 'key', subject: keyId, owner: 'owner-a', microsPerDay: 4_000 };
    expect(await dailyBudgets(db.sql, 'owner-a')).toMatchObject([
      { ...mine, spentMicros: 300, reservedMicros: 1_000, freesAt: expect.any(Date) },
    ]);
    expect(await dailyBudgets(db.sql, null)).toHaveLength(2);
    expect(await removeBudget(db.sql, { scope: 'key', subject: keyId }, admin)).toBe(true);
    expect(await removeBudget(db.sql, { scope: 'key', subject: keyId }, admin)).toBe(false);
    const trace = (await auditEntries(db.sql, null, 10)).filter(({ subject }) => subject === `key ${keyId}`);
    expect(trace).toMatchObject([
      { actor: 'boss', role: 'admin', action: 'budget_removed', before: { microsPerDay: 4_000 }, after: null },
      { action: 'budget_set', before: { microsPerDay: 5_000 }, after: { microsPerDay: 4_000 } },
      { action: 'budget_set', before: null, after: { microsPerDay: 5_000 } },
    ]);
  });

  test('and nobody can take a trace back', async () => {
    for (const attempt of [db.sql`delete from audit`, db.sql`update audit set actor = 'x'`, db.sql`truncate audit`]) {
      await expect(attempt).rejects.toThrow('append-only');
    }
  });
});
