/** One number that a benchmark answers, and what we want it to be. */
export type Figure = {
  name: string;
  /** What is divided by what, in words. */
  metric: string;
  goal: number;
  better: 'higher' | 'lower';
};

/** A measured figure: the ratio, and for people what it was made of. */
export type Measured = { ratio: number; ours: string; theirs: string };

export type Benchmark<Name extends string = string> = {
  name: string;
  figures: readonly (Figure & { name: Name })[];
  /** Starts what it needs, measures, stops everything. `say` takes a line on how far it is. */
  run(say: (line: string) => void): Promise<Record<Name, Measured>>;
};

/** Keeps the names of figures and of what is measured in step. */
export const benchmark = <const Name extends string>(it: Benchmark<Name>): Benchmark<Name> => it;

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median over rounds of ours divided by theirs: a slow moment of the machine hits both halves of a round. */
export const ratioOf = (rounds: readonly { ours: number; theirs: number }[]): number =>
  median(rounds.map(({ ours, theirs }) => ours / theirs));

/** Compares rounds in one number, with the medians of both sides for people. */
export function compare(
  rounds: readonly { ours: number; theirs: number }[],
  show: (value: number) => string,
): Measured {
  return {
    ratio: ratioOf(rounds),
    ours: show(median(rounds.map(({ ours }) => ours))),
    theirs: show(median(rounds.map(({ theirs }) => theirs))),
  };
}
