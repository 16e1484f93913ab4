import { requireRange } from '../chart/activations.ts';
import { sameFacts } from '../chart/chart.ts';
import { ENGINE } from '../chart/engine.ts';
import { ChartError } from './error.ts';
import { instantsAt, instantsOfDay, offsetText, parseOffset, type Reading } from './local-time.ts';
import { fixedZone, type Zone, zoneOf } from './zones.ts';

/** Birth data with its place already found: a zone with coordinates, or a fixed offset such as "+02:00". */
export type Birth = {
  birthDate: string;
  birthTime?: string | undefined;
  birthTimeUnknown?: boolean | undefined;
  timeFold?: 'earlier' | 'later' | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
  timezone?: string | undefined;
  utcOffset?: string | undefined;
};

/** Something the reader of a chart should be told about how its instant was found. */
export type Note = { code: 'LOCAL_MEAN_TIME' | 'EARLIER_OF_TWO'; detail: string };

/** The instant of birth in UTC milliseconds, or for an unknown time the first and last of the local day. */
export type ResolvedBirth = ({ utc: number } | { utcFirst: number; utcLast: number }) & { notes: Note[] };

const HOUR = 3_600_000;

/** The Earth turns 15 degrees an hour: one degree of longitude is 240 s of local mean time, of which whole seconds count. */
const SECONDS_PER_DEGREE = 240;

/** Finds the instant of a birth; what cannot be resolved throws a ChartError. `now` is in UTC milliseconds. */
export function resolveBirth(birth: Birth, now: number): ResolvedBirth {
  const midnight = parseDate(birth.birthDate, now);
  const time = parseTime(birth);
  const zone = placeOfClock(birth);
  const resolved = time === undefined ? wholeDay(midnight, zone) : oneInstant(midnight + time, zone, birth.timeFold);
  const first = 'utc' in resolved ? resolved.utc : resolved.utcFirst;
  if (first > now) throw future();
  requireRange(first);
  requireRange('utc' in resolved ? resolved.utc : resolved.utcLast);
  return { ...resolved, notes: [...localMeanTime(first, zone), ...resolved.notes] };
}

/** The normalised input of a chart: engine version and instant to the second, or both ends of the day. */
export function chartKey(resolved: { utc: number } | { utcFirst: number; utcLast: number }): string {
  const ends = 'utc' in resolved ? [resolved.utc] : [resolved.utcFirst, resolved.utcLast];
  const text = ends.map((utc) => new Date(Math.floor(utc / 1000) * 1000).toISOString().replace('.000', ''));
  return [ENGINE.name, ENGINE.version, ...text].join('|');
}

/** Local midnight of the day, in milliseconds as if it were UTC. */
function parseDate(text: string, now: number): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const midnight = Date.parse(`${text}T00:00:00Z`);
  const exists = year !== undefined && new Date(midnight).toJSON()?.startsWith(`${year}-${month}-${day}`);
  if (!exists) throw new ChartError('INVALID_BIRTH_DATE', 'The birth date is no calendar day written YYYY-MM-DD.');
  // the earliest clocks of the Earth are 14 h ahead of UTC
  if (midnight - 14 * HOUR > now) throw future();
  if (Number(year) < 1800 || Number(year) > 2100) {
    throw new ChartError('EPHEMERIS_RANGE', 'The birth date lies outside the years 1800 to 2100.');
  }
  return midnight;
}

function future(): ChartError {
  return new ChartError('FUTURE_DATE', 'The birth lies in the future.');
}

/** Milliseconds since local midnight; undefined when the time is unknown. */
function parseTime({ birthTime, birthTimeUnknown }: Birth): number | undefined {
  if (birthTimeUnknown === true) {
    if (birthTime === undefined) return undefined;
    throw new ChartError('INVALID_BIRTH_TIME', 'A birth time is given although it is said to be unknown.');
  }
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(birthTime ?? '') ?? [];
  if (hours === undefined) {
    throw new ChartError('INVALID_BIRTH_TIME', 'The birth time is no time of day written HH:MM from 00:00 to 23:59.');
  }
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

type Clock = Zone & { meanTimeUntil: number };

/** The clock at the place of birth: an explicit offset, or the zone with the place's own mean time before its first law. */
function placeOfClock({ utcOffset, timezone, latitude, longitude }: Birth): Clock {
  const never = Number.NEGATIVE_INFINITY;
  if (!within(latitude, 90) || !within(longitude, 180)) throw invalidPlace('The coordinates are not on the Earth.');
  if (utcOffset !== undefined) {
    const offset = parseOffset(utcOffset);
    if (offset === undefined) throw invalidPlace('The UTC offset is not written like +02:00.');
    return { ...fixedZone(offset), meanTimeUntil: never };
  }
  if (timezone === undefined) throw invalidPlace('The birth place has neither a time zone nor a UTC offset.');
  const meanTime = longitude === undefined ? undefined : Math.trunc(longitude * SECONDS_PER_DEGREE);
  const zone = zoneOf(timezone, meanTime);
  if (!zone) throw invalidPlace('The time zone of the birth place is not known.');
  return { ...zone, meanTimeUntil: (zone.transitionsUntil(never)[0]?.at ?? never) * 1000 };
}

function invalidPlace(detail: string): ChartError {
  return new ChartError('INVALID_BIRTH_PLACE', detail);
}

function within(value: number | undefined, limit: number): boolean {
  return value === undefined || (value >= -limit && value <= limit);
}

function wholeDay(midnight: number, zone: Zone): ResolvedBirth {
  const day = instantsOfDay(midnight, zone);
  if (!day) throw new ChartError('LOCAL_TIME_NONEXISTENT', 'The clocks of this place left this day out.');
  return { utcFirst: day.first, utcLast: day.last, notes: [] };
}

function oneInstant(local: number, zone: Zone, fold: Birth['timeFold']): ResolvedBirth {
  const [earlier, later] = instantsAt(local, zone);
  if (!earlier) {
    throw new ChartError('LOCAL_TIME_NONEXISTENT', 'The clocks of this place were put forward over this time.');
  }
  if (!later) return { utc: earlier.utc, notes: [] };
  if (fold !== undefined) return { utc: (fold === 'earlier' ? earlier : later).utc, notes: [] };
  return undecided(earlier, later);
}

/** Without a word on which of two instants is meant, the earlier does if nobody could see a difference. */
function undecided(earlier: Reading, later: Reading): ResolvedBirth {
  if (sameFacts(earlier.utc, later.utc)) {
    const detail = 'The clocks showed this time twice; both give the same chart, the earlier one is used.';
    return { utc: earlier.utc, notes: [{ code: 'EARLIER_OF_TWO', detail }] };
  }
  throw new ChartError('LOCAL_TIME_AMBIGUOUS', 'The clocks of this place showed this time twice.', {
    offsets: [earlier, later].map(({ offset }) => offsetText(offset)),
  });
}

function localMeanTime(utc: number, { meanTimeUntil, before }: Clock): Note[] {
  if (utc >= meanTimeUntil) return [];
  return [
    { code: 'LOCAL_MEAN_TIME', detail: `Before zone time: local mean time of the place, ${offsetText(before)}.` },
  ];
}
