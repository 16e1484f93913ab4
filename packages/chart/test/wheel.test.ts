import { expect, it } from 'vitest';
import { lineAt, lineIndex, linesFromStart, placeOf } from '../src/wheel.ts';

it.each([
  [302.5, 41, 1],
  [0, 25, 2],
  [358.25, 25, 1],
  [358.2499, 36, 6],
  [301.9999, 60, 6],
  [15.0, 21, 6],
])('puts %d degrees into %d.%d', (longitude, gate, line) => {
  expect(placeOf(longitude)).toMatchObject({ gate, line });
});

it('counts every boundary of the wheel to what begins there', () => {
  const misplaced = Array.from({ length: 69_120 }, (_, unit) => unit).filter((unit) => {
    const { gate, line, color, tone, base } = placeOf((302 + (unit * 360) / 69_120) % 360);
    const within = (((line - 1) * 6 + color - 1) * 6 + tone - 1) * 5 + base - 1;
    return within !== unit % 1080 || lineIndex({ gate, line }) !== Math.floor(unit / 180);
  });
  expect(misplaced).toEqual([]);
});

it('gives opposite places the same line, color, tone and base', () => {
  const [sun, earth] = [placeOf(123.456), placeOf(303.456)];
  expect({ ...earth, gate: 0 }).toEqual({ ...sun, gate: 0 });
});

it('measures in lines from gate 41', () => {
  expect(linesFromStart(302)).toBe(0);
  expect(linesFromStart(301.0625)).toBe(383);
  expect(lineAt(-1)).toEqual({ gate: 60, line: 6 });
});
