/** Rectangular coordinates in the ecliptic: x to the equinox, z to the north pole of the ecliptic. */
export type Vector = readonly [x: number, y: number, z: number];

/** A spherical position (radians, any unit of length) as a vector. */
export function fromSpherical(lon: number, lat: number, range: number): Vector {
  const inPlane = range * Math.cos(lat);
  return [inPlane * Math.cos(lon), inPlane * Math.sin(lon), range * Math.sin(lat)];
}

/** a - b. */
export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** a + factor * b. */
export function plus(a: Vector, b: Vector, factor = 1): Vector {
  return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
}

/** a x b. */
export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Euclidean length. */
export function length(a: Vector): number {
  return Math.hypot(a[0], a[1], a[2]);
}
