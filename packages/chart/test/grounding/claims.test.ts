import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claims, type Locale } from '../../src/index.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), 'utf8'));

const cases: { lang: Locale; text: string; claims: string[] }[] = read('grounding-cases');
const prose: [Locale, string, string[]][] = read('prose');

const keysOf = (text: string, locale: Locale) => claims(text, locale).map(({ claim }) => claim);

it.each(cases)('$text', ({ lang, text, claims: expected }) => {
  expect([...new Set(keysOf(text, lang))].toSorted()).toEqual(expected.toSorted());
});

describe('prose as readings have it', () => {
  it.each(prose)('%s: %s', (locale, text, expected) => {
    expect(keysOf(text, locale).toSorted()).toEqual(expected.toSorted());
  });
});

describe('positions', () => {
  it('are UTF-16 offsets of what was read', () => {
    const text = 'Ganz ruhig 🌙: **Tor 34** und dein *definiertes* Sakral.';
    for (const { text: own, start, end } of claims(text, 'de')) expect(text.slice(start, end)).toBe(own);
    expect(claims(text, 'de').map(({ text: own }) => own)).toEqual(['Tor 34', 'definiertes* Sakral']);
  });

  it('reads decomposed umlauts and spelled out ones like composed ones', () => {
    const text = 'Deine emotionale Autorität und die Kanäle 34-57 und 10-20.';
    const expected = keysOf(text, 'de');
    expect(expected).toHaveLength(3);
    expect(keysOf(text.normalize('NFD'), 'de')).toEqual(expected);
    expect(keysOf(text.replaceAll('ä', 'ae'), 'de')).toEqual(expected);
  });
});

describe('sentences', () => {
  it('keeps a list of bullets with the line that opens it', () => {
    expect(keysOf('Deine definierten Zentren:\n- Sakral\n- Milz\n\nDeine Kehle ist offen.', 'de')).toEqual([
      'center:sacral:defined',
      'center:spleen:defined',
      'center:throat:undefined',
    ]);
  });

  it('takes short lines for rows and long ones for wrapped text', () => {
    expect(keysOf('Typ: Projektor\nProfil: 5/1\nAutorität: emotional', 'de')).toEqual([
      'type:projector',
      'profile:5/1',
      'authority:emotional',
    ]);
    expect(keysOf('Was auch immer an diesem Tag noch geschieht, deine offene\nMilz merkt es zuerst.', 'de')).toEqual([
      'center:spleen:undefined',
    ]);
  });

  it('ends none at a decimal point, an ordinal or an abbreviation', () => {
    expect(keysOf('Die 2. Linie von Tor 34 ist z. B. bei dir aktiv.', 'de')).toEqual(['gate:34', 'line:34.2']);
    expect(keysOf('Du hast Tor 20. Tor 57 fehlt dir.', 'de')).toEqual(['gate:20', 'notgate:57']);
  });
});

it('carries the label of the one person a sentence names', () => {
  const text = 'Person A hat Tor 34. Person B’s Milz ist definiert. Person A und Person B haben Tor 20. Tor 57 trägt.';
  expect(claims(text, 'de', ['Person A', 'Person B']).map(({ label }) => label)).toEqual([
    'Person A',
    'Person B',
    undefined,
    undefined,
  ]);
});
