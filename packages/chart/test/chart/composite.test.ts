import { describe, expect, it } from 'vitest';
import { type Chart, compositeOf, computeChart } from '../../src/index.ts';

/** A chart of which only the gates matter. */
const person = (...gates: number[]): Chart => ({
  core: {},
  centers: {},
  channels: [],
  gates: Object.fromEntries(gates.map((gate) => [gate, { line: 1, name: '', activations: [] }])),
  engine: { name: 'test', version: '0' },
  birthTimeUnknown: false,
});

const channelOf = (id: string, ...charts: Chart[]) => {
  return compositeOf(charts).channels.find(({ number }) => number === id);
};

describe('the class of a channel between persons', () => {
  it.each([
    [[34, 57], [], 'companionship', [0]],
    [[34, 57], [34], 'compromise', [0]],
    [[34], [57], 'electromagnetic', []],
    [[34, 57], [34, 57], 'parallel', [0, 1]],
    [[34], [34], 'none', []],
  ])('A %j, B %j: %s', (a, b, expected, owners) => {
    expect(channelOf('34-57', person(...a), person(...b))).toEqual({ number: '34-57', class: expected, owners });
  });

  it('counts every person in a group', () => {
    expect(channelOf('34-57', person(34), person(34, 57), person())).toMatchObject({
      class: 'compromise',
      owners: [1],
    });
    expect(channelOf('34-57', person(), person(34), person(57))).toMatchObject({ class: 'electromagnetic' });
  });
});

it('defines centers by the gates of all together', () => {
  const { centers } = compositeOf([person(34), person(57)]);
  expect(centers).toMatchObject({ sacral: 'defined', spleen: 'defined', throat: 'undefined' });
  expect(Object.keys(centers)).toHaveLength(9);
});

it('takes 2 to 10 charts', () => {
  const chart = computeChart({ utc: Date.UTC(1990, 1, 1) });
  expect(compositeOf(Array(10).fill(chart)).channels).toHaveLength(36);
  expect(() => compositeOf([chart])).toThrow(RangeError);
  expect(() => compositeOf(Array(11).fill(chart))).toThrow(RangeError);
});
