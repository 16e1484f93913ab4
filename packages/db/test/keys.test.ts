import { createApiKey, createRunToken } from '@taktstock/registry';
import { expect, test } from 'vitest';
import {
  acceptRuns,
  createTicket,
  findChartByContent,
  findChartByInput,
  insertApiKey,
  insertRunToken,
  principalOf,
  revokeApiKey,
  spendTicket,
  storeChart,
} from '../src/index.ts';
import { newRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();
const admin = { keyId: 'boss', owner: 'people', role: 'admin' } as const;

async function stored(expiresAt: Date | null = null) {
  const key = createApiKey();
  await insertApiKey(db.sql, {
    id: key.id,
    hash: key.hash,
    owner: 'owner-a',
    role: 'service',
    name: 'test',
    expiresAt,
  });
  return key;
}

test('a key speaks for its owner until it is revoked', async () => {
  const key = await stored();
  expect(await principalOf(db.sql, key.token)).toEqual({ keyId: key.id, owner: 'owner-a', role: 'service' });
  await revokeApiKey(db.sql, key.id, admin);
  expect(await principalOf(db.sql, key.token)).toBeNull();
});

test('an expired, a forged and a malformed key speak for nobody', async () => {
  const [good, expired] = [await stored(), await stored(new Date(Date.now() - 1))];
  const forged = `tkt_${good.id}_${createApiKey().secret}`;
  for (const token of [expired.token, forged, 'tkt_', `${good.token}x`])
    expect(await principalOf(db.sql, token)).toBeNull();
});

test('a run token speaks for the owner of its run, about that run, and goes with it', async () => {
  const [key, token, accepted] = [await stored(), createRunToken(), newRun({ owner: 'owner-b' })];
  await acceptRuns(db.sql, [accepted]);
  const runId = accepted.run.id;
  await insertRunToken(db.sql, { ...token, runId, keyId: key.id });
  const holder = { keyId: token.id, owner: 'owner-b', role: 'run', runId };
  expect(await principalOf(db.sql, token.token)).toEqual(holder);
  await db.sql`delete from agent_runs where id = ${runId}`;
  expect(await principalOf(db.sql, token.token)).toBeNull();
});

test('a ticket opens one door, once, and not for ever', async () => {
  const principal = { keyId: 'k', owner: 'owner-a', role: 'viewer' } as const;
  const ticket = await createTicket(db.sql, principal);
  expect(await Promise.all([spendTicket(db.sql, ticket), spendTicket(db.sql, ticket)])).toEqual(
    expect.arrayContaining([principal, null]),
  );
  const late = await createTicket(db.sql, principal);
  await db.sql`update ws_tickets set expires_at = now() - interval '1 ms'`;
  expect(await spendTicket(db.sql, late)).toBeNull();
});

test('equal input is one chart, byte for byte, whoever stores it', async () => {
  const content = { z: 1, gates: { 34: 1, 5: 2 }, a: [2, 1] };
  const [first, second] = await Promise.all([
    storeChart(db.sql, 'input', '1.0.0', content),
    storeChart(db.sql, 'input', '1.0.0', content),
  ]);
  expect(second.id).toBe(first.id);
  expect(JSON.stringify((await findChartByInput(db.sql, 'input'))!.content)).toBe(JSON.stringify(content));
  expect(await findChartByInput(db.sql, 'other')).toBeUndefined();
});

test('a chart knows each of its users once, from the statement that stores or finds it', async () => {
  const [anna, ben] = [
    { owner: 'owner-a', userId: 'anna' },
    { owner: 'owner-b', userId: 'ben' },
  ];
  await findChartByInput(db.sql, 'used', anna);
  const { id } = await storeChart(db.sql, 'used', '1.0.0', {}, anna);
  await Promise.all([storeChart(db.sql, 'used', '1.0.0', {}, ben), findChartByInput(db.sql, 'used', anna)]);
  const users = () => db.sql`select owner, user_id from chart_users where chart_id = ${id} order by owner`;
  expect(await users()).toEqual([anna, ben]);
  await db.sql`delete from charts where id = ${id}`;
  expect(await users()).toEqual([]);
});

test('a chart is found by its content, in whatever order its members come', async () => {
  const { id } = await storeChart(db.sql, 'by content', '1.0.0', {
    core: { type: 'Projector' },
    birthTimeUnknown: false,
  });
  expect(await findChartByContent(db.sql, { birthTimeUnknown: false, core: { type: 'Projector' } })).toBe(id);
  expect(await findChartByContent(db.sql, { core: { type: 'Generator' }, birthTimeUnknown: false })).toBeNull();
  const plan = await db.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select id from charts where content::jsonb = ${tx.json({ a: 1 })}`;
  });
  expect(JSON.stringify(plan)).toContain('charts_content');
});
