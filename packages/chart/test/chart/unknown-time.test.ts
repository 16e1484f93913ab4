import { describe, expect, it } from 'vitest';
import { factsOf, portraitOf } from '../../src/chart/portrait.ts';
import { trackOfDay } from '../../src/chart/track.ts';
import { activations, type Chart, computeChart, resolveBirth } from '../../src/index.ts';
import { lineIndex, linesFromStart } from '../../src/wheel.ts';

const HOUR = 3_600_000;
const days = [Date.UTC(1961, 2, 3), Date.UTC(1979, 10, 30, 14), Date.UTC(2003, 6, 19, 5), Date.UTC(1943, 8, 9)];

const dayOf = (utcFirst: number) => computeChart({ utcFirst, utcLast: utcFirst + 24 * HOUR - 1000 });

const factsAt = (utc: number) => factsOf(portraitOf(activations(utc).activations.map(lineIndex)));

/** What the chart of a day holds, as the same flat facts. */
function heldFacts({ core, centers, channels, gates }: Chart): [string, unknown][] {
  return [
    ...Object.entries(core).map(([field, value]): [string, unknown] => [`/core/${field}`, value]),
    ...Object.entries(centers).map(([id, state]): [string, unknown] => [`/centers/${id}`, state]),
    ...channels.map(({ number }): [string, unknown] => [`/channels/${number}`, 'present']),
    ...Object.entries(gates).flatMap(([gate, { line, activations: all }]): [string, unknown][] => [
      [`/gates/${gate}`, 'present'],
      ...(line === undefined ? [] : [[`/gates/${gate}/line`, line] as [string, unknown]]),
      ...all.map((a): [string, unknown] => [`/activations/${a.side}/${a.planet}`, `${gate}.${a.line}`]),
    ]),
  ];
}

describe('the chart of an unknown birth time', () => {
  it.each(days)('holds only what is true all day, and lists every other value (%d)', (first) => {
    const chart = dayOf(first);
    const held = heldFacts(chart);
    for (let hour = 0; hour < 24; hour += 0.5) {
      const facts = factsAt(first + hour * HOUR);
      for (const [pointer, value] of held) expect(facts.get(pointer), pointer).toBe(value);
      for (const [pointer, values] of Object.entries(chart.unstable!)) {
        const value = facts.get(pointer) ?? 'absent';
        if (!(pointer.endsWith('/line') && value === 'absent')) expect(values, pointer).toContain(value);
      }
    }
  });

  it.each(days)('leaves nothing out: a fact is held or listed (%d)', (first) => {
    const chart = dayOf(first);
    const known = new Set([...heldFacts(chart).map(([pointer]) => pointer), ...Object.keys(chart.unstable!)]);
    if (chart.incarnationCross) known.add('/incarnationCross');
    const unknown = factsAt(first + 7 * HOUR)
      .keys()
      .filter((pointer) => !known.has(pointer));
    expect([...unknown]).toEqual([]);
  });

  it('lists no value that never occurs', () => {
    const first = days[0]!;
    const met = Array.from({ length: 288 }, (_, n) => factsAt(first + (n * HOUR) / 12));
    for (const [pointer, values] of Object.entries(dayOf(first).unstable!)) {
      for (const value of values) {
        expect(
          met.some((facts) => (facts.get(pointer) ?? 'absent') === value),
          `${pointer} ${value}`,
        ).toBe(true);
      }
    }
  });

  it('says that the time is unknown and assumes none', () => {
    const chart = dayOf(days[0]!);
    expect(chart.birthTimeUnknown).toBe(true);
    expect(chart).not.toHaveProperty('sensitivity');
    expect(JSON.stringify(chart)).toBe(JSON.stringify(dayOf(days[0]!)));
  });
});

it('follows the bodies through the day to 0.05 seconds of arc', () => {
  const track = trackOfDay(days[0]!, days[0]! + 24 * HOUR);
  for (const hour of [0, 3.3, 11, 17.7, 24]) {
    const utc = days[0]! + hour * HOUR;
    for (const [slot, { longitude }] of activations(utc).activations.entries()) {
      const error = (((track.at(utc, slot) - linesFromStart(longitude)) % 384) + 384) % 384;
      expect(Math.min(error, 384 - error) * 3375).toBeLessThan(0.05);
    }
  }
});

it('flags Pluto as less exact before 1885, the design included', () => {
  expect(computeChart({ utc: Date.UTC(1885, 1, 1) }).lessExact).toEqual(['Pluto']);
  expect(computeChart({ utc: Date.UTC(1885, 6, 1) })).not.toHaveProperty('lessExact');
});

describe('a time that clocks showed twice', () => {
  it('is the earlier one, with a note, when both charts show the same', () => {
    const birth = { birthDate: '1995-09-24', birthTime: '02:30', timezone: 'Europe/Berlin' };
    const resolved = resolveBirth(birth, Date.UTC(2026, 10, 21));
    expect(resolved).toMatchObject({ notes: [{ code: 'EARLIER_OF_TWO' }] });
    expect(resolved).toMatchObject({ utc: Date.UTC(1995, 8, 24, 0, 30) });
  });
});
