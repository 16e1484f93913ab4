import { sunLongitude } from '../sky/positions.ts';

/** Degrees the Sun runs from the design instant to birth. */
const ARC = 88;

/** Mean motion of the Sun in degrees per millisecond. */
const MEAN_MOTION = 0.98564736 / 86_400_000;

/** Stop when the Sun is this close (degrees): 1e-7 are 9 ms, a tenth of what is promised. */
const CLOSE_ENOUGH = 1e-7;

/**
 * The design instant in UTC milliseconds (whole): when the apparent Sun stood exactly 88 degrees of arc before its
 * place at birth. Secant steps from the mean motion; the Sun's speed varies by 3 %, so three or four are enough.
 */
export function designInstant(utc: number): number {
  const sunAtBirth = sunLongitude(utc);
  const missing = (at: number) => difference(sunAtBirth - ARC, sunLongitude(at));
  let previous = utc;
  let distance = -ARC;
  let at = utc - ARC / MEAN_MOTION;
  for (let step = 0; step < 10; step++) {
    const now = missing(at);
    if (Math.abs(now) < CLOSE_ENOUGH) break;
    const speed = (distance - now) / (at - previous);
    [previous, distance] = [at, now];
    at += now / speed;
  }
  return Math.round(at);
}

/** a - b on the circle, -180 inclusive to 180. */
export function difference(a: number, b: number): number {
  return ((((a - b + 180) % 360) + 360) % 360) - 180;
}
