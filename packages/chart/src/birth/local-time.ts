import type { Zone } from './zones.ts';

/** An instant (UTC milliseconds) that a wall clock shows, and its offset in seconds east of Greenwich. */
export type Reading = { utc: number; offset: number };

const DAY = 86_400_000;

/**
 * The instants at which the clocks of a zone show a local time (milliseconds as if it were UTC): none in the gap of a
 * clock put forward, two in the fold of one put back, in order.
 */
export function instantsAt(local: number, zone: Zone): Reading[] {
  return spansAround(local, zone).flatMap(({ start, end, offset }) => {
    const utc = local - offset * 1000;
    return utc >= start && utc < end ? [{ utc, offset }] : [];
  });
}

/**
 * First and last instant (to the second) of a local day that begins at `midnight` (milliseconds as if it were UTC);
 * undefined for a day that a zone left out, as Samoa did 2011-12-30.
 */
export function instantsOfDay(midnight: number, zone: Zone): { first: number; last: number } | undefined {
  const parts = spansAround(midnight + DAY / 2, zone).flatMap(({ start, end, offset }) => {
    const first = Math.max(start, midnight - offset * 1000);
    const last = Math.min(end, midnight + DAY - offset * 1000) - 1000;
    return first <= last ? [{ first, last }] : [];
  });
  if (parts.length === 0) return undefined;
  return { first: Math.min(...parts.map((p) => p.first)), last: Math.max(...parts.map((p) => p.last)) };
}

/** The stretches of constant offset that can matter to a local time: no offset is ever more than a day. */
function spansAround(local: number, zone: Zone): { start: number; end: number; offset: number }[] {
  const [from, to] = [local - 2 * DAY, local + 2 * DAY];
  const changes = [
    { at: Number.NEGATIVE_INFINITY, offset: zone.before },
    ...zone.transitionsUntil(to / 1000).map(({ at, offset }) => ({ at: at * 1000, offset })),
  ];
  return changes
    .map(({ at, offset }, n) => ({ start: at, end: changes[n + 1]?.at ?? Number.POSITIVE_INFINITY, offset }))
    .filter(({ start, end }) => end > from && start < to);
}

/** Seconds east of Greenwich as "+02:00", with seconds only where there are some: "+00:19:32". */
export function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 === 0 ? [] : [size % 60])];
  return (offset < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Reads "+02:00", "+00:19:32" or "Z" as seconds east of Greenwich; undefined for anything else or beyond 16 h. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = /^([+-])(\d{2}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (!match) return undefined;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return size > 16 * 3600 ? undefined : size * (match[1] === '-' ? -1 : 1) + 0;
}
