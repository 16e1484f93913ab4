import { WHEEL_START, wheelOrder } from './facts.ts';

/** A place on the wheel: gate 1-64, line 1-6, color 1-6, tone 1-6, base 1-5. */
export type Place = { gate: number; line: number; color: number; tone: number; base: number };

/** 64 gates x 6 lines x 6 colors x 6 tones x 5 bases: whole numbers, so that no boundary is lost to rounding. */
const BASES = 69_120;
const PER_GATE = 1080;
const PER_LINE = 180;
const PER_COLOR = 30;
const PER_TONE = 5;

/** Gate 13 opens the quarter of initiation. */
const FIRST_OF_QUARTERS = 13;

/** Boundaries of tones and bases are no round binary numbers: 1e-9 of a base (2e-8") puts a decimal one on its side. */
const ROUNDING = 1e-9;

/** Lines on the whole wheel and the degrees of one. */
export const LINES = BASES / PER_LINE;
export const DEGREES_PER_LINE = 360 / LINES;

/** Where a longitude in degrees stands on the wheel; a longitude on a boundary belongs to what begins there. */
export function placeOf(longitude: number): Place {
  const unit = Math.floor((fromWheelStart(longitude) * BASES) / 360 + ROUNDING) % BASES;
  return {
    gate: wheelOrder[Math.floor(unit / PER_GATE)]!,
    line: Math.floor((unit % PER_GATE) / PER_LINE) + 1,
    color: Math.floor((unit % PER_LINE) / PER_COLOR) + 1,
    tone: Math.floor((unit % PER_COLOR) / PER_TONE) + 1,
    base: (unit % PER_TONE) + 1,
  };
}

/** The gate a number of gates further on the wheel (negative: back). */
export function wheelSteps(gate: number, steps: number): number {
  return wheelOrder.at((wheelOrder.indexOf(gate) + steps) % wheelOrder.length)!;
}

/** The gate diametrically across the wheel. */
export function oppositeGate(gate: number): number {
  return wheelSteps(gate, 32);
}

/** Which quarter of the wheel a gate stands in, 1 to 4; the first begins with gate 13. */
export function quarterOf(gate: number): number {
  const fromFirst = wheelOrder.indexOf(gate) - wheelOrder.indexOf(FIRST_OF_QUARTERS) + wheelOrder.length;
  return Math.floor((fromFirst % wheelOrder.length) / 16) + 1;
}

/** Gate and line of the n-th line of the wheel (any integer, 0 is 41.1). */
export function lineAt(index: number): { gate: number; line: number } {
  const wrapped = ((index % LINES) + LINES) % LINES;
  return { gate: wheelOrder[Math.floor(wrapped / 6)]!, line: (wrapped % 6) + 1 };
}

/** The inverse of lineAt: 0 for 41.1, 383 for 60.6. */
export function lineIndex({ gate, line }: { gate: number; line: number }): number {
  return wheelOrder.indexOf(gate) * 6 + line - 1;
}

/** Lines from the start of the wheel, with fraction: a whole number is a boundary. */
export function linesFromStart(longitude: number): number {
  return fromWheelStart(longitude) / DEGREES_PER_LINE;
}

/** Degrees from the start of gate 41, 0 inclusive to 360 exclusive. */
function fromWheelStart(longitude: number): number {
  return (((longitude - WHEEL_START) % 360) + 360) % 360;
}
