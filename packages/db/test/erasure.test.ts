import { randomUUIDv7 } from 'node:crypto';
import { type Principal, selectAgent } from '@taktstock/registry';
import { everyRow } from '@taktstock/testbed';
import { describe, expect, test } from 'vitest';
import {
  acceptRuns,
  appendEvents,
  auditEntries,
  closeCall,
  completeReading,
  completeStep,
  currentVersion,
  type Erasure,
  eraseUser,
  eventsAfter,
  findRun,
  openCall,
  reopenRun,
  requestCancel,
  type Sql,
  settleRuns,
  startStep,
  storeChart,
  type Transaction,
} from '../src/index.ts';
import { claim, newRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();
const admin: Principal = { keyId: 'boss', owner: 'people', role: 'admin' };
const erase = (userId: string, owner: string | null = null) => eraseUser(db.sql, { userId, owner }, admin);
const chart = async (input: string, user: { owner: string; userId: string } | null = null): Promise<string> =>
  (await storeChart(db.sql, input, '1.0.0', { of: input }, user)).id;

type About = { owner?: string; userId: string; chartIds?: string[] };

/** Accepts a reading whose every text says whose it is. */
async function accepted({ owner = 'owner-a', userId, chartIds = [] }: About) {
  const { run } = newRun({ owner, userId, input: { about: userId } });
  const readingId = randomUUIDv7();
  const reading = {
    ...{
      id: readingId,
      owner,
      userId,
      agent: 'crisis',
      context: `context of ${userId}`,
      question: `question of ${userId}`,
    },
    ...{ depth: 'basic', style: 'klar', locale: 'de', fallback: 'none', chartIds, labels: [userId] },
    selection: selectAgent({ agentId: 'crisis', persons: 1 }),
  };
  const idempotency = { owner, route: '/x', key: `${userId} ${run.id}`, bodyHash: 'aa', response: { about: userId } };
  const [answer] = await acceptRuns(db.sql, [{ run, reading, idempotency }]);
  return { runId: run.id, readingId, answer };
}

/** Claims a run and writes half of a text. */
async function started(about: About) {
  const reading = await accepted(about);
  const { runId } = reading;
  await claim(db.sql, runId);
  await startStep(db.sql, { runId, attempt: 1, name: 'text', progress: 30, position: 1 });
  await write(runId, about.userId);
  return reading;
}

/** Erases somebody while a transaction has written something and not committed it: it must be waited for. */
async function whileWriting(userId: string, work: (tx: Transaction) => Promise<unknown>): Promise<Erasure> {
  let erasing!: Promise<Erasure>;
  await db.sql.begin(async (tx) => {
    await work(tx);
    erasing = erase(userId);
    const waits = () =>
      db.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await waits()).length === 0) await new Promise(setImmediate);
  });
  return erasing;
}

const write = (runId: string, text: string) => writeIn(db.sql, runId, text);
const writeIn = (tx: Sql | Transaction, runId: string, text: string) =>
  appendEvents(tx, [{ runId, attempt: 1, events: [{ type: 'text_appended', data: { draft: 3, offset: 0, text } }] }]);
const finishStep = (runId: string, text: string) =>
  completeStep(db.sql, { runId, attempt: 1, name: 'text', progress: 70, output: { text }, lastWords: [] });
const complete = (runId: string, readingId: string, text: string) =>
  completeReading(
    db.sql,
    { runId, attempt: 1, lastWords: [] },
    {
      ...{ readingId, model: 'm', promptHash: 'p', content: { text, essence: text, reflectionQuestions: [text] } },
      ...{ missingParts: [], metadata: { context: text } },
    },
  );

async function completed(about: About) {
  const reading = await started(about);
  await finishStep(reading.runId, about.userId);
  await complete(reading.runId, reading.readingId, about.userId);
  return reading;
}

