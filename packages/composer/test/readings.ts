import { type Chart, computeChart } from '@taktstock/chart';
import { DEPTHS, getSupportedAgents, LOCALES, STYLES } from '@taktstock/registry';
import { compose, inMarkdown, type Person, type Reading } from '../src/index.ts';

const DAY = 86_400_000;

/** Births whose charts hold every type, authority and definition. */
const RARE = [
  ...['1950-01-01T00:00Z', '1950-01-03T08:53Z', '1950-01-05T17:46Z', '1950-01-08T02:38Z', '1950-01-19T23:02Z'],
  ...['1950-01-24T16:48Z', '1950-02-17T09:36Z', '1950-02-26T21:07Z', '1950-03-13T02:24Z', '1950-07-23T19:41Z'],
  ...['1951-03-08T08:10Z', '1953-04-30T19:26Z'],
];

/** Charts of those and of other births, every third of these without its time. */
export const charts: readonly Chart[] = [
  ...RARE.map((moment) => computeChart({ utc: Date.parse(moment) })),
  ...Array.from({ length: 24 }, (_, n) => {
    const utc = Date.UTC(1930, 0, 1) + n * 1_200 * DAY + n * 7 * 3_600_000;
    return n % 3 === 2 ? computeChart({ utcFirst: utc, utcLast: utc + DAY - 1_000 }) : computeChart({ utc });
  }),
];

export const alone = (chart: Chart): Person[] => [{ label: null, chart }];

/** Every wish for a reading about these persons. */
export function everyWish(persons: Reading['persons'], styles: readonly Reading['style'][] = STYLES): Reading[] {
  const agents = persons.length === 1 ? getSupportedAgents('reading').map(({ id }) => id) : ['relationship'];
  return agents.flatMap((agent) =>
    LOCALES.flatMap((locale) =>
      DEPTHS.flatMap((depth) => styles.map((style) => ({ agent, locale, depth, style, persons }))),
    ),
  );
}

/** The parts as they are stored. */
export function written(reading: Reading) {
  const { text, essence, questions } = compose(reading);
  return {
    text: inMarkdown(text, reading.locale),
    essence: essence.map((sentence) => sentence.text).join(' '),
    reflectionQuestions: questions.map((sentence) => sentence.text),
  };
}

/** Against what the gate holds it. */
export const subjectOf = ({ persons }: Reading) =>
  persons.length === 1
    ? (persons[0]!.chart as Chart)
    : persons.map(({ label, chart }) => ({ label: label!, chart: chart as Chart }));
