import type { CenterId } from '../facts.ts';

/** Where everything stands on a canvas of 600 x 950, head on top and root at the bottom. */
export const CANVAS = { width: 600, height: 950 };

export type Point = readonly [x: number, y: number];

/** Corners of each center. */
export const shapes: Readonly<Record<CenterId, readonly Point[]>> = {
  head: [
    [300, 20],
    [366, 116],
    [234, 116],
  ],
  ajna: [
    [234, 156],
    [366, 156],
    [300, 264],
  ],
  throat: [
    [238, 303],
    [362, 303],
    [362, 427],
    [238, 427],
  ],
  g: [
    [300, 452],
    [383, 535],
    [300, 618],
    [217, 535],
  ],
  heart: [
    [456, 542],
    [526, 637],
    [386, 637],
  ],
  spleen: [
    [26, 632],
    [154, 711],
    [26, 790],
  ],
  solarPlexus: [
    [574, 632],
    [574, 790],
    [446, 711],
  ],
  sacral: [
    [238, 663],
    [362, 663],
    [362, 777],
    [238, 777],
  ],
  root: [
    [238, 818],
    [362, 818],
    [362, 930],
    [238, 930],
  ],
};

/** Where the names of the centers stand for those who hear the picture read: in its title. */
export const titles: Readonly<Record<CenterId, string>> = {
  head: 'Head',
  ajna: 'Ajna',
  throat: 'Throat',
  g: 'G',
  heart: 'Heart',
  spleen: 'Spleen',
  solarPlexus: 'Solar Plexus',
  sacral: 'Sacral',
  root: 'Root',
};

/** The place of each gate, inside its center at the side its channel leaves from. */
export const gatePoints: Readonly<Record<number, Point>> = {
  64: [263, 101],
  61: [300, 101],
  63: [337, 101],
  47: [263, 171],
  24: [300, 171],
  4: [337, 171],
  17: [279, 204],
  11: [321, 204],
  43: [300, 239],
  62: [266, 318],
  23: [300, 318],
  56: [334, 318],
  16: [253, 347],
  20: [253, 393],
  35: [347, 343],
  12: [347, 369],
  45: [347, 395],
  31: [272, 413],
  8: [300, 413],
  33: [328, 413],
  1: [300, 474],
  7: [268, 502],
  13: [332, 502],
  10: [240, 535],
  25: [360, 535],
  15: [268, 568],
  46: [332, 568],
  2: [300, 596],
  21: [456, 572],
  51: [433, 597],
  26: [411, 622],
  40: [501, 622],
  5: [268, 678],
  14: [300, 678],
  29: [332, 678],
  34: [253, 706],
  27: [253, 738],
  59: [347, 738],
  42: [268, 762],
  3: [300, 762],
  9: [332, 762],
  48: [41, 666],
  57: [71, 683],
  44: [101, 698],
  50: [128, 711],
  32: [101, 724],
  28: [71, 740],
  18: [41, 757],
  36: [559, 666],
  22: [529, 683],
  37: [499, 698],
  6: [472, 711],
  49: [499, 724],
  55: [529, 740],
  30: [559, 757],
  53: [268, 833],
  60: [300, 833],
  52: [332, 833],
  54: [253, 860],
  38: [253, 887],
  58: [253, 914],
  19: [347, 860],
  39: [347, 887],
  41: [347, 914],
};

/** Channels that would run through a center bend around it: the control point of a quadratic curve. */
export const bends: Readonly<Record<string, Point>> = {
  '10-20': [204, 464],
  '10-34': [205, 622],
  '10-57': [112, 560],
  '12-22': [545, 440],
  '16-48': [42, 420],
  '20-34': [128, 548],
  '20-57': [92, 470],
  '21-45': [440, 440],
  '35-36': [584, 400],
};
