import earth from 'astronomia/data/vsop87Bearth';
import jupiter from 'astronomia/data/vsop87Bjupiter';
import mars from 'astronomia/data/vsop87Bmars';
import mercury from 'astronomia/data/vsop87Bmercury';
import neptune from 'astronomia/data/vsop87Bneptune';
import saturn from 'astronomia/data/vsop87Bsaturn';
import uranus from 'astronomia/data/vsop87Buranus';
import venus from 'astronomia/data/vsop87Bvenus';
import { centuries } from './clock.ts';
import type { Precision } from './precision.ts';
import { cosineOfTurns, TURN } from './turns.ts';
import { fromSpherical, type Vector } from './vector.ts';

/**
 * Heliocentric positions by VSOP87 (Bretagnon and Francou 1988), version B: ecliptic and equinox J2000.
 * Version D of the package is not used: it returns 0 for Uranus and Neptune.
 */

export type Planet = 'Earth' | 'Mercury' | 'Venus' | 'Mars' | 'Jupiter' | 'Saturn' | 'Uranus' | 'Neptune';

/** Terms below these amplitudes (radians, astronomical units) are left out: 2e-9 rad is 0.0004". */
const CUTOFF = { fine: 2e-9, coarse: 1e-6 };

/** 1800-2100 lies within 0.2 Julian millennia of J2000, so the term of power n weighs at most 0.2^n. */
const LARGEST_TAU = 0.2;

const STRIDE = 3;

/** One power of time: amplitude, phase and frequency (in turns) in a row, largest amplitude first; where each precision ends. */
type Power = { terms: Float64Array; end: Record<Precision, number> };

type Coordinate = Power[];

const planets: Record<Planet, { L: Coordinate; B: Coordinate; R: Coordinate }> = {
  Earth: pack(earth),
  Mercury: pack(mercury),
  Venus: pack(venus),
  Mars: pack(mars),
  Jupiter: pack(jupiter),
  Saturn: pack(saturn),
  Uranus: pack(uranus),
  Neptune: pack(neptune),
};

/** Heliocentric vector of a planet in astronomical units, ecliptic and equinox J2000. */
export function heliocentric(planet: Planet, jde: number, precision: Precision): Vector {
  const tau = centuries(jde) / 10;
  const { L, B, R } = planets[planet];
  return fromSpherical(sum(L, tau, precision), sum(B, tau, precision), sum(R, tau, precision));
}

function sum(coordinate: Coordinate, tau: number, precision: Precision): number {
  let result = 0;
  for (let n = coordinate.length - 1; n >= 0; n--) {
    const { terms, end } = coordinate[n]!;
    let power = 0;
    // smallest first, so that they are not lost against the large ones
    for (let i = end[precision] - STRIDE; i >= 0; i -= STRIDE) {
      power += terms[i]! * cosineOfTurns(terms[i + 1]! + terms[i + 2]! * tau);
    }
    result = result * tau + power;
  }
  return result;
}

function pack(data: Record<'L' | 'B' | 'R', Record<string, number[][]>>) {
  return { L: packCoordinate(data.L), B: packCoordinate(data.B), R: packCoordinate(data.R) };
}

function packCoordinate(powers: Record<string, number[][]>): Coordinate {
  return Object.keys(powers)
    .sort()
    .map((n) => {
      const weight = LARGEST_TAU ** Number(n);
      const rows = powers[n]!.toSorted((a, b) => Math.abs(b[0]!) - Math.abs(a[0]!));
      const end = (cutoff: number) => rows.filter((row) => Math.abs(row[0]!) * weight >= cutoff).length * STRIDE;
      const ends = { fine: end(CUTOFF.fine), coarse: end(CUTOFF.coarse) };
      const terms = rows.flatMap(([amplitude, phase, frequency]) => [amplitude!, phase! / TURN, frequency! / TURN]);
      return { terms: Float64Array.from(terms.slice(0, ends.fine)), end: ends };
    });
}
