import { readFileSync } from 'node:fs';
import type { Body } from '../src/index.ts';

/** Facts computed from Swiss Ephemeris positions (numbers only). */
export type SwissFacts = {
  designUtc: string;
  type: string;
  authority: string;
  definition: string;
  profile: string;
  cross: string;
  crossGates: number[];
  channels: string[];
  defined: string[];
  personality: Record<Body, string>;
  design: Record<Body, string>;
};

/** A chart published elsewhere: whatever of it was printed. */
export type Published = {
  type?: string;
  authority?: string;
  definition?: string;
  profile?: string;
  crossAngle?: string;
  crossName?: string;
  crossGates?: number[];
  channels?: string[];
  channelsComplete?: boolean;
  gates?: number[];
  gatesComplete?: boolean;
  defined?: string[];
  undefined?: string[];
  designUtc?: string;
  personality?: Record<string, string>;
  design?: Record<string, string>;
};

export type GoldenChart = SwissFacts & { utc: string; lineMarginArcsec: number };
export type Reference = { id: string; utc: string; published: Published; swiss: SwissFacts };
export type Cross = {
  personalitySunGate: number;
  angle: string;
  gates: number[];
  base: string;
  variant: number | null;
};

export const goldenCharts: GoldenChart[] = read('golden-charts').charts;
export const goldenLongitudes: { utc: string; lon: Record<string, number> }[] = read('golden-longitudes').rows;
export const references: Reference[] = read('references').references;
export const crosses: Cross[] = read('crosses');

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8'));
}
