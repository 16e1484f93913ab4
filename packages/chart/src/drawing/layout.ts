import type { CenterId } from '../facts.ts';

/** Where everything stands on a canvas of 600 x 950, head on top and root at the bottom. */
export const CANVAS = { width: 600, height: 950 };

export type Point = readonly [x: number, y: number];

/** Corners of each center. */
export const shapes: Readonly<Record<CenterId, readonly Point[]>> = {
  head: [
    [300, 16],
    [372, 118],
    [228, 118],
  ],
  ajna: [
    [228, 154],
    [372, 154],
    [300, 270],
  ],
  throat: [
    [232, 298],
    [368, 298],
    [368, 424],
    [232, 424],
  ],
  g: [
    [300, 450],
    [388, 537],
    [300, 624],
    [212, 537],
  ],
  heart: [
    [446, 526],
    [520, 638],
    [372, 638],
  ],
  spleen: [
    [14, 608],
    [176, 711],
    [14, 814],
  ],
  solarPlexus: [
    [586, 608],
    [586, 814],
    [424, 711],
  ],
  sacral: [
    [232, 658],
    [368, 658],
    [368, 780],
    [232, 780],
  ],
  root: [
    [232, 814],
    [368, 814],
    [368, 938],
    [232, 938],
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
  64: [262, 101],
  61: [300, 101],
  63: [338, 101],
  47: [262, 172],
  24: [300, 172],
  4: [338, 172],
  17: [278, 205],
  11: [322, 205],
  43: [300, 238],
  62: [264, 316],
  23: [300, 316],
  56: [336, 316],
  16: [250, 344],
  20: [250, 384],
  35: [350, 339],
  12: [350, 366],
  45: [350, 393],
  31: [272, 407],
  8: [300, 407],
  33: [328, 407],
  1: [300, 474],
  7: [268, 504],
  13: [332, 504],
  10: [236, 537],
  25: [364, 537],
  15: [268, 570],
  46: [332, 570],
  2: [300, 600],
  21: [446, 562],
  51: [424, 594],
  26: [402, 621],
  40: [491, 621],
  5: [265, 675],
  14: [300, 675],
  29: [335, 675],
  34: [250, 704],
  27: [250, 736],
  59: [350, 736],
  42: [267, 762],
  3: [300, 762],
  9: [333, 762],
  48: [33, 645],
  57: [68, 668],
  44: [104, 690],
  50: [143, 711],
  32: [104, 732],
  28: [68, 754],
  18: [33, 777],
  36: [567, 645],
  22: [532, 668],
  37: [496, 690],
  6: [457, 711],
  49: [496, 732],
  55: [532, 754],
  30: [567, 777],
  53: [265, 832],
  60: [300, 832],
  52: [335, 832],
  54: [250, 861],
  38: [250, 890],
  58: [250, 919],
  19: [350, 861],
  39: [350, 890],
  41: [350, 919],
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
  '26-44': [255, 628],
  '35-36': [584, 400],
};
