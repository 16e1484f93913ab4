export const CENTERS = ['head', 'ajna', 'throat', 'g', 'heart', 'sacral', 'solarPlexus', 'spleen', 'root'] as const;
export type Center = (typeof CENTERS)[number];

const GATES: Readonly<Record<Center, readonly number[]>> = {
  head: [61, 63, 64],
  ajna: [4, 11, 17, 24, 43, 47],
  throat: [8, 12, 16, 20, 23, 31, 33, 35, 45, 56, 62],
  g: [1, 2, 7, 10, 13, 15, 25, 46],
  heart: [21, 26, 40, 51],
  sacral: [3, 5, 9, 14, 27, 29, 34, 42, 59],
  solarPlexus: [6, 22, 30, 36, 37, 49, 55],
  spleen: [18, 28, 32, 44, 48, 50, 57],
  root: [19, 38, 39, 41, 52, 53, 54, 58, 60],
};

const centers = new Map(CENTERS.flatMap((center) => GATES[center].map((gate) => [gate, center] as const)));

/** The center a gate belongs to; undefined for numbers that are no gate. */
export const centerOf = (gate: number): Center | undefined => centers.get(gate);

/** The two gates of a channel such as `34-57`. */
export const gatesOf = (channel: string): readonly [number, number] => {
  const [first = 0, second = 0] = channel.split('-').map(Number);
  return [first, second];
};
