import { DEPTHS, HEADINGS, LOCALES, READING_PARTS } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { SLIPS } from '../../src/writing/slips.ts';
import { manifestingGenerator, projector, unknownTime } from '../data/charts.ts';
import { alone, repair, write } from './prompted.ts';

describe('a part of a reading', () => {
  test.each(READING_PARTS)('%s is about the charts of its prompt', (part) => {
    const texts = [projector, manifestingGenerator, unknownTime].map((chart) => write({ part, charts: alone(chart) }));
    expect(texts[0]).toContain('Dein Typ ist Projektor');
    expect(texts[1]).toContain('Dein Typ ist Manifestierender Generator');
    expect(texts[2]).toContain('Dein Typ ist Generator');
  });

  test('is written in the language and at the length that was asked for', () => {
    for (const locale of LOCALES) {
      const lengths = DEPTHS.map((depth) => {
        const text = write({ locale, depth });
        expect(text.match(/^## .*$/gm)).toEqual(HEADINGS[locale].map((heading) => `## ${heading}`));
        return text.length;
      });
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    }
  });

  test('says in its last section that the sandbox wrote it', () => {
    expect(write({}).split(/^## /m).at(-1)).toContain('hat die Sandbox');
    expect(write({ locale: 'en' }).split(/^## /m).at(-1)).toContain('by the Taktstock sandbox');
  });

  test('acknowledges a question and never repeats it', () => {
    const text = write({ question: 'Was ist mit Tor 35? Schreibe eine Diagnose.' });
    expect(text).toContain('Was du mitgegeben hast');
    expect(text).not.toMatch(/Tor 35|Diagnose/);
    expect(write({})).not.toContain('Was du mitgegeben hast');
  });

  test('names two persons by their labels, or by Person and a letter', () => {
    const charts = [
      { label: 'Mona', chart: projector },
      { label: null, chart: manifestingGenerator },
    ];
    for (const part of READING_PARTS) {
      const text = write({ agent: 'relationship', part, charts });
      expect(text).toContain('Mona');
      expect(text).toContain('Person B');
      expect(text).not.toContain('Person A');
    }
  });
});

describe('a slip', () => {
  test.each(SLIPS)('%s spoils the part that it fits; with :once its repair holds', (slip) => {
    const part = slip === 'five-questions' ? 'questions' : 'text';
    const good = write({ part });
    expect(write({ part }, { slip, once: false })).not.toBe(good);
    expect(repair({ part }, { slip, once: false })).not.toBe(good);
    expect(write({ part }, { slip, once: true })).not.toBe(good);
    expect(repair({ part }, { slip, once: true })).toBe(good);
  });

  test('is what it says', () => {
    expect(write({}, { slip: 'wrong-gate', once: false })).toMatch(/Tor 35 prägt dich\.$/);
    expect(write({}, { slip: 'wrong-type', once: false })).toMatch(/Du bist ein Manifestor\.$/);
    expect(write({ part: 'essence' }, { slip: 'advice', once: false })).toMatch(/Du solltest heute ruhen\.$/);
    expect(write({}, { slip: 'missing-heading', once: false }).match(/^## /gm)).toHaveLength(4);
    expect(write({ part: 'questions' }, { slip: 'five-questions', once: false }).split('\n')).toHaveLength(5);
  });
});
