import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Acceptance, batched, createRunWriter, eventsAfter } from '../src/index.ts';
import { newRun, suiteDatabase } from './suite.ts';

const db = suiteDatabase();

const keyed = (key: string, bodyHash = 'aa'): Acceptance => {
  const acceptance = newRun();
  const response = { runId: acceptance.run.id };
  return { ...acceptance, idempotency: { owner: 'owner-a', route: 'POST /x', key, bodyHash, response } };
};

describe('accepting in batches', () => {
  test('fifteen equal requests make one run, and everybody gets the first answer', async () => {
    const { accept } = createRunWriter(db.sql);
    const acceptances = Array.from({ length: 15 }, () => keyed('k1'));
    const results = await Promise.all(acceptances.map(accept));
    const winners = acceptances.filter((_, at) => results[at]!.accepted);
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (!result.accepted)
        expect(result).toEqual({ accepted: false, sameBody: true, response: { runId: winners[0]!.run.id } });
    }
    const ids = acceptances.map(({ run }) => run.id);
    expect(await db.sql`select id from agent_runs where id = any(${ids}::uuid[])`).toEqual([
      { id: winners[0]!.run.id },
    ]);
  });

  test('two processes at once agree on one run', async () => {
    const writers = [createRunWriter(db.sql), createRunWriter(db.sql)];
    const results = await Promise.all(writers.map(({ accept }) => accept(keyed('k2'))));
    expect(results.filter(({ accepted }) => accepted)).toHaveLength(1);
  });

  test('another body under the same key is told apart', async () => {
    const { accept } = createRunWriter(db.sql);
    await accept(keyed('k3'));
    expect(await accept(keyed('k3', 'bb'))).toMatchObject({ accepted: false, sameBody: false });
  });

  test('one bad row fails alone', async () => {
    const { accept } = createRunWriter(db.sql);
    const bad = newRun({ agent: null as unknown as string });
    const [first, second, third] = await Promise.allSettled([accept(newRun()), accept(bad), accept(newRun())]);
    expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('many writers on the same rows', () => {
  test('random order does not deadlock, and every log stays whole', async () => {
    const writers = [createRunWriter(db.sql), createRunWriter(db.sql), createRunWriter(db.sql)];
    const runs = Array.from({ length: 20 }, () => newRun());
    await Promise.all(runs.map(writers[0]!.accept));
    const claim = ({ run }: Acceptance) =>
      writers[0]!.claim({ runId: run.id, instance: 'w', token: randomUUIDv7(), leaseMs: 60_000 });
    await Promise.all(runs.map(claim));
    const say = ({ run }: Acceptance, at: number) =>
      writers[at % 3]!.append({
        runId: run.id,
        attempt: 1,
        events: [{ type: 'text_accepted', data: { draft: 1, length: at } }],
      });
    const words = Array.from({ length: 600 }, () => runs[Math.floor(Math.random() * runs.length)]!);
    const said = await Promise.all(words.map(say));
    expect(said.every((events) => events?.length === 1)).toBe(true);
    for (const { run } of runs) {
      const seqs = (await eventsAfter(db.sql, `run:${run.id}`, 0, 1_000)).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, at) => at + 1));
    }
  });
});

describe('a batch', () => {
  test('is what arrived while the one before was under way', async () => {
    const sizes: number[] = [];
    const first = Promise.withResolvers<void>();
    const double = batched(async (items: number[]) => {
      sizes.push(items.length);
      if (sizes.length === 1) await first.promise;
      return items.map((item) => item * 2);
    });
    const alone = double(1);
    await new Promise(setImmediate);
    const together = Promise.all([double(2), double(3), double(4)]);
    first.resolve();
    expect([await alone, ...(await together)]).toEqual([2, 4, 6, 8]);
    expect(sizes).toEqual([1, 3]);
  });
});
