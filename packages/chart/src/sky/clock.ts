import { deltaT } from 'astronomia/deltat';

const MS_PER_DAY = 86_400_000;
const UNIX_EPOCH_JD = 2_440_587.5;
const J2000_JD = 2_451_545;

/** UTC milliseconds as a Julian ephemeris day, that is with delta-T added. */
export function ephemerisDay(utc: number): number {
  return UNIX_EPOCH_JD + utc / MS_PER_DAY + deltaSeconds(utc) / 86_400;
}

/** Julian centuries from J2000.0 to a Julian ephemeris day. */
export function centuries(jde: number): number {
  return (jde - J2000_JD) / 36_525;
}

/**
 * Delta-T in seconds. The measured table of astronomia ends in 2023, and its old polynomial says 78 s for 2030 and jumps
 * by 13 s: the Earth has kept 69.1 s since, so that is held until 2036. After that nobody knows; 0.4 s a year
 * is what the last century had and stays within 1.5 s of Swiss Ephemeris until 2050.
 */
export function deltaSeconds(utc: number): number {
  const year = decimalYear(utc);
  return year < 2023 ? deltaT(year) : 69.1 + 0.4 * Math.max(0, year - 2036);
}

function decimalYear(utc: number): number {
  const year = new Date(utc).getUTCFullYear();
  const start = Date.UTC(year, 0, 1);
  return year + (utc - start) / (Date.UTC(year + 1, 0, 1) - start);
}
