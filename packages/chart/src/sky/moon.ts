import elp from 'astronomia/data/elpMppDe';
import { centuries } from './clock.ts';
import { generalPrecession, longitudeOf } from './frame.ts';
import type { Precision } from './precision.ts';
import { cosineOfTurns, TURN } from './turns.ts';
import { cross, fromSpherical, type Vector } from './vector.ts';

/**
 * The Moon by ELP/MPP02 fitted to DE405 (Chapront and Francou 2003), and the node of her osculating orbit.
 * Longitudes count from the mean equinox of date; nutation is added by the caller.
 */

const ARCSEC = Math.PI / 648_000;

/** Mean light time from the Moon in days: 1.28 s. She moves 0.7" in it; its variation of 0.07 s is 0.04". */
const LIGHT_TIME = 1.28 / 86_400;

/** Half the step of her velocity in days. */
const HALF_STEP = 0.01;

/** Terms below these (arc seconds, kilometres) are left out; 0.005" in the velocity alone would move the node by 1". */
const CUTOFF = { fine: 0.001, coarse: 0.01 };

/** 1800-2100 lies within two Julian centuries of J2000, so the term of power n weighs at most 2^n. */
const LARGEST_T = 2;

/** Amplitude and phase polynomial of degree four, in turns and less a quarter: the series are of sines. */
const STRIDE = 6;

type Power = { terms: Float64Array; end: Record<Precision, number> };

type Coordinate = Power[];

type Spherical = { lon: number; lat: number; range: number };

const series = { L: pack(elp.L), B: pack(elp.B), R: pack(elp.R) };

/** Apparent geocentric longitude of the Moon and that of her true ascending node, radians, mean equinox of date. */
export function moonAndNode(jde: number, precision: Precision): { moon: number; node: number } {
  const here = position(jde, precision);
  const speed = velocity(jde, precision);
  const precessed = generalPrecession(centuries(jde));
  const [x, y] = cross(fromSpherical(here.lon, here.lat, here.range), rectangular(here, speed));
  return {
    moon: here.lon - speed.lon * LIGHT_TIME + precessed,
    // the orbit's pole stands 90 degrees behind the ascending node
    node: longitudeOf([-y, x, 0]) + precessed,
  };
}

/** In the ecliptic of date, but counted from the departure point of J2000, which does not precess. */
function position(jde: number, precision: Precision): Spherical {
  const t = centuries(jde);
  return {
    lon: meanLongitude(t) + sum(series.L, t, precision) * ARCSEC,
    lat: sum(series.B, t, precision) * ARCSEC,
    range: sum(series.R, t, precision),
  };
}

/** Change of the three coordinates per day. */
function velocity(jde: number, precision: Precision): Spherical {
  const before = position(jde - HALF_STEP, precision);
  const after = position(jde + HALF_STEP, precision);
  const perDay = (a: number, b: number) => (b - a) / (2 * HALF_STEP);
  return {
    lon: perDay(before.lon, after.lon),
    lat: perDay(before.lat, after.lat),
    range: perDay(before.range, after.range),
  };
}

/** A velocity in spherical coordinates as a vector. */
function rectangular({ lon, lat, range }: Spherical, speed: Spherical): Vector {
  const [sinLon, cosLon, sinLat, cosLat] = [Math.sin(lon), Math.cos(lon), Math.sin(lat), Math.cos(lat)];
  const outward = speed.range * cosLat - range * sinLat * speed.lat;
  const around = range * cosLat * speed.lon;
  return [
    outward * cosLon - around * sinLon,
    outward * sinLon + around * cosLon,
    speed.range * sinLat + range * cosLat * speed.lat,
  ];
}

function meanLongitude(t: number): number {
  return elp.W1.reduceRight((value, coefficient) => value * t + coefficient, 0);
}

function sum(coordinate: Coordinate, t: number, precision: Precision): number {
  let result = 0;
  for (let n = coordinate.length - 1; n >= 0; n--) {
    const { terms, end } = coordinate[n]!;
    let power = 0;
    for (let i = end[precision] - STRIDE; i >= 0; i -= STRIDE) {
      const phase = terms[i + 1]! + t * (terms[i + 2]! + t * (terms[i + 3]! + t * (terms[i + 4]! + t * terms[i + 5]!)));
      power += terms[i]! * cosineOfTurns(phase);
    }
    result = result * t + power;
  }
  return result;
}

function pack(powers: Record<string, number[][]>): Coordinate {
  return Object.keys(powers)
    .sort()
    .map((n) => {
      const weight = LARGEST_T ** Number(n);
      const rows = powers[n]!.toSorted((a, b) => Math.abs(b[0]!) - Math.abs(a[0]!));
      const end = (cutoff: number) => rows.filter((row) => Math.abs(row[0]!) * weight >= cutoff).length * STRIDE;
      const ends = { fine: end(CUTOFF.fine), coarse: end(CUTOFF.coarse) };
      const terms = rows.flatMap(([amplitude, phase, ...motion]) => [
        amplitude!,
        phase! / TURN - 0.25,
        ...motion.map((radians) => radians / TURN),
      ]);
      return { terms: Float64Array.from(terms.slice(0, ends.fine)), end: ends };
    });
}
