// astronomia ships no types. Only what src/sky uses is declared.

declare module 'astronomia/data/*' {
  /** VSOP87: L, B, R -> power of time -> rows [amplitude, phase, frequency per Julian millennium]. */
  const data: Record<'L' | 'B' | 'R', Record<string, number[][]>> & { W1: number[] };
  export default data;
}

declare module 'astronomia/deltat' {
  /** TD - UT in seconds for a decimal year. */
  export function deltaT(decimalYear: number): number;
}

declare module 'astronomia/nutation' {
  /** [nutation in longitude, in obliquity], radians, for a Julian ephemeris day. */
  export function nutation(jde: number): [number, number];
}

declare module 'astronomia/pluto' {
  /** Heliocentric ecliptic J2000: radians and astronomical units. */
  export function heliocentric(jde: number): { lon: number; lat: number; range: number };
}
