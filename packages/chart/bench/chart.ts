import { difference } from '../src/chart/design.ts';
import { activations, computeChart } from '../src/index.ts';
import { COMPUTED, type Longitudes, longitudes } from '../src/sky/positions.ts';
import { goldenLongitudes } from '../test/golden.ts';
import { independentDesign, independentLongitudes } from '../test/independent.ts';

/** What one chart costs, warm and on one core, beside astronomy-engine doing the positions of the same chart. */

const CHARTS = 200;
const births = Array.from({ length: CHARTS }, (_, n) =>
  Date.UTC(1930 + (n % 90), (n * 7) % 12, 1 + (n % 28), n % 24, n),
);

const subjects: [name: string, once: (utc: number) => unknown][] = [
  ['whole chart with sensitivity', (utc) => computeChart({ utc })],
  ['26 activations', activations],
  [
    '26 activations, astronomy-engine',
    (utc) => [independentLongitudes(utc), independentLongitudes(independentDesign(utc))],
  ],
  ['chart of an unknown time', (utc) => computeChart({ utcFirst: utc, utcLast: utc + 86_399_000 })],
];

console.table(subjects.map(([name, once]) => ({ subject: name, ...timesOf(once) })));

console.log(`Largest error against Swiss Ephemeris, ${goldenLongitudes.length} instants of 1881-2049, seconds of arc`);
console.table(
  COMPUTED.map((body) => ({
    body,
    ours: worst(body, longitudes),
    'astronomy-engine': worst(body, independentLongitudes),
  })),
);

function timesOf(once: (utc: number) => unknown) {
  for (const utc of births) once(utc);
  const times = births.map((utc) => {
    const start = performance.now();
    once(utc);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => Number(times[Math.floor(share * (times.length - 1))]!.toFixed(2));
  return { 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'max ms': at(1) };
}

function worst(body: keyof Longitudes, positions: (utc: number) => Longitudes): number {
  const errors = goldenLongitudes.map(({ utc, lon }) => {
    return Math.abs(difference(positions(Date.parse(utc))[body], lon[body]!)) * 3600;
  });
  return Number(Math.max(...errors).toFixed(2));
}
