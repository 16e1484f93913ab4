import { type Body, type CenterId, centerIds, gates as gateNames, type Side } from '../facts.ts';
import { PLUTO_EXACT_FROM } from '../sky/positions.ts';
import { DEGREES_PER_LINE, lineIndex } from '../wheel.ts';
import { type Activation, type Activations, activations } from './activations.ts';
import type { IncarnationCross } from './cross.ts';
import { ENGINE } from './engine.ts';
import { type Core, factsOf, portraitOf, type Variation, variationOf } from './portrait.ts';
import { spansOf } from './spans.ts';
import { MINUTE, type Track, trackAround } from './track.ts';

export type CenterState = 'defined' | 'undefined';

/**
 * How far an activation is from the nearest boundary of its line: seconds of arc, and minutes of birth time until it
 * gets there (negative: an earlier birth; null: it stands still).
 */
export type LineChange = { arcsec: number; minutes: number | null };

export type ChartActivation = { side: Side; planet: Body; line: number; nextLine?: LineChange };

export type ChartGate = { line?: number; name: string; activations: ChartActivation[] };

/** Every fact that takes another value if the birth was up to so many minutes earlier or later, with all its values. */
export type Sensitivity = { minutes: number; changes: Variation };

/**
 * The public chart: plain JSON without birth data, byte-equal for equal input. With an unknown birth time a fact is
 * there only if it holds all day; what does not is listed in `unstable` with its possible values.
 */
export type Chart = {
  core: Partial<Core>;
  centers: Partial<Record<CenterId, CenterState>>;
  channels: { number: string; name: string }[];
  gates: Record<string, ChartGate>;
  incarnationCross?: IncarnationCross;
  engine: { name: string; version: string };
  birthTimeUnknown: boolean;
  unstable?: Variation;
  sensitivity?: Sensitivity[];
  /** Bodies outside the years their series was made for. */
  lessExact?: Body[];
};

const WINDOWS = [1, 5, 15, 60];

/** The chart of a known birth instant, from its activations. */
export function chartOf(exact: Activations): Chart {
  const { activations: all, utc } = exact;
  const { core, channels, defined, cross } = portraitOf(all.map(lineIndex));
  const track = trackAround(exact);
  return {
    core,
    centers: Object.fromEntries(centerIds.map((id) => [id, defined.has(id) ? 'defined' : 'undefined'])),
    channels: channels.map(({ id, name }) => ({ number: id, name })),
    gates: gatesOf(all.map((activation, slot) => ({ ...activation, nextLine: nextLine(track, utc, slot) }))),
    incarnationCross: cross,
    engine: ENGINE,
    birthTimeUnknown: false,
    sensitivity: sensitivityOf(track, utc),
    ...lessExact(exact.designUtc),
  };
}

/** Whether two birth instants (UTC milliseconds) show exactly the same facts: all of them follow from the lines. */
export function sameFacts(utc: number, other: number): boolean {
  const lines = (instant: number) => activations(instant).activations.map(lineIndex).join();
  return lines(utc) === lines(other);
}

/** Says so when Pluto is asked for before the years of his series; `earliest` is the design instant. */
export function lessExact(earliest: number): { lessExact?: Body[] } {
  return earliest < PLUTO_EXACT_FROM ? { lessExact: ['Pluto'] } : {};
}

/** Keys ascend (integer keys always do); the first activation gives a gate its line. */
function gatesOf(all: readonly (Activation & { nextLine: LineChange })[]): Record<string, ChartGate> {
  const result: Record<string, ChartGate> = {};
  for (const { gate, line, side, body, nextLine } of all) {
    result[gate] ??= { line, name: gateNames[gate]!, activations: [] };
    result[gate].activations.push({ side, planet: body, line, nextLine });
  }
  return result;
}

/** Linear from the speed at birth; rounded to what the positions are good for. */
function nextLine(track: Track, utc: number, slot: number): LineChange {
  const place = track.at(utc, slot);
  const toBoundary = Math.round(place) - place;
  const linesPerMinute = (track.at(utc + MINUTE, slot) - track.at(utc - MINUTE, slot)) / 2;
  const minutes = Math.round(toBoundary / linesPerMinute);
  return {
    arcsec: Math.round(Math.abs(toBoundary) * DEGREES_PER_LINE * 36_000) / 10,
    minutes: Number.isFinite(minutes) ? minutes + 0 : null,
  };
}

function sensitivityOf(track: Track, utc: number): Sensitivity[] {
  const spans = spansOf(track).map((span) => ({ ...span, facts: factsOf(portraitOf(span.lines)) }));
  return WINDOWS.map((minutes) => {
    const reach = minutes * MINUTE;
    const within = spans.filter(({ start, end }) => end > utc - reach && start < utc + reach);
    return { minutes, changes: variationOf(within.map(({ facts }) => facts)) };
  });
}
