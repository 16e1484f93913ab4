import { claims, computeChart, verify } from '../src/index.ts';
import { germanText, randomFrom } from '../test/grounding/phrases.ts';

/** What it costs to read the claims of a long reading and to hold them against its chart, beside splitting it into words. */

const WORDS = 2_000;
const ROUNDS = 300;
const chart = computeChart({ utc: Date.UTC(1989, 5, 5, 5, 46) });
const text = germanText(chart, randomFrom(20_261_121), WORDS);

const subjects: [name: string, once: () => unknown][] = [
  ['claims and verdicts', () => verify(claims(text, 'de'), chart)],
  ['Intl.Segmenter, words only', () => [...new Intl.Segmenter('de', { granularity: 'word' }).segment(text)].length],
];

console.log(`${WORDS} words with ${claims(text, 'de').length} claims`);
console.table(subjects.map(([subject, once]) => ({ subject, ...timesOf(once) })));

function timesOf(once: () => unknown) {
  for (let round = 0; round < ROUNDS; round++) once();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    once();
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => Number(times[Math.floor(share * (times.length - 1))]!.toFixed(2));
  return { 'best ms': at(0), 'p50 ms': at(0.5), 'p95 ms': at(0.95) };
}
