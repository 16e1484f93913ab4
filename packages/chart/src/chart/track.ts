import { type Body, bodies, type Side, sides } from '../facts.ts';
import { type Longitudes, longitudes, sunLongitude } from '../sky/positions.ts';
import type { Precision } from '../sky/precision.ts';
import { LINES, linesFromStart } from '../wheel.ts';
import { type Activations, longitudeOfBody } from './activations.ts';
import { designInstant, difference } from './design.ts';

/** Side and body of the 26 places, in the order every list of places follows. */
export const slots: readonly { side: Side; body: Body }[] = sides.flatMap((side) =>
  bodies.map((body) => ({ side, body })),
);

/** Places in lines from the start of the wheel, with fraction, one per slot; not wrapped within a track. */
type Places = number[];

/** How the 26 places move over a span of birth instants (UTC milliseconds). */
export type Track = { start: number; end: number; at: (utc: number, slot: number) => number };

export const MINUTE = 60_000;

/** Half the span of the track around a known birth instant. */
export const HOUR = 60 * MINUTE;

/** Nodes over a day: with nine, the Moon (fastest, 15 degrees a day) is interpolated to far below 0.01". */
const NODES_PER_DAY = 9;

/**
 * The hour before and after a known instant: a parabola through three points, exact in the middle. The outer two are the
 * exact one moved by a coarse difference, a third of the cost. Off by under 0.05" in the hour, for the nodes 0.5".
 */
export function trackAround({ utc, designUtc, activations }: Activations): Track {
  const middle = activations.map(({ longitude }) => linesFromStart(longitude));
  const still = placesAt(utc, designUtc, 'coarse');
  const designSpeed = sunSpeed(utc) / sunSpeed(designUtc);
  const moved = (by: number) => {
    const coarse = placesAt(utc + by, designUtc + by * designSpeed, 'coarse');
    return middle.map((place, slot) => place + shortWay(still[slot]!, coarse[slot]!));
  };
  return interpolate([utc - HOUR, utc, utc + HOUR], [moved(-HOUR), middle, moved(HOUR)]);
}

/** The whole span between two birth instants of one local day, every node computed exactly. */
export function trackOfDay(first: number, last: number): Track {
  const instants = chebyshevNodes(first, last, NODES_PER_DAY).map(Math.round);
  const nodes = instants.map((utc) => placesAt(utc, designInstant(utc), 'fine'));
  for (const [n, node] of nodes.entries()) {
    const previous = nodes[n - 1];
    if (previous) nodes[n] = node.map((place, slot) => previous[slot]! + shortWay(previous[slot]!, place));
  }
  return { ...interpolate(instants, nodes), start: first, end: last };
}

function placesAt(utc: number, designUtc: number, precision: Precision): Places {
  return [longitudes(utc, precision), longitudes(designUtc, precision)].flatMap(placesOf);
}

function placesOf(computed: Longitudes): Places {
  return bodies.map((body) => linesFromStart(longitudeOfBody(body, computed)));
}

/** Degrees the Sun runs in the hour around an instant. Not coarse: the Moon of the design side would be off by 0.1". */
function sunSpeed(utc: number): number {
  return difference(sunLongitude(utc + HOUR / 2), sunLongitude(utc - HOUR / 2));
}

/** From one place to another in lines, over 0 where that is nearer. */
function shortWay(from: number, to: number): number {
  return ((((to - from + LINES / 2) % LINES) + LINES) % LINES) - LINES / 2;
}

/** Nodes that keep a polynomial from swinging at the ends of its span, ascending. */
function chebyshevNodes(first: number, last: number, count: number): number[] {
  const [middle, half] = [(first + last) / 2, (last - first) / 2];
  return Array.from({ length: count }, (_, n) => middle - half * Math.cos((Math.PI * (2 * n + 1)) / (2 * count)));
}

/** The polynomial through the nodes, by the barycentric formula (Berrut and Trefethen 2004). */
function interpolate(instants: number[], nodes: Places[]): Track {
  const [start, end] = [instants[0]!, instants.at(-1)!];
  const weights = instants.map((x) =>
    instants.reduce((product, other) => (other === x ? product : (product * (end - start)) / (x - other)), 1),
  );
  const at = (utc: number, slot: number) => {
    let [sum, divisor] = [0, 0];
    for (const [n, x] of instants.entries()) {
      if (x === utc) return nodes[n]![slot]!;
      const weight = weights[n]! / (utc - x);
      sum += weight * nodes[n]![slot]!;
      divisor += weight;
    }
    return sum / divisor;
  };
  return { start, end, at };
}
