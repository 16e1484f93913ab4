import { ChartError } from '../birth/error.ts';
import { type Body, bodies, type Side } from '../facts.ts';
import { type Longitudes, longitudes } from '../sky/positions.ts';
import { type Place, placeOf } from '../wheel.ts';
import { designInstant } from './design.ts';

/** One body on one side: where it stood (degrees) and what that is on the wheel. */
export type Activation = Place & { side: Side; body: Body; longitude: number };

/** The 26 activations of a birth instant, personality first, bodies in their fixed order. */
export type Activations = { utc: number; designUtc: number; activations: Activation[] };

/** First and last birth instant that can be computed: the span over which the ephemeris is checked. */
export const EPHEMERIS = { first: Date.UTC(1800, 0, 1), last: Date.UTC(2101, 0, 1) - 1 };

/** The activations of a birth at `utc` (milliseconds); outside 1800-2100 a ChartError EPHEMERIS_RANGE. */
export function activations(utc: number): Activations {
  requireRange(utc);
  const designUtc = designInstant(utc);
  return {
    utc,
    designUtc,
    activations: [...activationsOf('personality', longitudes(utc)), ...activationsOf('design', longitudes(designUtc))],
  };
}

/** The longitude in degrees of any of the 13 bodies, given those that are computed. */
export function longitudeOfBody(body: Body, computed: Longitudes): number {
  if (body === 'Earth') return (computed.Sun + 180) % 360;
  if (body === 'SouthNode') return (computed.NorthNode + 180) % 360;
  return computed[body];
}

function activationsOf(side: Side, computed: Longitudes): Activation[] {
  return bodies.map((body) => {
    const longitude = longitudeOfBody(body, computed);
    return { side, body, ...placeOf(longitude), longitude };
  });
}

/** Refuses an instant outside the ephemeris with a ChartError EPHEMERIS_RANGE. */
export function requireRange(utc: number): void {
  if (!(utc >= EPHEMERIS.first && utc <= EPHEMERIS.last)) {
    throw new ChartError('EPHEMERIS_RANGE', 'The instant lies outside the years 1800 to 2100.');
  }
}
