import type { Child } from '../processes/child.ts';
import type { Check } from './evidence.ts';

/** Words of Node about what nobody caught, and of a process that reports what must not happen. */
const TROUBLE = /UnhandledPromiseRejection|unhandledRejection|uncaughtException|MaxListenersExceeded|"level":60/;

/** I8: nobody ends unasked, and nothing goes wrong that nobody has thought of. */
export const expectedEnds: Check = ({ children }) =>
  children.flatMap((child) => [
    ...(child.running || child.doomed ? [] : [`${child.name} ended unasked with ${endOf(child)}`]),
    ...child.lines.filter((line) => TROUBLE.test(line)).map((line) => `${child.name} said: ${line.slice(0, 300)}`),
  ]);

const endOf = ({ end }: Child): string => end?.signal ?? `code ${end?.code}`;

/** Answers that are within the specification whatever happens: done, replayed, refused for now. Never a 500. */
const ALLOWED = [200, 202, 429, 503];

/** I9: status codes during the fault. A broken connection is an API process that was killed. */
export const expectedStatuses: Check = ({ answers }) =>
  answers
    .filter(({ status }) => status !== null && !ALLOWED.includes(status))
    .map(({ route, status, problem = '' }) => `${route} was answered with ${status} ${problem}`);

/** The 99th percentile of the answers in milliseconds: printed, never asserted, because the machine is shared. */
export function p99(answers: readonly { status: number | null; ms: number }[]): number | null {
  const times = answers.filter(({ status }) => status !== null).map(({ ms }) => ms);
  times.sort((a, b) => a - b);
  return times.at(Math.min(times.length - 1, Math.floor(times.length * 0.99))) ?? null;
}
