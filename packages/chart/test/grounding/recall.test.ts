import { describe, expect, it } from 'vitest';
import { type Chart, claims, computeChart, inspectPart, verify } from '../../src/index.ts';
import { germanText, makers, type Phrase, randomFrom } from './phrases.ts';
import { silent } from './silent.ts';
import { surrounded } from './surroundings.ts';

const ROUNDS = 60;
const random = randomFrom(20_261_121);
const charts = Array.from({ length: 40 }, () => {
  return computeChart({ utc: Math.floor(Date.UTC(1920, 0, 1) + random.next() * 3.3e12) });
});

/** Wording counts too: no true sentence may look like a date or an advice. */
const isRefused = ({ text, locale }: Phrase, chart: Chart) =>
  inspectPart('text', text, { locale, subject: chart }).length > 0;

/** Per kind of claim: planted contradictions that were found, and true sentences that were refused or not understood. */
const rows = Object.entries(makers).map(([kind, make]) => {
  const row = { kind, planted: 0, found: 0, clean: 0, alarms: 0, unread: 0, missed: [] as string[] };
  for (let round = 0; round < ROUNDS; round++) {
    const chart = random.pick(charts);
    for (const phrase of make(chart, random, true)) {
      row.planted++;
      if (isRefused(phrase, chart)) row.found++;
      else row.missed.push(phrase.text);
    }
    for (const phrase of make(chart, random, false)) {
      row.clean++;
      if (isRefused(phrase, chart)) row.alarms++;
      if (claims(phrase.text, phrase.locale).length === 0) row.unread++;
    }
  }
  return row;
});

const sum = (field: 'planted' | 'found' | 'clean' | 'alarms' | 'unread') =>
  rows.reduce((total, row) => total + row[field], 0);

describe('sentences written from random charts', () => {
  it('prints what was found by kind', () => {
    console.table(rows.map(({ missed: _, ...row }) => row));
    expect(sum('planted')).toBeGreaterThan(1500);
  });

  it('finds at least 98 % of planted contradictions, of every kind 95 %', () => {
    expect(sum('found') / sum('planted')).toBeGreaterThanOrEqual(0.98);
    const weak = rows
      .filter(({ found, planted }) => found / planted < 0.95)
      .map(({ kind, missed }) => ({ kind, missed }));
    expect(weak).toEqual([]);
  });

  it('refuses at most 2 % of true sentences and reads nearly all of them', () => {
    expect(sum('alarms') / sum('clean')).toBeLessThanOrEqual(0.02);
    expect(sum('unread') / sum('clean')).toBeLessThanOrEqual(0.02);
  });
});

describe('the same sentences amid others', () => {
  const counts = { planted: 0, missed: [] as string[], clean: 0, refused: [] as string[] };
  for (const make of Object.values(makers)) {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const chart = random.pick(charts);
      for (const phrase of make(chart, random, true).map((each) => surrounded(each, random))) {
        counts.planted++;
        if (!isRefused(phrase, chart)) counts.missed.push(phrase.text);
      }
      for (const phrase of make(chart, random, false).map((each) => surrounded(each, random))) {
        counts.clean++;
        if (isRefused(phrase, chart)) counts.refused.push(phrase.text);
      }
    }
  }

  it('lose at most 2 % of the contradictions', () => {
    expect(counts.missed.length / counts.planted, counts.missed.join('\n')).toBeLessThanOrEqual(0.02);
  });

  it('are refused in at most 2 % of the cases when they are true', () => {
    expect(counts.refused.length / counts.clean, counts.refused.join('\n')).toBeLessThanOrEqual(0.02);
  });
});

it.each(silent)('claims nothing: $text', ({ text, locale }) => {
  expect(claims(text, locale)).toEqual([]);
});

describe('a text of 2,000 words', () => {
  const chart = charts[0]!;
  const text = germanText(chart, random, 2000);

  it('gives the same verdicts every time', () => {
    const first = JSON.stringify(verify(claims(text, 'de'), chart));
    for (let n = 0; n < 100; n++) expect(JSON.stringify(verify(claims(text, 'de'), chart))).toBe(first);
  });
});
