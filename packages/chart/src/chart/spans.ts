import { LINES } from '../wheel.ts';
import { MINUTE, slots, type Track } from './track.ts';

/** A stretch of birth instants over which no body changes its line; `lines` counts 0-383 from the start of the wheel. */
export type Span = { start: number; end: number; lines: number[] };

/** Step of the search: no body passes a whole line (the Moon: 100 minutes) in it. */
const STEP = 10 * MINUTE;

/** Two crossings closer than this are one: Sun and Earth, and both nodes, cross together. */
const TOGETHER = 1;

/** Cuts a track wherever one of its bodies passes from line to line. */
export function spansOf(track: Track): Span[] {
  const cuts = [track.start, ...slots.keys().flatMap((slot) => crossings(track, slot)), track.end].sort(
    (a, b) => a - b,
  );
  return cuts.flatMap((start, n) => {
    const end = cuts[n + 1] ?? start;
    if (end - start <= TOGETHER) return [];
    const middle = (start + end) / 2;
    const lines = slots.map((_, slot) => wrap(Math.floor(track.at(middle, slot))));
    return [{ start, end, lines }];
  });
}

function crossings(track: Track, slot: number): number[] {
  const result: number[] = [];
  let line = Math.floor(track.at(track.start, slot));
  for (let from = track.start; from < track.end; from += STEP) {
    const to = Math.min(from + STEP, track.end);
    const then = Math.floor(track.at(to, slot));
    if (then !== line) result.push(crossing(track, slot, line, from, to));
    line = then;
  }
  return result;
}

/** Leaves `line` between two instants: bisects to the millisecond. */
function crossing(track: Track, slot: number, line: number, from: number, to: number): number {
  let [before, after] = [from, to];
  while (after - before > 0.5) {
    const middle = (before + after) / 2;
    if (Math.floor(track.at(middle, slot)) === line) before = middle;
    else after = middle;
  }
  return after;
}

function wrap(line: number): number {
  return ((line % LINES) + LINES) % LINES;
}
