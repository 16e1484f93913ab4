import type { Point } from './layout.ts';

/** A quadratic Bezier curve from one point to another, pulled towards a third. */
export type Curve = readonly [from: Point, pull: Point, to: Point];

/** Looks along a curve in this many steps: on our canvas none is longer than three units. */
const STEPS = 256;

/** The curve as the data of a path. */
export const pathOf = ([from, pull, to]: Curve): string => `M${xy(from)}Q${xy(pull)} ${xy(to)}`;

/** Both parts of a curve, parted at `t` of its way (0 to 1) by de Casteljau's construction. */
export function parted([from, pull, to]: Curve, t: number): [Curve, Curve] {
  const [near, far] = [between(from, pull, t), between(pull, to, t)];
  const at = between(near, far, t);
  return [
    [from, near, at],
    [at, far, to],
  ];
}

/** Where on its way (0 to 1) a curve is in the middle of what lies outside the two shapes that it joins. */
export function middleOutside([from, pull, to]: Curve, start: readonly Point[], end: readonly Point[]): number {
  const at = (step: number) => {
    const t = step / STEPS;
    return between(between(from, pull, t), between(pull, to, t), t);
  };
  let [left, entered] = [0, STEPS];
  while (left < STEPS && isInside(at(left), start)) left += 1;
  while (entered > left && isInside(at(entered), end)) entered -= 1;
  return (left + entered) / 2 / STEPS;
}

/** A polygon with round corners as the data of a path. */
export function roundedPath(corners: readonly Point[], radius: number): string {
  const parts = corners.map((corner, n) => {
    const [before, after] = [corners.at(n - 1)!, corners[(n + 1) % corners.length]!];
    const [begin, end] = [before, after].map((other) => between(corner, other, radius / distance(corner, other)));
    return `${n === 0 ? 'M' : 'L'}${xy(begin!)}Q${xy(corner)} ${xy(end!)}`;
  });
  return `${parts.join('')}Z`;
}

/** Whether a point lies in a convex polygon, whose corners go around clockwise or not: it is on the same side of all edges. */
function isInside([x, y]: Point, corners: readonly Point[]): boolean {
  const sides = corners.map(([u, v], n) => {
    const [p, q] = corners[(n + 1) % corners.length]!;
    return (p - u) * (y - v) - (q - v) * (x - u) >= 0;
  });
  return sides.every((side) => side === sides[0]);
}

/** The point at `t` (0 to 1) of the straight way from one to another. */
export const between = ([x, y]: Point, [u, v]: Point, t: number): Point => [x + (u - x) * t, y + (v - y) * t];

const distance = ([x, y]: Point, [u, v]: Point): number => Math.hypot(u - x, v - y);

const xy = ([x, y]: Point): string => `${rounded(x)} ${rounded(y)}`;

/** A tenth of a unit is less than a pixel of the largest picture. */
const rounded = (value: number): number => Math.round(value * 10) / 10;
