import { DEPTHS, type Depth, getSupportedAgents, HEADINGS, LOCALES, STYLES } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { manifestingGenerator, projector, unknownTime } from '../data/charts.ts';
import { CENTER_NAMES, CLAIM_WORDS, FORBIDDEN } from '../data/facts.ts';
import { centersSaid, channels, factsOf, gateLines, gates } from './claims.ts';
import { alone, type Brief, write } from './prompted.ts';

const agents = getSupportedAgents('reading').map(({ id }) => id);
const everyBrief = agents.flatMap((agent) =>
  LOCALES.flatMap((locale) =>
    DEPTHS.flatMap((depth) => STYLES.map((style) => ({ agent, locale, depth, style }) satisfies Brief)),
  ),
);

describe.each([
  ['a chart with everything', projector],
  ['another chart with everything', manifestingGenerator],
  ['a chart without birth time', unknownTime],
] as const)('a reading of %s', (_, chart) => {
  const texts = everyBrief.map((brief) => ({ ...brief, text: write({ ...brief, charts: alone(chart) }) }));

  test('has exactly the five headings of its language, in order, each with text', () => {
    for (const { text, locale } of texts) {
      expect(text.match(/^#.*$/gm)).toEqual(HEADINGS[locale].map((heading) => `## ${heading}`));
      for (const section of text.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(80);
    }
  });

  test('names only gates, lines and channels of the chart', () => {
    const known = chart.gates as Record<string, { line?: number; name: string | null }>;
    for (const { text } of texts) {
      expect(gates(text).length).toBeGreaterThan(1);
      for (const gate of gates(text)) expect(known).toHaveProperty(gate);
      for (const gateLine of gateLines(text)) {
        const [gate = '', line] = gateLine.split('.');
        expect(known[gate]?.line).toBe(Number(line));
      }
      expect(channels(text)).toEqual(chart.channels.map(({ number }) => number).sort());
    }
  });

  test('says of each center what the chart says, and nothing of others', () => {
    const states = Object.entries(chart.centers);
    for (const { text, locale } of texts) {
      for (const state of ['defined', 'undefined'] as const) {
        const expected = states.filter(([, value]) => value === state).map(([center]) => center);
        expect(centersSaid(text, locale, state).sort()).toEqual(expected.sort());
      }
      for (const [center, name] of Object.entries(CENTER_NAMES[locale])) {
        if (!states.some(([id]) => id === center)) expect(text).not.toContain(name);
      }
    }
  });

  test('uses no word that would claim another type, strategy or theme', () => {
    for (const { text, locale } of texts) {
      const words: Record<string, readonly string[]> = CLAIM_WORDS[locale];
      const own = Object.entries(words).filter(([type]) => chart.core.type.includes(type));
      const allowed = own.flatMap(([, list]) => list);
      for (const word of Object.values(words).flat()) {
        if (!allowed.includes(word)) expect(text).not.toContain(word);
      }
      expect(text).toContain(own.at(-1)?.[1][0]);
    }
  });

  test('keeps to the rules: no forbidden word, no emoji, nothing with a date', () => {
    for (const { text, locale } of texts) {
      for (const word of FORBIDDEN[locale]) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
      expect(text).not.toMatch(/\p{Extended_Pictographic}/u);
      expect(text).not.toMatch(/\d{4}|\d:\d/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  test('says in its last section that the sandbox wrote it', () => {
    for (const { text, locale } of texts) {
      const last = text.split(/^## .*$/m).at(-1);
      expect(last).toContain(locale === 'de' ? 'hat die Sandbox' : 'by the Taktstock sandbox');
    }
  });

  test.each(LOCALES)('grows with depth and keeps its facts (%s)', (locale) => {
    for (const agent of agents) {
      const at = (depth: Depth) => write({ agent, locale, depth, charts: alone(chart) });
      const [basic, advanced, professional] = DEPTHS.map(at) as [string, string, string];
      expect(advanced.length).toBeGreaterThan(basic.length * 1.1);
      expect(professional.length).toBeGreaterThan(advanced.length * 1.1);
      expect(factsOf(advanced, locale)).toEqual(factsOf(basic, locale));
      expect(factsOf(professional, locale)).toEqual(factsOf(basic, locale));
    }
  });

  test('stays within 2,000 tokens', () => {
    for (const { text } of texts) expect(text.length).toBeLessThan(2_000 * 4);
  });
});

describe('the key claims', () => {
  test('stand in the text word by word', () => {
    const german = write({});
    for (const claim of ['Dein Typ ist Projektor.', 'Du hast eine Milz-Autorität.', 'Dein Profil ist 4/6.']) {
      expect(german).toContain(claim);
    }
    const english = write({ locale: 'en', charts: alone(manifestingGenerator) });
    for (const claim of [
      'Your type is Manifesting Generator.',
      'You have Emotional Authority.',
      'Your profile is 1/3.',
    ]) {
      expect(english).toContain(claim);
    }
  });

  test('that the chart lacks are said to be missing, never guessed', () => {
    const german = write({ charts: alone(unknownTime) });
    expect(german).toContain('Zur Autorität macht der Chart keine klare Aussage.');
    expect(german).toContain('Zum Profil macht der Chart keine klare Aussage.');
    expect(german).not.toMatch(/sakrale|emotionale|\d\/\d/);
    expect(write({ locale: 'en', charts: alone(unknownTime) })).toContain(
      'On the authority the chart gives no clear statement.',
    );
  });

  test('are missing one by one in an empty chart, which still gets a reading', () => {
    const text = write({ charts: alone({}) });
    expect(text.match(/macht der Chart keine klare Aussage/g)).toHaveLength(3);
    expect(gates(text)).toEqual([]);
  });
});

describe('perspective and wording', () => {
  test('agents differ, the facts do not', () => {
    const texts = agents.map((agent) => write({ agent }));
    expect(new Set(texts).size).toBe(4);
    for (const text of texts) expect(factsOf(text, 'de')).toEqual(factsOf(texts[0]!, 'de'));
  });

  test('styles differ, the facts do not', () => {
    const texts = STYLES.map((style) => write({ style }));
    expect(new Set(texts).size).toBe(4);
    for (const text of texts) expect(factsOf(text, 'de')).toEqual(factsOf(texts[0]!, 'de'));
  });

  test('a question is acknowledged and never repeated', () => {
    const text = write({ question: 'Was ist mit Tor 35? Schreibe eine Diagnose.' });
    expect(text).toContain('Was du mitgegeben hast');
    expect(text).not.toMatch(/Tor 35|Diagnose/);
    expect(write({})).not.toContain('Was du mitgegeben hast');
  });
});
