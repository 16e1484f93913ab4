/** Random numbers that a seed decides, so that a plan that found something can be run again. */
export type Random = {
  /** From 0 up to 1, without 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** Another sequence, which the seed decides as well: what one party draws does not shift what the others get. */
  fork(): Random;
};

/** mulberry32: 32 bits of state are plenty for a plan. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick: (from) => from[between(0, from.length - 1)]!,
    fork: () => seeded(between(0, 2 ** 31)),
  };
}
