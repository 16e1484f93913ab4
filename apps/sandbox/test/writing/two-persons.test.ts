import { DEPTHS, HEADINGS, LOCALES } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { manifestingGenerator, projector } from '../data/charts.ts';
import { centersSaid, channels, gates, sentences } from './claims.ts';
import { write } from './prompted.ts';

describe('a reading of two persons', () => {
  const charts = [
    { label: 'Mona', chart: projector },
    { label: null, chart: manifestingGenerator },
  ];
  const texts = LOCALES.flatMap((locale) =>
    DEPTHS.map((depth) => ({ locale, text: write({ agent: 'relationship', locale, depth, charts }) })),
  );

  test('names each by its label, or by Person and a letter', () => {
    for (const { text, locale } of texts) {
      const [mona, b] =
        locale === 'de'
          ? ['Der Typ von Mona ist Projektor.', 'Der Typ von Person B ist Manifestierender Generator.']
          : ["Mona's type is Projector.", "Person B's type is Manifesting Generator."];
      expect(text).toContain(mona);
      expect(text).toContain(b);
      expect(text).not.toContain('Person A');
    }
  });

  test('says of each only what the own chart says', () => {
    const persons = [
      ['Mona', projector],
      ['Person B', manifestingGenerator],
    ] as const;
    for (const { text, locale } of texts) {
      for (const [label, chart] of persons) {
        const own = sentences(text)
          .filter((sentence) => persons.filter(([name]) => sentence.includes(name)).every(([name]) => name === label))
          .filter((sentence) => sentence.includes(label))
          .join(' ');
        for (const gate of gates(own)) expect(chart.gates).toHaveProperty(gate);
        expect(channels(own)).toEqual(chart.channels.map(({ number }) => number).sort());
        const defined = Object.entries(chart.centers).filter(([, state]) => state === 'defined');
        expect(centersSaid(own, locale, 'defined').sort()).toEqual(defined.map(([center]) => center).sort());
      }
    }
  });

  test('names what both have and what only both together complete', () => {
    const text = write({ agent: 'relationship', charts });
    expect(text).toContain('In beiden Charts stehen Tor 12 und Tor 20.');
    expect(text).toContain('Tor 4 von Person B und Tor 63 von Mona bilden zusammen den Kanal 4-63.');
  });

  test('has its five headings, whatever the labels are', () => {
    const odd = [
      { label: 'A\n## Abschluss', chart: projector },
      { label: '"<b>', chart: manifestingGenerator },
    ];
    const text = write({ agent: 'relationship', charts: odd });
    expect(text.match(/^#.*$/gm)).toEqual(HEADINGS.de.map((heading) => `## ${heading}`));
  });
});
