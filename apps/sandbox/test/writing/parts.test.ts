import { DEPTHS, getSupportedAgents, LOCALES } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { SLIPS } from '../../src/writing/slips.ts';
import { manifestingGenerator, projector, unknownTime } from '../data/charts.ts';
import { FORBIDDEN } from '../data/facts.ts';
import { alone, repair, write } from './prompted.ts';

const pair = [
  { label: 'Mona', chart: projector },
  { label: 'Person B', chart: manifestingGenerator },
];
const briefs = [projector, manifestingGenerator, unknownTime, null].flatMap((chart) =>
  LOCALES.flatMap((locale) =>
    DEPTHS.flatMap((depth) =>
      getSupportedAgents('reading').map(({ id: agent }) => {
        return { agent, locale, depth, charts: chart === null ? pair : alone(chart) };
      }),
    ),
  ),
);
const words = (text: string): number => text.split(/\s+/).length;

describe('the essence', () => {
  test('flows in 150 to 250 words, longer at greater depth where the chart has something to say', () => {
    for (const brief of briefs) {
      const essence = write({ ...brief, part: 'essence' });
      expect(words(essence), essence).toBeGreaterThanOrEqual(150);
      expect(words(essence), essence).toBeLessThanOrEqual(250);
      expect(essence).not.toMatch(/\n|undefined|null/);
    }
    const [basic, , professional] = DEPTHS.map((depth) => words(write({ part: 'essence', depth })));
    expect(professional).toBeGreaterThan(basic!);
  });
});

describe('the questions', () => {
  test('are six, each from a fact, and different from each other', () => {
    for (const brief of briefs) {
      const questions = write({ ...brief, part: 'questions' }).split('\n');
      expect(questions).toHaveLength(6);
      expect(new Set(questions).size).toBe(6);
      for (const question of questions) expect(question).toMatch(/\S: \S.*\?$/);
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
    const advice = write({ part: 'essence' }, { slip: 'advice', once: false });
    expect(FORBIDDEN.de.some((word) => advice.toLowerCase().includes(word))).toBe(true);
    expect(write({}, { slip: 'missing-heading', once: false }).match(/^## /gm)).toHaveLength(4);
    expect(write({ part: 'questions' }, { slip: 'five-questions', once: false }).split('\n')).toHaveLength(5);
  });
});
