import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { instantsAt, instantsOfDay } from '../../src/birth/local-time.ts';
import { parseFutureRule, transitionsIn } from '../../src/birth/posix.ts';
import { zoneNames, zoneOf } from '../../src/birth/zones.ts';

const data: Record<string, { t: number[]; i: number[]; o: number[]; f: string }> = JSON.parse(
  readFileSync(new URL('../../data/tz-transitions.json', import.meta.url), 'utf8'),
);

/** Every transition of a zone with the offsets (seconds) before and after it, and the stretches around. */
function transitionsOf(name: string) {
  const { t, i, o } = data[name]!;
  return t.map((at, n) => ({
    at,
    before: n === 0 ? o[0]! : o[i[n - 1]!]!,
    after: o[i[n]!]!,
    quiet: Math.min(at - (t[n - 1] ?? Number.NEGATIVE_INFINITY), (t[n + 1] ?? Number.POSITIVE_INFINITY) - at) > 172_800,
  }));
}

it('knows 420 zones', () => {
  expect(zoneNames).toHaveLength(420);
});

it.each(zoneNames)('%s: agrees with Intl since 1976, when nothing was merged or found out later', (name) => {
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', ...parts });
  const zone = zoneOf(name)!;
  const midsummersAndChristmases = Array.from({ length: 100 }, (_, n) => Date.UTC(1976 + n / 2, n % 2 ? 11 : 5, 24));
  for (const utc of midsummersAndChristmases) {
    const shown = Object.fromEntries(clock.formatToParts(utc).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(shown['year']!, shown['month']! - 1, shown['day'], shown['hour'], shown['minute']);
    expect(instantsAt(local, zone).map((reading) => reading.utc)).toContain(utc);
  }
});

it.each(zoneNames)('%s: reads its clock right on both sides of every transition', (name) => {
  const zone = zoneOf(name)!;
  const wrong = transitionsOf(name).flatMap(({ at, before, after, quiet }) => {
    const found = (local: number) => instantsAt(local * 1000, zone).map(({ utc }) => utc / 1000);
    const faults: string[] = [];
    if (!found(at - 1 + before).includes(at - 1)) faults.push(`${at}: second before`);
    if (!found(at + after).includes(at)) faults.push(`${at}: second of`);
    // between the two readings of the clock lies a gap or a fold, if no other change is near
    const [low, high] = [Math.min(before, after), Math.max(before, after)];
    const expected = after > before ? 0 : 2;
    for (const local of quiet && high > low ? [at + low, at + high - 1] : []) {
      if (found(local).length !== expected) faults.push(`${at}: ${found(local).length} instants at ${local}`);
    }
    return faults;
  });
  expect(wrong).toEqual([]);
});

/** Their clocks follow Ramadan, which no rule of this kind can say: the list knows more. */
const FOLLOW_RAMADAN = ['Africa/Casablanca', 'Africa/El_Aaiun', 'Asia/Gaza', 'Asia/Hebron'];

it.each(zoneNames)('%s: the rule for the future agrees with the listed transitions of 2030-2036', (name) => {
  const rule = parseFutureRule(data[name]!.f);
  const listed = transitionsOf(name).filter(({ at, before, after }) => {
    const year = new Date(at * 1000).getUTCFullYear();
    return year >= 2030 && year <= 2036 && before !== after;
  });
  const years = [2030, 2031, 2032, 2033, 2034, 2035, 2036];
  const predicted = years.flatMap((year) => transitionsIn(year, rule)).sort((a, b) => a.at - b.at);
  if (!FOLLOW_RAMADAN.includes(name)) {
    expect(listed.map(({ at, after }) => ({ at, offset: after }))).toEqual(predicted);
  }
});

it.each([
  ['<+0330>-3:30', { standard: 12_600 }],
  ['GMT0', { standard: 0 }],
  ['MST7', { standard: -25_200 }],
])('reads %s', (text, rule) => {
  expect(parseFutureRule(text)).toEqual(rule);
});

it.each(['', 'CET', 'CET-1CEST', 'CET-1CEST,J60,J300'])('refuses the rule %j', (text) => {
  expect(() => parseFutureRule(text)).toThrow('Not a POSIX');
});

it('begins a day after midnight when the clocks skip it', () => {
  // Brazil put its clocks forward at midnight
  const day = instantsOfDay(Date.UTC(2017, 9, 15), zoneOf('America/Sao_Paulo')!)!;
  expect(day).toEqual({ first: Date.UTC(2017, 9, 15, 3), last: Date.UTC(2017, 9, 16, 1, 59, 59) });
});

it('takes Etc/GMT+5 for five hours west', () => {
  expect(zoneOf('Etc/GMT+5')?.before).toBe(-18_000);
  expect(zoneOf('no/such')).toBeUndefined();
});
