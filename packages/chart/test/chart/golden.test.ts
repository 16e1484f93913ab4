import { describe, expect, it } from 'vitest';
import { activations, type Chart, centerIds, computeChart } from '../../src/index.ts';
import { goldenCharts, type Published, references, type SwissFacts } from '../golden.ts';

const charts = [...goldenCharts, ...references.map(({ utc, swiss }) => ({ utc, ...swiss }))];

const definedIn = (chart: Chart) => centerIds.filter((id) => chart.centers[id] === 'defined');

describe('charts computed from Swiss Ephemeris positions', () => {
  it.each(charts)('gives the same chart for $utc', (golden: SwissFacts & { utc: string }) => {
    const chart = computeChart({ utc: Date.parse(golden.utc) });
    expect(chart.core).toMatchObject({
      type: golden.type,
      authority: golden.authority,
      definition: golden.definition,
      profile: golden.profile,
    });
    expect(chart.incarnationCross).toMatchObject({ name: golden.cross, gates: golden.crossGates });
    expect(chart.channels.map(({ number }) => number)).toEqual(golden.channels);
    expect(definedIn(chart).toSorted()).toEqual(golden.defined.toSorted());
  });

  it.each(charts)('gives the same gates and lines for $utc', (golden) => {
    const { activations: all, designUtc } = activations(Date.parse(golden.utc));
    const linesOf = (facts: Record<string, string>) =>
      Object.fromEntries(Object.entries(facts).map(([body, place]) => [body, place.split('.', 2).join('.')]));
    for (const side of ['personality', 'design'] as const) {
      const own = all.filter((a) => a.side === side).map((a) => [a.body, `${a.gate}.${a.line}`]);
      expect(Object.fromEntries(own)).toEqual(linesOf(golden[side]));
    }
    expect(Math.abs(designUtc - Date.parse(golden.designUtc))).toBeLessThan(500);
  });
});

describe('published charts', () => {
  it.each(references)('agrees with $id', ({ utc, published }: { utc: string; published: Published }) => {
    const chart = computeChart({ utc: Date.parse(utc) });
    const { type, authority, definition, profile } = published;
    expect(chart.core).toMatchObject(withoutGaps({ type, authority, definition, profile }));
    if (published.crossAngle) expect(chart.incarnationCross?.type).toContain(published.crossAngle);
    if (published.crossName) expect(chart.incarnationCross?.name).toContain(published.crossName);
    if (published.crossGates) expect(chart.incarnationCross?.gates).toEqual(published.crossGates);
    const numbers = chart.channels.map(({ number }) => number);
    expect(numbers).toEqual(expect.arrayContaining(published.channels ?? []));
    if (published.channelsComplete) expect(numbers).toHaveLength(published.channels!.length);
    const gates = Object.keys(chart.gates).map(Number);
    expect(gates).toEqual(expect.arrayContaining(published.gates ?? []));
    if (published.gatesComplete) expect(gates).toHaveLength(published.gates!.length);
    expect(definedIn(chart)).toEqual(expect.arrayContaining(published.defined ?? []));
    expect(definedIn(chart).filter((id) => published.undefined?.includes(id))).toEqual([]);
  });

  it('meets a design instant published to the second within half a second', () => {
    const timed = references.filter(({ published }) => published.designUtc);
    expect(timed.length).toBeGreaterThan(0);
    for (const { utc, published } of timed) {
      const { designUtc } = activations(Date.parse(utc));
      expect(Math.abs(designUtc - Date.parse(published.designUtc!))).toBeLessThan(500);
    }
  });
});

it('gives byte-equal charts for equal input', () => {
  const utc = Date.parse(goldenCharts[0]!.utc);
  expect(JSON.stringify(computeChart({ utc }))).toBe(JSON.stringify(computeChart({ utc })));
});

it('holds no birth data', () => {
  const text = JSON.stringify(computeChart({ utc: Date.UTC(1987, 5, 4, 3, 21) }));
  expect(text).not.toMatch(/1987|06-04|03:21/);
});

it.each([Date.UTC(1799, 11, 31, 23, 59), Date.UTC(2101, 0, 1), Number.NaN])('refuses %d', (utc) => {
  expect(() => computeChart({ utc })).toThrow(expect.objectContaining({ code: 'EPHEMERIS_RANGE' }));
});

function withoutGaps(facts: Record<string, string | undefined>) {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
