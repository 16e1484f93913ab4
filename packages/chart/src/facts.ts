import facts from '../data/facts.json' with { type: 'json' };
import type { ComputedBody } from './sky/positions.ts';

/** The tables of data/facts.json, typed: what Human Design calls things and how they hang together. */

export type Body = ComputedBody | 'Earth' | 'SouthNode';
export type Side = 'personality' | 'design';
export type CenterId = 'head' | 'ajna' | 'throat' | 'g' | 'heart' | 'spleen' | 'solarPlexus' | 'sacral' | 'root';

/** One of the 36 channels; `id` has the lower gate first, `centers[n]` holds `gates[n]`. */
export type Channel = {
  id: string;
  name: string;
  gates: readonly [number, number];
  centers: readonly [CenterId, CenterId];
};

/** The 13 bodies in their fixed order. */
export const bodies = facts.bodies.map((body) => body.id as Body);

/** Personality (the instant of birth) stands before design (88 degrees of the Sun earlier). */
export const sides: readonly Side[] = ['personality', 'design'];

/** The order in which a chart lists its centers: from the top down. */
export const centerIds: readonly CenterId[] = [
  'head',
  'ajna',
  'throat',
  'g',
  'heart',
  'spleen',
  'solarPlexus',
  'sacral',
  'root',
];

/** Center -> its gates, ascending. */
export const centers = Object.fromEntries(facts.centers.map((center) => [center.id, center.gates])) as Record<
  CenterId,
  number[]
>;

/** The four centers that are motors. */
export const motors = facts.motors as CenterId[];

/** The 36 channels, ascending by their lower, then their higher gate. */
export const channels: readonly Channel[] = facts.channels.map((channel) => ({
  id: channel.id,
  name: channel.en,
  gates: channel.gates as [number, number],
  centers: channel.centers as [CenterId, CenterId],
}));

const channelsById = new Map(channels.map((channel) => [channel.id, channel]));

/** The channel between two gates in any order; undefined when they form none. */
export function channelOf(gate: number, other: number): Channel | undefined {
  return channelsById.get(`${Math.min(gate, other)}-${Math.max(gate, other)}`);
}

const centersByGate = new Map(facts.centers.flatMap(({ id, gates }) => gates.map((gate) => [gate, id as CenterId])));

/** The center a gate (1-64) stands in. */
export function centerOf(gate: number): CenterId {
  return centersByGate.get(gate)!;
}

/** Gate -> its theme, the one that also names the juxtaposition cross beginning in it. */
export const gates: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(facts.crossNames.juxtaposition).map(([gate, name]) => [gate, name.replace(/^the /, '')]),
);

/** The 64 gates in the order of the zodiac, from gate 41 at 302 degrees. */
export const wheelOrder: readonly number[] = facts.wheel.order;

/** Longitude in degrees at which the wheel begins. */
export const WHEEL_START = facts.wheel.startLongitude;
