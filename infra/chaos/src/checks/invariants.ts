import { FINAL_EVENTS, isFinal, isRunEvent } from '@taktstock/registry';
import { DraftReader } from '../clients/draft.ts';
import { type Check, type EventFact, type Evidence, logOf, type RunFact } from './evidence.ts';
import { extraCalls, ledgerAgrees, noHitWithoutRow } from './ledger.ts';
import { expectedEnds, expectedStatuses } from './processes.ts';

const FINAL: readonly string[] = FINAL_EVENTS;

/** I1: every acknowledged run is there and final. */
const everyRunEnds: Check = ({ promised, runs }) => {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return promised.flatMap(({ runId }) => {
    const run = byId.get(runId);
    if (run === undefined) return [`run ${runId} was acknowledged and is gone`];
    return isFinal(run.status) ? [] : [`run ${runId} is still ${run.status} in attempt ${run.attempt}`];
  });
};

/** I2: exactly one final event for each start of a run, and a result that never changes and belongs to the run. */
const oneEnd: Check = (evidence) =>
  evidence.runs.flatMap((run) => [...endsOnce(evidence, run), ...oneResult(evidence, run)]);

function endsOnce(evidence: Evidence, run: RunFact): string[] {
  const faults: string[] = [];
  const log = logOf(evidence, run.id);
  let over: EventFact | null = null;
  let lives = 1;
  for (const event of log) {
    if (event.type === 'run_reopened') {
      over = null;
      lives += 1;
    } else if (over !== null && event.type !== 'run_result_discarded') {
      faults.push(`run ${run.id}: ${event.type} (${event.seq}) after ${over.type} (${over.seq})`);
    }
    if (FINAL.includes(event.type)) over = event;
  }
  const ends = log.filter(({ type }) => FINAL.includes(type));
  if (lives !== run.retryCount + 1) faults.push(`run ${run.id}: ${lives} starts, retry_count ${run.retryCount}`);
  if (isFinal(run.status) && ends.length !== lives) faults.push(`run ${run.id}: ${ends.length} final events`);
  if (isFinal(run.status) && ends.at(-1)?.type !== `run_${run.status}`)
    faults.push(`run ${run.id} is ${run.status}, its log says ${ends.at(-1)?.type}`);
  return faults;
}

function oneResult(evidence: Evidence, run: RunFact): string[] {
  const { versions, promised, firstResults } = evidence;
  const results = versions.filter(({ runId }) => runId === run.id);
  if (run.status !== 'completed')
    return results.length === 0 ? [] : [`run ${run.id} is ${run.status} and has a result`];
  const [result, ...more] = results;
  if (result === undefined || more.length > 0) return [`run ${run.id} has ${results.length} results`];
  const faults: string[] = [];
  const reading = promised.find(({ runId }) => runId === run.id)?.readingId;
  const completed = logOf(evidence, run.id).findLast(({ type }) => type === 'run_completed');
  if (result.readingId !== reading || run.output?.readingId !== reading)
    faults.push(`run ${run.id} has the result of reading ${result.readingId} instead of ${reading}`);
  if (result.attempt !== completed?.data['attempt'])
    faults.push(
      `run ${run.id} was completed in attempt ${completed?.data['attempt']}, its result is of ${result.attempt}`,
    );
  const first = firstResults.get(run.id);
  if (first !== undefined && first !== result.text) faults.push(`the result of run ${run.id} has changed`);
  return faults;
}

/** I3: numbers without holes, events as their schema says, and one text for the log, the result and every client. */
const oneLog: Check = (evidence) => [
  ...evidence.runs.flatMap((run) => wholeLog(evidence, run)),
  ...evidence.watchers.flatMap((watcher) => {
    const log = logOf(evidence, watcher.runId);
    const seen = watcher.events.map(({ seq, type }) => `${seq} ${type}`).join();
    const stored = log.slice(0, watcher.events.length).map(({ seq, type }) => `${seq} ${type}`);
    const faults = [...watcher.faults, ...watcher.draft.faults];
    if (seen !== stored.join()) faults.push('saw other events than the log has');
    if (watcher.last === null || !FINAL.includes(watcher.last))
      faults.push(`saw no end; its last event is ${watcher.last}`);
    const text = evidence.versions.find(({ runId }) => runId === watcher.runId)?.text;
    if (text !== undefined && watcher.draft.accepted !== text) faults.push('has another text than the database');
    return faults.map((fault) => `a client of run ${watcher.runId}: ${fault}`);
  }),
];

function wholeLog(evidence: Evidence, run: RunFact): string[] {
  const log = logOf(evidence, run.id);
  const draft = new DraftReader();
  const faults = log.flatMap(({ seq, type, data }, at) => {
    draft.read({ seq, type, data });
    return [
      ...(seq === at + 1 ? [] : [`number ${seq} at place ${at + 1}`]),
      ...(isRunEvent(type, data) ? [] : [`${type} (${seq}) does not fit its schema`]),
    ];
  });
  if (log.length !== run.lastSeq) faults.push(`${log.length} events, last_seq ${run.lastSeq}`);
  const done = log.filter(({ type }) => type === 'step_completed').map(({ data }) => data['step']);
  if (new Set(done).size !== done.length) faults.push('a step was completed twice');
  const text = evidence.versions.findLast(({ runId }) => runId === run.id)?.text;
  if (text !== undefined && draft.accepted !== text) faults.push('the log tells another text than the result');
  return [...faults, ...draft.faults].map((fault) => `log of run ${run.id}: ${fault}`);
}

/** I6: one run for each idempotency key, whoever answered. */
const oneRunPerKey: Check = ({ promised, keyRows }) => {
  const faults: string[] = [];
  for (const [key, promises] of Map.groupBy(promised, ({ key }) => key)) {
    if (key === null) continue;
    const ids = new Set(promises.map(({ runId }) => runId));
    if (ids.size > 1) faults.push(`key ${key} was answered with ${ids.size} runs`);
    if (!ids.has(keyRows.get(key) ?? '')) faults.push(`key ${key} belongs to run ${keyRows.get(key)}`);
  }
  return faults;
};

/** The promises of the README, one by one. */
export const INVARIANTS = {
  I1: everyRunEnds,
  I2: oneEnd,
  I3: oneLog,
  I4: noHitWithoutRow,
  I5: extraCalls,
  I6: oneRunPerKey,
  I7: ledgerAgrees,
  I8: expectedEnds,
  I9: expectedStatuses,
} as const satisfies Record<string, Check>;

export type Invariant = keyof typeof INVARIANTS;
export type Breaches = Record<Invariant, string[]>;

/** Holds the evidence against every invariant. */
export const checkAll = (evidence: Evidence): Breaches =>
  Object.fromEntries(Object.entries(INVARIANTS).map(([name, check]) => [name, check(evidence)])) as Breaches;

/** Everything that is broken, one line each. */
export const linesOf = (breaches: Breaches): string[] =>
  Object.entries(breaches).flatMap(([name, faults]) => faults.map((fault) => `${name}: ${fault}`));
