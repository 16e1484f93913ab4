import { nutation } from 'astronomia/nutation';
import { centuries } from './clock.ts';
import type { Vector } from './vector.ts';

const ARCSEC = Math.PI / 648_000;

/** VSOP87's equinox differs from the FK5 one by this in longitude (Meeus, formula 32.3). */
const EQUINOX_OFFSET = -0.090_33 * ARCSEC;

/** The ecliptic of one date: where J2000 vectors lie in it, and how far its true equinox is from the mean one. */
export type Frame = { toDate: (v: Vector) => Vector; nutation: number; equinoxOffset: number };

/** The frame of a Julian ephemeris day. */
export function frameOf(jde: number): Frame {
  const [longitude] = nutation(jde);
  return { toDate: precession(centuries(jde)), nutation: longitude, equinoxOffset: EQUINOX_OFFSET };
}

/** Ecliptic longitude of a vector in radians, 0 to 2 pi. */
export function longitudeOf([x, y]: Vector): number {
  const angle = Math.atan2(y, x);
  return angle < 0 ? angle + 2 * Math.PI : angle;
}

/**
 * From ecliptic and mean equinox J2000 to those of date, by the three angles of the P03 precession
 * (Capitaine, Wallace and Chapront 2003): inclination of the moving ecliptic, its node, general precession.
 */
function precession(t: number): (v: Vector) => Vector {
  const inclination = t * (46.998973 + t * (-0.0334926 + t * (-0.00012559 + t * 0.000000113))) * ARCSEC;
  const node = (629_546.7936 + t * (-867.95758 + t * (0.157992 + t * (-0.0005371 - t * 0.00004797)))) * ARCSEC;
  const general = generalPrecession(t);
  const [sinNode, cosNode] = [Math.sin(node), Math.cos(node)];
  const [sinTilt, cosTilt] = [Math.sin(inclination), Math.cos(inclination)];
  const [sinEnd, cosEnd] = [Math.sin(node + general), Math.cos(node + general)];
  return ([x, y, z]) => {
    const alongNode = x * cosNode + y * sinNode;
    const acrossNode = y * cosNode - x * sinNode;
    const across = acrossNode * cosTilt + z * sinTilt;
    return [
      alongNode * cosEnd - across * sinEnd,
      alongNode * sinEnd + across * cosEnd,
      z * cosTilt - acrossNode * sinTilt,
    ];
  };
}

/** General precession in longitude since J2000 in radians (P03), for Julian centuries. */
export function generalPrecession(t: number): number {
  return t * (5028.796195 + t * (1.1054348 + t * (0.00007964 - t * 0.000023857))) * ARCSEC;
}
