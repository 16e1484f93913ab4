import { afterEach, describe, expect, test } from 'vitest';
import type { Evidence } from '../src/checks/evidence.ts';
import { checkAll, INVARIANTS, type Invariant, linesOf } from '../src/checks/invariants.ts';
import { type Exposed, exposeWorker, STATEMENTS, zombieSettles } from '../src/faults/accidents.ts';
import { dieBeforeRing } from '../src/faults/apis.ts';
import type { Sabotage } from '../src/hooks/sabotages.ts';
import type { Child } from '../src/processes/child.ts';
import type { Round } from '../src/round.ts';
import type { Snare } from '../src/servers/proxy.ts';
import { until } from '../src/until.ts';
import { expectHolds, useStage } from './stages.ts';

/** What a check must say about evidence, so that its silence means something elsewhere. */
async function breachesOf(round: Round): Promise<string[]> {
  return linesOf(checkAll(await round.evidence()));
}

const expectSabotaged = (child: Child, sabotage: Sabotage): void =>
  expect(child.lines).toContain(`sabotaged: ${sabotage}`);

describe('without the fence', () => {
  const s = useStage({ backend: 'postgres', workers: 0 });
  const exposed: Exposed[] = [];
  afterEach(async () => {
    await Promise.all(exposed.splice(0).map((worker) => worker.close()));
    await Promise.all(s.stage.workers.map((worker) => worker.kill()));
  });

  const expose = async (...how: Parameters<typeof exposeWorker>): Promise<Exposed> => {
    const worker = await exposeWorker(...how);
    exposed.push(worker);
    return worker;
  };
  /** Another worker takes the run over and completes it. */
  const completed = (round: Round) => async (runId: string) => {
    await s.stage.startWorker();
    await until('the run to be completed', async () => (await round.run(runId)).status === 'completed');
  };
  const discarded = (round: Round, runId: string) =>
    until('the zombie to be told', async () =>
      (await round.evidence()).events.find((event) => event.runId === runId && event.type === 'run_result_discarded'),
    );

  test('with it, the result of a zombie is discarded', async () => {
    const round = s.round(61);
    const zombie = await expose(round);
    const runId = await zombieSettles(round, zombie, completed(round));
    await discarded(round, runId);
    await expectHolds(round);
  });

  test('a run ends twice and its result changes, and the checks see it', async () => {
    const round = s.round(62);
    const zombie = await expose(round, { sabotage: 'no-fence' });
    const runId = await zombieSettles(round, zombie, completed(round));
    const breaches = await until('the breach', async () => {
      const lines = await breachesOf(round);
      return lines.some((line) => line.includes('2 results')) && lines;
    });
    expectSabotaged(zombie.worker, 'no-fence');
    expect(breaches.join('\n')).toMatch(new RegExp(`I2: run ${runId}: run_completed \\(\\d+\\) after run_completed`));
    expect(breaches.join('\n')).toContain(`I2: run ${runId} has 2 results`);
  });

  test('with the number of the attempt alone removed, a run completes with the result of another attempt', async () => {
    const round = s.round(63);
    const zombie = await expose(round, { sabotage: 'no-attempt' });
    let snare: Snare | undefined;
    const runId = await zombieSettles(round, zombie, async () => {
      await expose(round, {}, (proxy) => {
        snare = proxy.lay({ statement: STATEMENTS.settle, at: 'statement', act: 'hold' });
      });
      await snare?.sprung(); // the heir has the run and is about to complete it
    });
    const breach = `I2: run ${runId} was completed in attempt 2, its result is of 1`;
    await until('the breach', async () => (await breachesOf(round)).includes(breach)).finally(snare?.release);
    expectSabotaged(zombie.worker, 'no-attempt');
  });
});

