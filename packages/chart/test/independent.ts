import {
  AstroTime,
  Body,
  Ecliptic,
  GeoMoonState,
  GeoVector,
  RotateState,
  Rotation_EQJ_ECT,
  SearchSunLongitude,
  SunPosition,
} from 'astronomy-engine';
import { ephemerisDay } from '../src/sky/clock.ts';
import type { Longitudes } from '../src/sky/positions.ts';

/**
 * The same longitudes (degrees) by astronomy-engine, which shares neither code nor series with ours. It is asked in
 * ephemeris time: its forecast of delta-T for 2100 is 108 s from ours, 59" of the Moon, and nobody knows it.
 */
export function independentLongitudes(utc: number): Longitudes {
  const time = AstroTime.FromTerrestrialTime(ephemerisDay(utc) - 2_451_545);
  const planet = (body: Body) => Ecliptic(GeoVector(body, time, true)).elon;
  return {
    Sun: SunPosition(time).elon,
    NorthNode: nodeOf(time),
    Moon: planet(Body.Moon),
    Mercury: planet(Body.Mercury),
    Venus: planet(Body.Venus),
    Mars: planet(Body.Mars),
    Jupiter: planet(Body.Jupiter),
    Saturn: planet(Body.Saturn),
    Uranus: planet(Body.Uranus),
    Neptune: planet(Body.Neptune),
    Pluto: planet(Body.Pluto),
  };
}

/** When its Sun stood 88 degrees before its place at birth, UTC milliseconds. */
export function independentDesign(utc: number): number {
  const target = (SunPosition(new Date(utc)).elon + 272) % 360;
  return SearchSunLongitude(target, new Date(utc - 95 * 86_400_000), 15)!.date.getTime();
}

function nodeOf(time: AstroTime): number {
  const { x, y, z, vx, vy, vz } = RotateState(Rotation_EQJ_ECT(time), GeoMoonState(time));
  const [poleX, poleY] = [y * vz - z * vy, z * vx - x * vz];
  return ((Math.atan2(poleX, -poleY) * 180) / Math.PI + 360) % 360;
}
