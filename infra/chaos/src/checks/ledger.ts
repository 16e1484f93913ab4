import type { Hit } from '../clients/sandbox.ts';
import { crashesDuring } from './attempts.ts';
import { type CallFact, type Check, logOf } from './evidence.ts';

/** The provider's log shows milliseconds, the database microseconds. */
const ROUNDING_MS = 2;

/** A call left open by a dead attempt is closed by the sweeper after ten seconds; before that it says nothing. */
const OPEN_MS = 15_000;

/** Anthropic books one token of output before the first one is written. */
const OPENING_TOKENS = 1;

/** I4: every call that a model got has an earlier row of its own. */
export const noHitWithoutRow: Check = ({ hits, calls }) => {
  const byId = new Map(calls.map((call) => [call.id, call]));
  const faults: string[] = [];
  for (const [id, same] of Map.groupBy(hits, ({ call }) => call)) {
    const row = id === null ? undefined : byId.get(id);
    if (row === undefined) faults.push(`the model was called without a row (${id})`);
    else if (row.openedAt.getTime() > Date.parse(same[0]!.at) + ROUNDING_MS)
      faults.push(`call ${id} came before its row`);
    if (same.length > 1) faults.push(`${same.length} calls share the row ${id}`);
  }
  return faults;
};

/** Whether the model did what it was asked to: a refused or broken answer is the reason for the next call, not its waste. */
const sound = ({ fault }: Hit): boolean => fault === null || /^(slow|text):/.test(fault);

/** I5: one call for each step, and one more at most for each fault of the crash class that met the step. */
export const extraCalls: Check = (evidence) => {
  const soundCalls = new Set(evidence.hits.filter(sound).map(({ call }) => call));
  return evidence.runs.flatMap((run) => {
    const allowed = 1 + run.retryCount + crashesDuring(logOf(evidence, run.id), evidence.injected);
    // On a busy machine a sound model too may be silent for longer than it was given.
    const answered = evidence.calls.filter(({ id, errorCode }) => soundCalls.has(id) && errorCode !== 'TIMEOUT');
    const mine = answered.filter(({ runId }) => runId === run.id);
    return [...Map.groupBy(mine, ({ step }) => step)].flatMap(([step, calls]) =>
      calls.length <= allowed
        ? []
        : [`run ${run.id}: step ${step} was paid for ${calls.length} times, ${allowed} allowed`],
    );
  });
};

const BUCKETS = [
  ['tokensIn', 'input'],
  ['cacheRead', 'cacheRead'],
  ['cacheWrite', 'cacheWrite'],
  ['tokensOut', 'output'],
] as const;

/**
 * I7: what was measured is what the provider counts; what was estimated is at least that; what was broken off is what had
 * arrived by then, because nobody tells us what was on its way.
 */
export const ledgerAgrees: Check = ({ calls, hits, at }) => {
  const byCall = new Map(hits.map((hit) => [hit.call, hit]));
  return calls.flatMap((call) => {
    if (call.closedAt === null) {
      return at.getTime() - call.openedAt.getTime() < OPEN_MS ? [] : [`call ${call.id} is still open`];
    }
    const hit = byCall.get(call.id);
    if (hit === undefined || hit.outcome === null) return [];
    return disagreement(call, hit).map((fault) => `call ${call.id} (${call.errorCode ?? 'whole'}): ${fault}`);
  });
};

function disagreement(call: CallFact, { usage, outcome }: Hit): string[] {
  if (call.estimated) {
    const [booked, counted] = [sum(BUCKETS.map(([ours]) => call[ours] ?? 0)), sum(Object.values(usage))];
    return booked >= counted ? [] : [`estimated at ${booked}, counted ${counted}`];
  }
  if (call.errorCode !== null || outcome !== 'done') {
    // What of a broken answer's prompt came from a cache may stand in the end that never arrived: only the sum is known.
    const [booked, counted] = [sum(BUCKETS.map(([ours]) => call[ours] ?? 0)), sum(Object.values(usage))];
    return booked <= counted + OPENING_TOKENS ? [] : [`broken off at ${booked}, counted ${counted}`];
  }
  return BUCKETS.flatMap(([ours, theirs]) => {
    const [booked, counted] = [call[ours] ?? 0, usage[theirs]];
    return booked === counted ? [] : [`${ours} is ${booked}, counted ${counted}`];
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