async function failed(about: About) {
  const reading = await started(about);
  const outcome = {
    verb: 'fail',
    code: 'GROUNDING_FAILED',
    message: about.userId,
    meta: { of: about.userId },
  } as const;
  await settleRuns(db.sql, [{ runId: reading.runId, attempt: 1, outcome }]);
  return reading;
}

/** Rows that speak of somebody. */
const traces = async (text: string) => (await everyRow(db.url)).filter((row) => row.includes(text));

describe('erasing a user', () => {
  test('leaves no trace of readings in any state, counts them, and finds nothing the second time', async () => {
    const userId = 'kanari-1';
    await completed({ userId });
    const { runId } = await failed({ userId });
    await reopenRun(db.sql, runId, ['GROUNDING_FAILED'], `because of ${userId}`);
    await started({ userId });
    await accepted({ userId });
    expect([...new Set((await traces(userId)).map((row) => row.split(':')[0]))]).toEqual(
      ['agent_runs', 'events', 'idempotency_keys', 'reading_versions', 'readings', 'run_steps'].map(
        (name) => `public.${name}`,
      ),
    );
    expect((await erase(userId)).deleted).toEqual({ readings: 4, versions: 1, charts: 0, runs: 4 });
    expect(await traces(userId)).toEqual([]);
    expect((await erase(userId)).deleted).toEqual({ readings: 0, versions: 0, charts: 0, runs: 0 });
    const entries = (await auditEntries(db.sql, null, 2)).map(({ action, subject, after }) => ({
      action,
      subject,
      after,
    }));
    const action = 'user_erased';
    expect(entries).toEqual([
      { action, subject: null, after: { readings: 0, versions: 0, charts: 0, runs: 0 } },
      { action, subject: null, after: { readings: 4, versions: 1, charts: 0, runs: 4 } },
    ]);
  });

  test('touches nobody else', async () => {
    const mine = await completed({ userId: 'kanari-2' });
    const theirs = await completed({ userId: 'kanari-22' });
    const namesake = await completed({ userId: 'kanari-2', owner: 'owner-b' });
    const before = await traces('kanari-22');
    expect((await erase('kanari-2', 'owner-a')).deleted).toMatchObject({ readings: 1, versions: 1 });
    expect(await currentVersion(db.sql, mine.readingId)).toBeUndefined();
    expect(await currentVersion(db.sql, theirs.readingId)).toMatchObject({ version: 1 });
    expect(await currentVersion(db.sql, namesake.readingId)).toMatchObject({ version: 1 });
    expect(await traces('kanari-22')).toEqual(before);
    expect((await erase('kanari-2')).deleted).toMatchObject({ readings: 1 });
  });

  test('ends what is open, visibly and once, and discards what comes too late', async () => {
    const userId = 'kanari-3';
    const working = await started({ userId });
    const waiting = await accepted({ userId });
    const { runId } = working;
    const callId = randomUUIDv7();
    await openCall(db.sql, {
      ...{
        id: callId,
        runId,
        attempt: 1,
        step: 'text',
        agent: 'crisis',
        owner: 'owner-a',
        provider: 'p',
        model: 'p/m',
      },
      ...{ promptHash: 'h', reservedTokens: 9, reservedMicros: 900, requestsPerMinute: null, tokensPerMinute: null },
    });
    const { stopped, events } = await erase(userId);
    expect(stopped.map((run) => run.runId).sort()).toEqual([runId, waiting.runId].sort());
    expect(events.map(({ type }) => type)).toEqual(['run_cancelled', 'run_cancelled']);
    expect(await eventsAfter(db.sql, `run:${runId}`, 0, 10)).toMatchObject([{ type: 'run_cancelled', seq: 5 }]);
    expect(await write(runId, userId)).toEqual([null]);
    expect(await finishStep(runId, userId)).toBeNull();
    expect(await complete(runId, working.readingId, userId)).toBeNull();
    await closeCall(db.sql, {
      ...{ callId, provider: 'p', model: 'p/m', usage: { input: 1, cacheRead: 0, cacheWrite: 0, output: 1 } },
      ...{ costMicros: 70, firstTokenMs: 1, durationMs: 1, finishReason: 'stop', errorCode: null, coolMs: null },
    });
    expect(await traces(userId)).toEqual([]);
    expect(await db.sql`select cost_micros, owner from llm_calls where id = ${callId}`).toEqual([
      { costMicros: 70, owner: 'owner-a' },
    ]);
    expect(await findRun(db.sql, waiting.runId, null)).toMatchObject({
      ...{ status: 'cancelled', userId: null, errorMessage: null, erasedAt: expect.any(Date) },
    });
    expect(await claim(db.sql, waiting.runId)).toBeNull();
  });

  test('leaves a failed run that nobody can reopen', async () => {
    const { runId } = await failed({ userId: 'kanari-4' });
    await erase('kanari-4');
    expect(await reopenRun(db.sql, runId, ['GROUNDING_FAILED'], null)).toBeNull();
    expect(await requestCancel(db.sql, runId)).toMatchObject({ before: 'failed', events: [] });
  });
});

