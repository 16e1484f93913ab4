import { type Chart, claims, inspectReading, verify } from '@taktstock/chart';
import { DEPTHS, LOCALES, STYLES } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { compose, type Reading, type Sentence } from '../src/index.ts';
import { alone, charts, everyWish, subjectOf, written } from './readings.ts';

const pairs = charts.slice(0, 12).map((chart, n) => [
  { label: 'Person A', chart },
  { label: 'Mira', chart: charts[n + 12]! },
]);
/** Everybody in every wish, the styles taking turns: all of them for each would take the gate minutes. */
const everybody = [...charts.map(alone), ...pairs];
const everyReading = everybody.flatMap((persons, n) => everyWish(persons, [STYLES[n % STYLES.length]!]));
const sentencesOf = (reading: Reading): Sentence[] => {
  const { text, essence, questions } = compose(reading);
  return [...text.flat(2), ...essence, ...questions];
};

test('the charts of this suite hold every type, authority and definition', () => {
  const values = (field: 'type' | 'authority' | 'definition') => new Set(charts.map(({ core }) => core[field]));
  // one more each: undefined where the time of birth decides
  expect(values('type').size).toBe(6);
  expect(values('authority').size).toBe(9);
  expect(values('definition').size).toBe(6);
});

describe('a composed reading', () => {
  test('passes the gate, whoever it is about and however it is wanted', () => {
    for (const reading of everyReading) {
      const found = inspectReading(written(reading), { locale: reading.locale, subject: subjectOf(reading) });
      expect(found, JSON.stringify([reading.agent, reading.locale, reading.depth, reading.style])).toEqual([]);
    }
  }, 60_000);

  test('ties each sentence to places of the chart', () => {
    for (const reading of everyReading) {
      for (const { text, pointers } of sentencesOf(reading)) {
        expect(pointers.length, text).toBeGreaterThan(0);
        for (const pointer of pointers) expect(isPlace(reading, pointer), `${pointer}: ${text}`).toBe(true);
      }
    }
  });

  test('names the same facts at every depth and in every style', () => {
    for (const persons of [...charts.slice(0, 12).map(alone), ...pairs.slice(0, 3)]) {
      const facts = new Map<string, Set<string>>();
      for (const reading of everyWish(persons)) {
        const { text } = written(reading);
        const labels = persons.flatMap(({ label }) => label ?? []);
        const named = verify(claims(text, reading.locale, labels), subjectOf(reading)).map(
          ({ claim, label }) => `${label} ${claim}`,
        );
        const key = `${reading.agent} ${reading.locale}`;
        facts.set(key, (facts.get(key) ?? new Set()).add([...new Set(named)].sort().join()));
      }
      for (const [key, variants] of facts) expect(variants.size, key).toBe(1);
    }
  }, 60_000);

  test('grows with depth', () => {
    for (const chart of charts) {
      for (const locale of LOCALES) {
        const [basic, advanced, professional] = DEPTHS.map((depth) => {
          const parts = written({ agent: 'business', locale, depth, style: 'klar', persons: alone(chart) });
          return { text: parts.text.length, essence: parts.essence.length };
        });
        expect(advanced!.text).toBeGreaterThan(basic!.text * 1.1);
        expect(professional!.text).toBeGreaterThan(advanced!.text * 1.1);
        expect(advanced!.essence).toBeGreaterThanOrEqual(basic!.essence);
        expect(professional!.essence).toBeGreaterThanOrEqual(advanced!.essence);
      }
    }
  });

  test('differs by agent and by style', () => {
    for (const chart of charts) {
      const readings = everyWish(alone(chart)).filter(({ depth, locale }) => depth === 'basic' && locale === 'de');
      const texts = readings.map((reading) => written(reading));
      expect(new Set(texts.map(({ text }) => text)).size).toBe(4 * STYLES.length);
      expect(new Set(texts.map(({ essence }) => essence)).size).toBe(4);
      expect(new Set(texts.map(({ reflectionQuestions }) => reflectionQuestions.join())).size).toBe(4);
    }
  });

  test('says nothing twice and stays within what a model may write', () => {
    for (const reading of everyReading) {
      const { text, questions } = compose(reading);
      for (const sentences of [text.flat(2), questions]) {
        const texts = sentences.map((sentence) => sentence.text);
        expect(new Set(texts).size).toBe(texts.length);
      }
      expect(written(reading).text.length).toBeLessThan(2_000 * 4);
      for (const part of Object.values(written(reading)).flat()) expect(part).not.toMatch(/undefined|null|NaN|[{}]/);
    }
  });
});

describe('two persons', () => {
  test('are asked in turns', () => {
    const reading = { agent: 'relationship', locale: 'de', depth: 'basic', style: 'klar', persons: pairs[0]! } as const;
    const { reflectionQuestions } = written(reading);
    expect(reflectionQuestions.filter((question) => question.includes('Person A'))).toHaveLength(3);
    expect(reflectionQuestions.filter((question) => question.includes('Mira'))).toHaveLength(3);
  });

  test.each([
    ['Dr. Müller', 'Anna M.'],
    ['Sonne', 'Tor 35'],
    ['Anna ❤️', 'usually'],
    ['Max', 'Max Mustermann'],
    ["'Bo'", 'Anna?'],
  ])('pass the gate as %s and %s', (...labels) => {
    for (const pair of pairs.slice(0, 4)) {
      const persons = pair.map(({ chart }, n) => ({ chart, label: labels[n]! }));
      for (const reading of everyWish(persons, ['klar'])) {
        const found = inspectReading(written(reading), { locale: reading.locale, subject: subjectOf(reading) });
        expect(found, JSON.stringify([reading.locale, reading.depth])).toEqual([]);
      }
    }
  });

  test('keep their sections, whatever their labels are', () => {
    const persons = pairs[0]!.map(({ chart }, n) => ({ chart, label: ['A\n## Abschluss', '"<b>'][n]! }));
    const { text } = written({ agent: 'relationship', locale: 'de', depth: 'basic', style: 'klar', persons });
    expect(text.match(/^#.*$/gm)).toHaveLength(5);
  });
});

/** Whether a pointer leads somewhere; what a sentence says is missing has a place too. */
function isPlace({ persons }: Reading, pointer: string): boolean {
  const [, at, rest] = /^(?:\/persons\/(\d))?(\/.*)$/.exec(pointer) ?? [];
  const chart = persons[Number(at ?? 0)]!.chart as Chart;
  if (/^\/core\/(type|authority|profile|definition)$/.test(rest!)) return true;
  const place = rest!
    .slice(1)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], chart);
  return place !== undefined;
}
