import { attemptsOf } from './checks/attempts.ts';
import { type Evidence, logOf } from './checks/evidence.ts';
import { type Breaches, INVARIANTS } from './checks/invariants.ts';
import { p99 } from './checks/processes.ts';

const NAMES = Object.keys(INVARIANTS) as (keyof Breaches)[];
const WIDTH = 32;

const right = (value: unknown, width: number): string => String(value).padStart(width);

/** The first line of a table: fault × invariant, and what it took. */
export const heading = (title: string): string =>
  [
    title.padEnd(WIDTH),
    ...NAMES.map((name) => right(name, 4)),
    ...['runs', 'again', 'p99 ms'].map((name) => right(name, 8)),
  ].join('');

/** One fault: `ok` or the number of breaches of each invariant; `again`: attempts beyond the first of each run. */
export function rowOf(fault: string, evidence: Evidence, breaches: Breaches): string {
  const again = evidence.runs.reduce((sum, { id }) => sum + Math.max(0, attemptsOf(logOf(evidence, id)).length - 1), 0);
  const slowest = p99(evidence.answers);
  return [
    fault.padEnd(WIDTH),
    ...NAMES.map((name) => right(breaches[name].length === 0 ? 'ok' : breaches[name].length, 4)),
    ...[evidence.runs.length, again, slowest === null ? '-' : Math.round(slowest)].map((value) => right(value, 8)),
  ].join('');
}