describe('charts go with the last user who has them', () => {
  test('whether by a reading or because they asked for one', async () => {
    const anna = { owner: 'owner-a', userId: 'anna' };
    const ben = { owner: 'owner-a', userId: 'ben' };
    const asked = await chart('asked', anna);
    const read = await chart('read', anna);
    const both = await chart('both', anna);
    await chart('both', ben);
    const readByBoth = await chart('read by both', anna);
    const only = await chart('nobody asked');
    await completed({ ...anna, chartIds: [read, only] });
    await completed({ ...anna, chartIds: [readByBoth] });
    await completed({ ...ben, chartIds: [readByBoth, both] });
    const left = async () => (await db.sql<{ id: string }[]>`select id from charts order by id`).map(({ id }) => id);
    expect((await erase('anna')).deleted).toMatchObject({ readings: 2, charts: 3 });
    expect(await left()).toEqual([both, readByBoth].sort());
    expect((await erase('ben')).deleted).toMatchObject({ readings: 1, charts: 2 });
    expect(await left()).toEqual([]);
    expect(asked).not.toBe(read);
  });

  test('never under somebody who is just asking for one', async () => {
    const id = await chart('wanted', { owner: 'o', userId: 'old' });
    const erasing = await whileWriting('old', async (tx) => {
      await tx`select from charts where id = ${id} for key share`;
      await tx`insert into chart_users (owner, user_id, chart_id) values ('o', 'new', ${id})`;
    });
    expect(erasing.deleted.charts).toBe(0);
    expect(await db.sql`select user_id from chart_users where chart_id = ${id}`).toEqual([{ userId: 'new' }]);
  });

  test('and no run is accepted about a chart that is gone', async () => {
    const chartId = await chart('gone', { owner: 'o', userId: 'gone' });
    await erase('gone');
    const { answer, runId } = await accepted({ userId: 'late', chartIds: [chartId] });
    expect(answer).toEqual({ accepted: false, chartGone: true });
    expect(await findRun(db.sql, runId, null)).toBeUndefined();
    expect(await traces('late')).toEqual([]);
  });
});

describe('whoever is writing when an erasure comes', () => {
  test('is waited for: what they commit goes too', async () => {
    const userId = 'kanari-5';
    const { runId } = await started({ userId });
    await whileWriting(userId, (tx) => writeIn(tx, runId, userId));
    expect(await traces(userId)).toEqual([]);
  });

  test('finds the run cancelled, or is done before', async () => {
    for (let n = 0; n < 20; n += 1) {
      const userId = `meeting ${n};`;
      const { runId, readingId } = await started({ userId });
      await finishStep(runId, userId);
      await Promise.all([complete(runId, readingId, userId), erase(userId), write(runId, userId)]);
      expect(await traces(userId), userId).toEqual([]);
      expect(['completed', 'cancelled']).toContain((await findRun(db.sql, runId, null))!.status);
    }
  });
});
