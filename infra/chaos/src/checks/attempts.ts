import { FINAL_EVENTS } from '@taktstock/registry';
import type { EventFact, Injected } from './evidence.ts';

/** One attempt of a run, as its log tells it. */
export type Attempt = { number: number; worker: string; from: Date; until: Date | null };

/** How far the clocks of commit and harness are apart, and a fault's own beginning from its note. */
const SLACK_MS = 50;

const ENDS: readonly string[] = [...FINAL_EVENTS, 'run_requeued'];

/** The attempts in a run's log, in order. An attempt ends when its run leaves `processing`. */
export function attemptsOf(events: readonly EventFact[]): Attempt[] {
  const attempts: Attempt[] = [];
  for (const { type, data, at } of events) {
    const last = attempts.at(-1);
    if (type === 'run_started') {
      attempts.push({ number: data['attempt'] as number, worker: data['worker'] as string, from: at, until: null });
    } else if (last !== undefined && last.until === null && ENDS.includes(type)) last.until = at;
  }
  return attempts;
}

/** How many faults of the crash class met this run while a worker had it in hand: what an extra model call may come from. */
export function crashesDuring(events: readonly EventFact[], injected: readonly Injected[]): number {
  const attempts = attemptsOf(events);
  return injected.filter(
    ({ crash, instance, from, until }) =>
      crash &&
      attempts.some(
        (attempt) =>
          (instance === null || attempt.worker === instance) &&
          attempt.from.getTime() <= until.getTime() + SLACK_MS &&
          (attempt.until === null || attempt.until.getTime() >= from.getTime() - SLACK_MS),
      ),
  ).length;
}
