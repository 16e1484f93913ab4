// Runs in the thread of computing.ts. Errors lose their class on the way between threads, so refusals travel as values.
import { type Birth, ChartError, computeChart, resolveBirth } from '@taktstock/chart';
import type { Instants, Outcome } from './computing.ts';

export const chart = (birth: Instants) => outcome(() => computeChart(birth));

export const resolve = ({ birth, now }: { birth: Birth; now: number }) => outcome(() => resolveBirth(birth, now));

function outcome<T>(work: () => T): Outcome<T> {
  try {
    return { done: work() };
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    const { code, detail, data } = error;
    return { refused: data === undefined ? [code, detail] : [code, detail, data] };
  }
}
