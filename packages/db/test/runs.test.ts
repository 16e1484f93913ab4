import { randomUUIDv7 } from 'node:crypto';
import { FINAL_EVENTS, isRunEvent } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import {
  acceptRuns,
  appendEvents,
  claimRuns,
  completeStep,
  eventsAfter,
  findRun,
  heartbeat,
  logDiscarded,
  type Outcome,
  releaseLeases,
  reopenRun,
  requestCancel,
  settleRuns,
  startStep,
  sweepBells,
  sweepDeadlines,
  sweepLostLeases,
} from '../src/index.ts';
import { claim, claimedRun, newRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();
const worker = { instance: 'w1', agents: ['crisis'], slots: 10 };
const complete: Outcome = { verb: 'complete', result: { ok: true } };
const retry: Outcome = { verb: 'retry', code: 'NETWORK_ERROR', message: 'gone', waitMs: 0 };

const settle = async (runId: string, attempt: number, outcome: Outcome) =>
  (await settleRuns(db.sql, [{ runId, attempt, outcome }]))[0]!;
const history = (runId: string) => eventsAfter(db.sql, `run:${runId}`, 0, 100);
const expire = (runId: string) =>
  db.sql`update agent_runs set lease_until = now() - interval '1 s' where id = ${runId}`;

/** Every log must be whole: numbers 1..n, each event in its schema. */
async function expectWholeLog(runId: string): Promise<string[]> {
  const events = await history(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  for (const { type, data } of events) expect(isRunEvent(type, data), `${type} ${JSON.stringify(data)}`).toBe(true);
  return events.map(({ type }) => type);
}

describe('the life of a run', () => {
  test('accepted, claimed, completed: one log without holes', async () => {
    const run = await claimedRun(db.sql);
    expect(run).toMatchObject({ attempt: 1, kind: 'reading', budgetMicros: null });
    expect(run.leftMs).toBeGreaterThan(119_000);
    expect(run.runLeftMs).toBeGreaterThan(899_000);
    const [logged] = await appendEvents(db.sql, [
      {
        runId: run.id,
        attempt: 1,
        events: [{ type: 'text_started', data: { step: 'text', attempt: 1, model: 'm' } }],
        progress: 30,
      },
    ]);
    expect(logged).toMatchObject([{ seq: 3, type: 'text_started' }]);
    const lastWords = [
      { type: 'text_appended', data: { draft: 3, offset: 0, text: 'Hallo' } },
      { type: 'text_accepted', data: { draft: 3, length: 5 } },
    ] as const;
    const settled = await settle(run.id, 1, { ...complete, lastWords: [...lastWords] });
    expect(settled).toMatchObject({ status: 'completed', bell: null });
    expect(settled.events.map(({ seq }) => seq)).toEqual([4, 5, 6]);
    expect(await expectWholeLog(run.id)).toEqual([
      'run_accepted',
      'run_started',
      'text_started',
      'text_appended',
      'text_accepted',
      'run_completed',
    ]);
    expect(await findRun(db.sql, run.id, null)).toMatchObject({ status: 'completed', progress: 100 });
  });

  test('a retryable error waits on the clock of the database and is charged; the third one fails', async () => {
    const run = await claimedRun(db.sql);
    const first = await settle(run.id, 1, { ...retry, waitMs: 60_000 });
    expect(first).toMatchObject({ status: 'pending', bell: { attempt: 2, delayMs: 60_000 } });
    expect(await claim(db.sql, run.id)).toBeNull();
    await db.sql`update agent_runs set not_before = now() where id = ${run.id}`;
    for (const attempt of [2, 3]) {
      expect(await claim(db.sql, run.id)).toMatchObject({ attempt });
      const settled = await settle(run.id, attempt, retry);
      expect(settled.status).toBe(attempt === 3 ? 'failed' : 'pending');
    }
    expect(await findRun(db.sql, run.id, null)).toMatchObject({
      status: 'failed',
      errorCode: 'NETWORK_ERROR',
      errorCount: 3,
    });
    await expectWholeLog(run.id);
  });

  test('a hand-back costs nothing', async () => {
    const run = await claimedRun(db.sql);
    await settle(run.id, 1, { verb: 'handback', code: 'shutdown', waitMs: 0 });
    expect(await findRun(db.sql, run.id, null)).toMatchObject({ status: 'pending', errorCount: 0, crashCount: 0 });
  });

  test('a manual retry reopens a failed run with fresh limits, three times at most', async () => {
    const run = await claimedRun(db.sql, { errorLimit: 1 });
    await settle(run.id, 1, retry);
    for (const retryCount of [1, 2, 3]) {
      expect(await reopenRun(db.sql, run.id, ['NETWORK_ERROR'], 'again')).toMatchObject({
        retryCount,
        bell: { attempt: retryCount + 1 },
      });
      expect(await claim(db.sql, run.id)).toMatchObject({ attempt: retryCount + 1, errorCount: 0 });
      await settle(run.id, retryCount + 1, retry);
    }
    expect(await reopenRun(db.sql, run.id, ['NETWORK_ERROR'], null)).toBeNull();
    const types = await expectWholeLog(run.id);
    expect(types.filter((type) => (FINAL_EVENTS as readonly string[]).includes(type))).toHaveLength(4);
  });

  test('a code that is not allowed is not reopened', async () => {
    const run = await claimedRun(db.sql);
    await settle(run.id, 1, { verb: 'fail', code: 'AUTH_FAILED', message: 'no' });
    expect(await reopenRun(db.sql, run.id, ['NETWORK_ERROR'], null)).toBeNull();
  });
});

describe('the fence', () => {
  test('one of two claimers wins, a lost reply is recognised by its token', async () => {
    const acceptance = newRun();
    const runId = acceptance.run.id;
    await acceptRuns(db.sql, [acceptance]);
    const claims = ['w1', 'w2'].map((instance) => ({ runId, instance, token: randomUUIDv7(), leaseMs: 60_000 }));
    const claimed = await Promise.all(claims.map(async (claim) => (await claimRuns(db.sql, [claim]))[0]));
    expect(claimed.filter((result) => result !== null)).toHaveLength(1);
    const winner = claims[claimed.findIndex((result) => result !== null)]!;
    await requestCancel(db.sql, runId);
    const [again] = await claimRuns(db.sql, [winner]);
    expect(again).toMatchObject({ run: { attempt: 1 }, events: [{ seq: 2, type: 'run_started' }] });
    expect(await expectWholeLog(runId)).toEqual(['run_accepted', 'run_started', 'cancel_requested']);
  });

  test('a late result counts until somebody has claimed, afterwards it is discarded', async () => {
    const [late, tooLate] = [await claimedRun(db.sql), await claimedRun(db.sql)];
    for (const { id } of [late, tooLate]) await expire(id);
    await sweepLostLeases(db.sql, 100);
    expect(await settle(late.id, 1, complete)).toMatchObject({ status: 'completed' });
    await claim(db.sql, tooLate.id, 'w2');
    expect(await settle(tooLate.id, 1, complete)).toBeNull();
    await logDiscarded(db.sql, tooLate.id, 1);
    expect(await settle(tooLate.id, 2, complete)).toMatchObject({ status: 'completed' });
    expect(await expectWholeLog(tooLate.id)).toEqual([
      'run_accepted',
      'run_started',
      'run_requeued',
      'run_started',
      'run_result_discarded',
      'run_completed',
    ]);
  });

  test('a step ends once, even if the reply to its end was lost and it is ended again', async () => {
    const run = await claimedRun(db.sql);
    const step = { runId: run.id, attempt: 1, name: 'text', progress: 70 };
    const end = {
      ...step,
      output: 'paid',
      lastWords: [{ type: 'text_accepted', data: { draft: 3, length: 0 } }],
    } as const;
    await startStep(db.sql, { ...step, position: 1 });
    expect(await completeStep(db.sql, { ...end, lastWords: [...end.lastWords] })).toHaveLength(2);
    expect(await completeStep(db.sql, { ...end, lastWords: [...end.lastWords] })).toEqual([]);
    expect(await expectWholeLog(run.id)).toEqual([
      'run_accepted',
      'run_started',
      'step_started',
      'text_accepted',
      'step_completed',
    ]);
    await expire(run.id);
    await sweepLostLeases(db.sql, 100);
    expect(await completeStep(db.sql, { ...end, lastWords: [] })).toBeNull();
  });

  test('a zombie can neither append nor renew nor fail the run', async () => {
    const run = await claimedRun(db.sql);
    await expire(run.id);
    await sweepLostLeases(db.sql, 100);
    await claim(db.sql, run.id, 'w2');
    const words = [{ type: 'text_accepted', data: { draft: 1, length: 0 } }] as const;
    expect(await appendEvents(db.sql, [{ runId: run.id, attempt: 1, events: [...words] }])).toEqual([null]);
    expect((await heartbeat(db.sql, worker, 60_000, [{ runId: run.id, attempt: 1, progress: 0 }])).size).toBe(0);
    expect(await settle(run.id, 1, { verb: 'fail', code: 'INTERNAL_ERROR', message: '' })).toBeNull();
  });

  test('a completed run never changes', async () => {
    const run = await claimedRun(db.sql);
    await settle(run.id, 1, complete);
    expect(await settle(run.id, 1, retry)).toBeNull();
    expect(await requestCancel(db.sql, run.id)).toEqual({ before: 'completed', events: [] });
    expect(await claim(db.sql, run.id)).toBeNull();
  });
});

describe('cancel', () => {
  test('ends a pending run at once', async () => {
    const acceptance = newRun();
    await acceptRuns(db.sql, [acceptance]);
    expect(await requestCancel(db.sql, acceptance.run.id)).toMatchObject({
      before: 'pending',
      events: [{ type: 'run_cancelled' }],
    });
    expect(await requestCancel(db.sql, acceptance.run.id)).toEqual({ before: 'cancelled', events: [] });
  });

  test.each([complete, retry, { verb: 'handback', code: 'shutdown', waitMs: 0 } as const])(
    'wins over %j',
    async (outcome) => {
      const run = await claimedRun(db.sql);
      expect(await requestCancel(db.sql, run.id)).toMatchObject({
        before: 'processing',
        events: [{ type: 'cancel_requested' }],
      });
      expect(await requestCancel(db.sql, run.id)).toMatchObject({ events: [] });
      expect(await settle(run.id, 1, outcome)).toMatchObject({ status: 'cancelled', bell: null });
      await expectWholeLog(run.id);
    },
  );

  test('of a run whose worker died is done by the sweep', async () => {
    const run = await claimedRun(db.sql);
    await requestCancel(db.sql, run.id);
    await expire(run.id);
    expect((await sweepLostLeases(db.sql, 100)).find(({ runId }) => runId === run.id)?.status).toBe('cancelled');
  });
});

describe('the sweep', () => {
  test('hands a lost run on, five times at most', async () => {
    const run = await claimedRun(db.sql);
    for (const crash of [1, 2, 3, 4, 5]) {
      await releaseLeases(db.sql, 'w1');
      const left = (await sweepLostLeases(db.sql, 1_000)).find(({ runId }) => runId === run.id)!;
      expect(left.status).toBe(crash === 5 ? 'failed' : 'pending');
      await claim(db.sql, run.id);
    }
    expect(await findRun(db.sql, run.id, null)).toMatchObject({
      errorCode: 'WORKER_LOST',
      errorCount: 0,
      crashCount: 5,
    });
  });

  test('rings a due run that nobody heard, once per interval', async () => {
    const acceptance = newRun();
    const mine = ({ runId }: { runId: string }) => runId === acceptance.run.id;
    await acceptRuns(db.sql, [acceptance]);
    expect((await sweepBells(db.sql, 30_000, 1_000)).filter(mine)).toEqual([]);
    await db.sql`update agent_runs set rung_at = now() - interval '31 s' where id = ${acceptance.run.id}`;
    expect((await sweepBells(db.sql, 30_000, 1_000)).filter(mine)).toMatchObject([
      { agent: 'crisis', attempt: 1, priority: 1, delayMs: 0 },
    ]);
    expect((await sweepBells(db.sql, 30_000, 1_000)).filter(mine)).toEqual([]);
  });

  test('ends what is out of time, alive or never started', async () => {
    const started = await claimedRun(db.sql);
    const waiting = newRun({ startWithinMs: -1 });
    await acceptRuns(db.sql, [waiting]);
    await db.sql`update agent_runs set deadline_at = now() - interval '1 ms' where id = ${started.id}`;
    const ended = await sweepDeadlines(db.sql, 1_000);
    for (const id of [started.id, waiting.run.id]) {
      expect(ended.find(({ runId }) => runId === id)?.status).toBe('failed');
      expect(await findRun(db.sql, id, null)).toMatchObject({ errorCode: 'TIMEOUT' });
    }
  });

  test('treats a worker that outlives its attempt as lost, however often it renews', async () => {
    const run = await claimedRun(db.sql, { attemptMs: -60_000 });
    await heartbeat(db.sql, worker, 60_000, [{ runId: run.id, attempt: 1, progress: 10 }]);
    expect((await sweepLostLeases(db.sql, 1_000)).map(({ runId }) => runId)).toContain(run.id);
  });
});
