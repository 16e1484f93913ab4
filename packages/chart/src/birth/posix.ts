/**
 * The rule for the future in a POSIX TZ string (IEEE 1003.1, section 8.3, with the hours of RFC 8536: -167 to 167), such
 * as `CET-1CEST,M3.5.0,M10.5.0/3`. Only the `M` form of dates occurs in the zone data.
 */

/** When a clock changes in any year: the n-th (5 = last) weekday of a month, seconds after its local midnight. */
type Change = { month: number; week: number; weekday: number; seconds: number };

export type FutureRule = { standard: number; summer?: { offset: number; begins: Change; ends: Change } };

/** A change of the offset (seconds east of Greenwich) at an instant (seconds of Unix time). */
export type Transition = { at: number; offset: number };

const NAME = '(?:<[^>]+>|[A-Za-z]+)';
const TIME = '[+-]?\\d+(?::\\d+){0,2}';
const RULE = new RegExp(`^${NAME}(${TIME})(?:${NAME}(${TIME})?,([^,]+),([^,]+))?$`);
const CHANGE = new RegExp(`^M(\\d+)\\.(\\d+)\\.(\\d+)(?:/(${TIME}))?$`);
const HOUR = 3600;
const DAY = 86_400;

/** Reads a POSIX TZ string; anything that is none throws. */
export function parseFutureRule(text: string): FutureRule {
  const [, standard, summer, begins, ends] = RULE.exec(text) ?? fail(text);
  // POSIX counts offsets west of Greenwich; 0 - x, so that GMT0 is 0 and not -0
  const offset = 0 - seconds(standard!);
  if (begins === undefined) return { standard: offset };
  const summerOffset = summer === undefined ? offset + HOUR : 0 - seconds(summer);
  return { standard: offset, summer: { offset: summerOffset, begins: parseChange(begins), ends: parseChange(ends!) } };
}

/** The transitions a rule makes in the given year. */
export function transitionsIn(year: number, { standard, summer }: FutureRule): Transition[] {
  if (!summer) return [];
  return [
    { at: localChange(year, summer.begins) - standard, offset: summer.offset },
    { at: localChange(year, summer.ends) - summer.offset, offset: standard },
  ];
}

/** Seconds from 1970 on the clock that is about to change. */
function localChange(year: number, { month, week, weekday, seconds: time }: Change): number {
  const first = Date.UTC(year, month - 1, 1) / 1000 / DAY;
  const daysInMonth = Date.UTC(year, month, 1) / 1000 / DAY - first;
  // 1970-01-01 was a Thursday
  const toWeekday = (weekday - (first + 4) + 7 * 10_000) % 7;
  const day = toWeekday + 7 * (week - 1);
  return (first + (day < daysInMonth ? day : day - 7)) * DAY + time;
}

function parseChange(text: string): Change {
  const [, month, week, weekday, time] = CHANGE.exec(text) ?? fail(text);
  return {
    month: Number(month),
    week: Number(week),
    weekday: Number(weekday),
    seconds: time === undefined ? 2 * HOUR : seconds(time),
  };
}

function seconds(time: string): number {
  const [hours = 0, minutes = 0, rest = 0] = time.replace(/^[+-]/, '').split(':').map(Number);
  const size = hours * HOUR + minutes * 60 + rest;
  return time.startsWith('-') ? -size : size;
}

function fail(text: string): never {
  throw new Error(`Not a POSIX time zone rule: ${text}`);
}
