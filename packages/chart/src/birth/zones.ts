import { readFileSync } from 'node:fs';
import { parseFutureRule, type Transition, transitionsIn } from './posix.ts';

/**
 * Zone history from the IANA database with its `backzone` file: 420 zones, all that lie somewhere. The merged data every JavaScript library and
 * Intl read is wrong before 1970 in 69 of them (Stockholm in July 1945: +3 instead of +1).
 */

/** `t` transitions (Unix seconds), `i` index into `o` from each on, `o` offsets (o[0]: before the first), `f` future. */
type ZoneData = { t: number[]; i: number[]; o: number[]; f: string };

const data: Record<string, ZoneData> = JSON.parse(
  readFileSync(new URL('../../data/tz-transitions.json', import.meta.url), 'utf8'),
);

/** The history of a zone as its transitions and the offset that holds before the first. */
export type Zone = { before: number; transitionsUntil: (end: number) => Transition[] };

/** All zones with a history of their own. */
export const zoneNames: readonly string[] = Object.keys(data);

/**
 * Links such as US/Eastern or Asia/Calcutta lead to the zone that Intl gives the same canonical name. Only names are
 * taken from Intl, never offsets; a table of our own would be 200 lines that somebody has to keep.
 */
function ownName(alias: string): string | undefined {
  const canonical = canonicalName(alias);
  if (canonical === undefined) return undefined;
  // built on the first link only: asking Intl for all zones takes 30 ms
  namesByCanonical ??= new Map(zoneNames.map((name) => [canonicalName(name), name]));
  return namesByCanonical.get(canonical);
}

let namesByCanonical: Map<string | undefined, string> | undefined;

/** Zones without a place, such as UTC and Etc/GMT+5 (which is west): a fixed offset. */
const FIXED = /^(?:Etc\/)?(?:UTC|UCT|GMT|Greenwich|Universal|Zulu)(?:([+-])(\d{1,2}))?$/i;

/**
 * The zone of an IANA name, links included; undefined when there is none. `beforeFirst` replaces its local mean time:
 * seconds east of Greenwich that hold before its first transition.
 */
export function zoneOf(name: string, beforeFirst?: number): Zone | undefined {
  const fixed = FIXED.exec(name);
  if (fixed) return fixedZone(fixed[2] === undefined ? 0 : Number(fixed[2]) * (fixed[1] === '+' ? -3600 : 3600));
  const own = Object.hasOwn(data, name) ? name : ownName(name);
  return own === undefined ? undefined : zoneFrom(data[own]!, beforeFirst);
}

/** A zone whose clock never changed: seconds east of Greenwich. */
export function fixedZone(offset: number): Zone {
  return { before: offset, transitionsUntil: () => [] };
}

function zoneFrom({ t, i, o, f }: ZoneData, beforeFirst: number | undefined): Zone {
  const listed = t.map((at, n) => ({ at, offset: o[i[n]!]! }));
  const last = t.at(-1) ?? Number.NEGATIVE_INFINITY;
  return {
    before: beforeFirst ?? o[0]!,
    transitionsUntil: (end) => [...listed, ...futureTransitions(f, last, end)],
  };
}

/** The rule takes over where the list ends (2037 for zones with summer time). */
function futureTransitions(rule: string, last: number, end: number): Transition[] {
  if (!(end > last)) return [];
  const parsed = parseFutureRule(rule);
  if (!parsed.summer) return [];
  const yearOf = (seconds: number) => new Date(seconds * 1000).getUTCFullYear();
  const years = Array.from({ length: yearOf(end) - yearOf(last) + 2 }, (_, n) => yearOf(last) + n);
  return years
    .flatMap((year) => transitionsIn(year, parsed))
    .filter(({ at }) => at > last)
    .sort((a, b) => a.at - b.at);
}

function canonicalName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
