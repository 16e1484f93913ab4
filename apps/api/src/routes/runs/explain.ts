import type { RunFacts } from '@taktstock/db';
import { LEASE } from '@taktstock/registry';

/** Why a run is where it is. */
export const EXPLANATIONS = [
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'RUNNING',
  'CANCELLING',
  'WORKER_LOST',
  'NO_WORKER',
  'QUEUE_AWAY',
  'QUEUED',
  'STARTING',
  'RATE_LIMIT',
  'PROVIDER_COOLING',
  'BREAKER_OPEN',
  'BREAKER_HALF_OPEN',
  'BUDGET',
  'RETRY',
] as const;

/** `until`: when this is expected to change by itself; null when no time is known. */
export type Explanation = { code: (typeof EXPLANATIONS)[number]; sentence: string; until: Date | null };

const at = (date: Date | null): string => date?.toISOString() ?? 'an unknown time';

/** Says why a run is where it is; `queueAnswers` is asked only about runs that a worker should be taking now. */
export async function explain(facts: RunFacts, queueAnswers: () => Promise<boolean>): Promise<Explanation> {
  switch (facts.status) {
    case 'completed':
      return { code: 'COMPLETED', sentence: `It completed at ${at(facts.finishedAt)}.`, until: null };
    case 'cancelled':
      return {
        code: 'CANCELLED',
        sentence: `It was cancelled at ${at(facts.finishedAt)}${erasure(facts)}.`,
        until: null,
      };
    case 'failed':
      return explainFailure(facts);
    case 'processing':
      return explainWork(facts);
    case 'pending':
      return facts.isDue ? explainQueue(facts, queueAnswers) : explainWait(facts);
  }
}

const erasure = ({ erasedAt }: RunFacts): string => (erasedAt === null ? '' : ', and the data of its user was erased');

function explainFailure(facts: RunFacts): Explanation {
  const { errorCode, errorMessage, finishedAt, freesAt } = facts;
  const message = errorMessage === null ? '.' : `: ${errorMessage}`;
  return {
    code: errorCode === 'BUDGET_EXCEEDED' ? 'BUDGET' : 'FAILED',
    sentence: `It failed at ${at(finishedAt)} with ${errorCode}${erasure(facts)}${message}`,
    until: freesAt === null ? null : new Date(freesAt),
  };
}

function explainWork(facts: RunFacts): Explanation {
  const { attempt, holder, holderLives, leaseUntil, startedAt, step, asking, cancelRequestedAt } = facts;
  if (!holderLives) {
    const next = cancelRequestedAt === null ? 'the next attempt begins' : 'it is cancelled, as it was asked to be';
    return {
      code: 'WORKER_LOST',
      sentence: `Its worker ${holder} is gone; when its lease ends at ${at(leaseUntil)}, ${next}.`,
      until: leaseUntil,
    };
  }
  if (cancelRequestedAt !== null) {
    const sentence = `It was asked to stop at ${at(cancelRequestedAt)}, and its worker ${holder} is ending it.`;
    return { code: 'CANCELLING', sentence, until: null };
  }
  const doing = `${step === null ? '' : `, step ${step}`}${asking === null ? '' : `, asking ${asking}`}`;
  const sentence = `Attempt ${attempt} is running on worker ${holder}${doing}; the run began at ${at(startedAt)}.`;
  return { code: 'RUNNING', sentence, until: null };
}

/** Why a run is not due yet; what it waits for was entered with the time until when. */
function explainWait(facts: RunFacts): Explanation {
  const { waitReason, notBefore, attempt, agent, workers, cooling, broken, probed, failedModel, failedWith } = facts;
  const goesOn = `it goes on at ${at(notBefore)}.${workers === 0 ? ` Then it will need a worker: none serves ${agent}.` : ''}`;
  const wait = (code: Explanation['code'], why: string) => ({ code, sentence: `${why}; ${goesOn}`, until: notBefore });
  switch (waitReason) {
    case 'rate limit':
      return wait('RATE_LIMIT', "The limit per minute of a provider's key is reached");
    case 'provider cooling': // found so, or having been told so itself
    case 'UPSTREAM_RATE_LIMITED':
      return wait(
        'PROVIDER_COOLING',
        `The provider asked us to slow down (429)${list(', and its key is cooling: ', cooling)}`,
      );
    case 'budget':
      return wait('BUDGET', 'Calls under way have reserved what is left of its budget');
    case 'breaker half open':
      return wait(
        'BREAKER_HALF_OPEN',
        `One call is trying whether a model that failed answers again${list(': ', probed)}`,
      );
    case 'UPSTREAM_UNAVAILABLE':
    case 'breaker open':
      // Nobody was asked in this attempt, or a call would have failed.
      if (failedWith === null)
        return wait(
          'BREAKER_OPEN',
          `Every model that it may ask has failed too often${list(', breaker open: ', broken)}`,
        );
  }
  const last = failedModel === null ? '' : ` (the last call, of ${failedModel}, with ${failedWith})`;
  return wait('RETRY', `Attempt ${attempt} ended with ${waitReason ?? 'nothing'}${last}`);
}

const list = (words: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${words}${names.join(', ')}`;

/** Why nobody works on a run that could be worked on. */
async function explainQueue(facts: RunFacts, queueAnswers: () => Promise<boolean>): Promise<Explanation> {
  const { agent, workers, slots, busy, ahead, rungAt } = facts;
  if (workers === 0) return { code: 'NO_WORKER', sentence: `No living worker serves ${agent}.`, until: null };
  if (!(await queueAnswers())) {
    const sentence = 'The queue does not answer. The run is safe in the database and starts when the queue is back.';
    return { code: 'QUEUE_AWAY', sentence, until: null };
  }
  if (busy >= slots || ahead > 0) {
    const sentence = `${busy} of ${slots} places for ${agent} are taken, and ${ahead} ${ahead === 1 ? 'run is' : 'runs are'} ahead of it.`;
    return { code: 'QUEUED', sentence, until: null };
  }
  const again = rungAt === null ? null : new Date(rungAt.getTime() + LEASE.bellMs);
  const rang =
    again === null ? 'its bell has not rung yet' : `its bell rang at ${at(rungAt)} and will again by ${at(again)}`;
  return { code: 'STARTING', sentence: `A worker has room for it; ${rang}.`, until: again };
}
