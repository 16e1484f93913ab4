import { heliocentric as pluto } from 'astronomia/pluto';
import { ephemerisDay } from './clock.ts';
import { type Frame, frameOf, longitudeOf } from './frame.ts';
import { moonAndNode } from './moon.ts';
import type { Precision } from './precision.ts';
import { fromSpherical, length, minus, plus, type Vector } from './vector.ts';
import { heliocentric, type Planet } from './vsop.ts';

/** Days light needs for one astronomical unit (IAU 2012: 499.004784 s). */
const LIGHT_DAYS_PER_AU = 499.004784 / 86_400;

/** Half the step of the Earth's velocity in days; its error of 1e-6 is nothing against 20" of aberration. */
const HALF_STEP = 0.05;

const DEGREES = 180 / Math.PI;

/** The bodies that are computed; Earth and South Node stand opposite the Sun and the North Node. */
export const COMPUTED = [
  'Sun',
  'NorthNode',
  'Moon',
  'Mercury',
  'Venus',
  'Mars',
  'Jupiter',
  'Saturn',
  'Uranus',
  'Neptune',
  'Pluto',
] as const;

export type ComputedBody = (typeof COMPUTED)[number];

export type Longitudes = Record<ComputedBody, number>;

/** Meeus gives his series for Pluto (chapter 37) for 1885 to 2099. */
export const PLUTO_EXACT_FROM = Date.UTC(1885, 0, 1);

/** Apparent geocentric ecliptic longitudes in degrees, true equinox of date, for UTC milliseconds. */
export function longitudes(utc: number, precision: Precision = 'fine'): Longitudes {
  const jde = ephemerisDay(utc);
  const frame = frameOf(jde);
  const observer = observerAt(jde, precision);
  const planet = (name: Planet) => apparent((at, p) => heliocentric(name, at, p), observer, frame, precision);
  const { moon, node } = moonAndNode(jde, precision);
  return {
    Sun: sun(observer, frame),
    NorthNode: degrees(node + frame.nutation),
    Moon: degrees(moon + frame.nutation),
    Mercury: planet('Mercury'),
    Venus: planet('Venus'),
    Mars: planet('Mars'),
    Jupiter: planet('Jupiter'),
    Saturn: planet('Saturn'),
    Uranus: planet('Uranus'),
    Neptune: planet('Neptune'),
    Pluto: apparent(plutoAt, observer, frame, precision),
  };
}

/** Apparent longitude of the Sun alone in degrees: what the search for the design instant asks repeatedly. */
export function sunLongitude(utc: number): number {
  const jde = ephemerisDay(utc);
  return sun(observerAt(jde, 'fine'), frameOf(jde));
}

type Observer = { jde: number; position: Vector; velocity: Vector };

/** Where the Earth is (au) and how fast she moves (au per day). */
function observerAt(jde: number, precision: Precision): Observer {
  const before = heliocentric('Earth', jde - HALF_STEP, 'coarse');
  const after = heliocentric('Earth', jde + HALF_STEP, 'coarse');
  return {
    jde,
    position: heliocentric('Earth', jde, precision),
    velocity: plus([0, 0, 0], minus(after, before), 1 / (2 * HALF_STEP)),
  };
}

function sun(observer: Observer, frame: Frame): number {
  return seen(minus([0, 0, 0], observer.position), observer, frame);
}

/**
 * Where a body stood when the light left it. The first look gives the light time to 0.3 s, in which no body moves by 0.02";
 * the secant through both looks corrects for that without a third.
 */
function apparent(
  bodyAt: (jde: number, precision: Precision) => Vector,
  observer: Observer,
  frame: Frame,
  precision: Precision,
): number {
  const lightTimeFrom = (place: Vector) => LIGHT_DAYS_PER_AU * length(minus(place, observer.position));
  const now = bodyAt(observer.jde, 'coarse');
  const lightTime = lightTimeFrom(now);
  const then = bodyAt(observer.jde - lightTime, precision);
  const missed = lightTimeFrom(then) / lightTime - 1;
  return seen(minus(plus(then, minus(then, now), missed), observer.position), observer, frame);
}

/** Annual aberration (the observer runs into the light), precession to the date, equinox offset, nutation. */
function seen(direction: Vector, observer: Observer, frame: Frame): number {
  const aberrated = plus(direction, observer.velocity, length(direction) * LIGHT_DAYS_PER_AU);
  return degrees(longitudeOf(frame.toDate(aberrated)) + frame.equinoxOffset + frame.nutation);
}

function plutoAt(jde: number): Vector {
  const { lon, lat, range } = pluto(jde);
  return fromSpherical(lon, lat, range);
}

function degrees(radians: number): number {
  const value = (radians * DEGREES) % 360;
  return value < 0 ? value + 360 : value;
}