describe('without the sweeper', () => {
  const s = useStage({ backend: 'postgres', workers: 0 });

  test('runs of a dead worker and runs that nobody rang for are stuck, and the checks see it', async () => {
    const round = s.round(64);
    const { stage } = s;
    const sabotage = 'no-sweeper';
    const [, ...workers] = await Promise.all([stage.startApi({ sabotage }), stage.startWorker({ sabotage })]);
    const lost = await round.order();
    await round.streaming(lost.runId);
    await round.inject({ name: 'worker kill -9', crash: true, instance: null }, () =>
      Promise.all(workers.map((worker) => worker.kill())),
    );
    const unheard = await dieBeforeRing(round);
    await until('lease and bell to be long overdue', async () => {
      const late = await stage.sql`
        select 1 from agent_runs
        where lease_until < now() - interval '2 s' or (status = 'pending' and rung_at < now() - interval '3 s')`;
      return late.length === 2;
    });
    for (const child of [...stage.apis, ...workers]) expectSabotaged(child, sabotage);
    const breaches = await breachesOf(round);
    expect(breaches).toContain(`I1: run ${lost.runId} is still processing in attempt 1`);
    expect(breaches).toContain(`I1: run ${unheard.runId} is still pending in attempt 0`);

    await stage.startWorker(); // this one sweeps: nothing else was in the way
    await expectHolds(round);
  });
});

describe('each check sees what it is for', () => {
  const s = useStage({ backend: 'postgres', apis: 1, workers: 1 });
  let evidence: Evidence;
  test('and says nothing about what is in order', async () => {
    const round = s.round(65);
    await round.orders(2, { watch: true });
    await expectHolds(round);
    evidence = await round.evidence();
  });

  const first = <T extends object>(rows: readonly T[], change: Partial<T>): T[] =>
    rows.map((row, at) => (at === 0 ? { ...row, ...change } : row));
  const doctored: [Invariant, string, () => Partial<Evidence>][] = [
    ['I1', 'a run that is gone', () => ({ runs: evidence.runs.slice(1) })],
    ['I1', 'a run that is not final', () => ({ runs: first(evidence.runs, { status: 'processing' }) })],
    ['I2', 'another result than before', () => ({ versions: first(evidence.versions, { text: 'changed' }) })],
    ['I2', 'the result of another attempt', () => ({ versions: first(evidence.versions, { attempt: 9 }) })],
    ['I2', 'a missing final event', () => ({ events: evidence.events.filter(({ type }) => type !== 'run_completed') })],
    ['I3', 'a hole in a log', () => ({ events: evidence.events.filter(({ seq }) => seq !== 3) })],
    ['I3', 'an event of no schema', () => ({ events: first(evidence.events, { data: {} }) })],
    ['I4', 'a call without a row', () => ({ calls: evidence.calls.slice(1) })],
    ['I4', 'a call before its row', () => ({ calls: first(evidence.calls, { openedAt: new Date() }) })],
    [
      'I5',
      'a call too many',
      () => {
        const again = { ...evidence.calls[0]!, id: 'again' };
        const hit = { ...evidence.hits.find(({ call }) => call === evidence.calls[0]!.id)!, call: 'again' };
        return { calls: [...evidence.calls, again], hits: [...evidence.hits, hit] };
      },
    ],
    [
      'I6',
      'two runs of one key',
      () => ({
        promised: evidence.promised.map((promise) => ({ ...promise, key: evidence.promised[0]!.key })),
      }),
    ],
    ['I7', 'a token too few', () => ({ calls: first(evidence.calls, { tokensOut: 1 }) })],
    ['I7', 'a call left open', () => ({ calls: first(evidence.calls, { closedAt: null, openedAt: new Date(0) }) })],
    ['I9', 'an answer that is a 500', () => ({ answers: [{ status: 500, ms: 1, route: '/' }] })],
  ];

  test.each(doctored)('%s: %s', (invariant, _what, change) => {
    expect(INVARIANTS[invariant](evidence)).toEqual([]);
    expect(INVARIANTS[invariant]({ ...evidence, ...change() })).not.toEqual([]);
  });

  test('I3: a client with another text', () => {
    const [watcher] = evidence.watchers;
    const { accepted } = watcher!.draft;
    watcher!.draft.accepted = `${accepted}!`;
    expect(INVARIANTS.I3(evidence)).toEqual([expect.stringContaining('has another text than the database')]);
    watcher!.draft.accepted = accepted;
  });

  test('I8: a process that ends unasked', async () => {
    const [worker] = s.stage.workers;
    process.kill(worker!.pid, 'SIGKILL');
    await worker!.ended;
    expect(INVARIANTS.I8(evidence)).toEqual([`${worker!.name} ended unasked with SIGKILL`]);
  });
});
