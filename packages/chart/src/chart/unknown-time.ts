import { type CenterId, centerIds, channels, gates as gateNames } from '../facts.ts';
import { requireRange } from './activations.ts';
import { type CenterState, type Chart, type ChartGate, lessExact } from './chart.ts';
import { designInstant } from './design.ts';
import { ENGINE } from './engine.ts';
import { type Core, type Facts, factsOf, type Portrait, portraitOf, variationOf } from './portrait.ts';
import { spansOf } from './spans.ts';
import { slots, trackOfDay } from './track.ts';

/** The chart of a local day, from its first to its last instant: what holds all day, and the values of all that does not. */
export function chartOfDay({ utcFirst, utcLast }: { utcFirst: number; utcLast: number }): Chart {
  requireRange(utcFirst);
  requireRange(utcLast);
  const portraits = spansOf(trackOfDay(utcFirst, utcLast)).map(({ lines }) => portraitOf(lines));
  const all = portraits.map(factsOf);
  const unstable = variationOf(all);
  // whatever does not vary has the value it has at any instant of the day
  const anyTime = portraits[0]!;
  const steady = new Map(all[0]!.entries().filter(([pointer]) => !(pointer in unstable)));
  return {
    core: steadyCore(anyTime.core, steady),
    centers: steadyCenters(steady),
    channels: channels.filter(({ id }) => steady.has(`/channels/${id}`)).map(({ id, name }) => ({ number: id, name })),
    gates: steadyGates(anyTime, steady),
    ...(steady.has('/incarnationCross') ? { incarnationCross: anyTime.cross } : {}),
    engine: ENGINE,
    birthTimeUnknown: true,
    unstable,
    ...lessExact(designInstant(utcFirst)),
  };
}

function steadyCore(core: Core, steady: Facts): Partial<Core> {
  return Object.fromEntries(Object.entries(core).filter(([field]) => steady.has(`/core/${field}`)));
}

function steadyCenters(steady: Facts): Chart['centers'] {
  const state = (id: CenterId) => steady.get(`/centers/${id}`) as CenterState | undefined;
  return Object.fromEntries(centerIds.flatMap((id) => (state(id) === undefined ? [] : [[id, state(id)]])));
}

/** A gate that is active all day keeps those activations that do not change their line. */
function steadyGates({ places }: Portrait, steady: Facts): Record<string, ChartGate> {
  const result: Record<string, ChartGate> = {};
  for (const [slot, { side, body }] of slots.entries()) {
    const { gate, line } = places[slot]!;
    if (!steady.has(`/gates/${gate}`)) continue;
    const first = steady.get(`/gates/${gate}/line`);
    result[gate] ??= {
      ...(first === undefined ? {} : { line: first as number }),
      name: gateNames[gate]!,
      activations: [],
    };
    if (steady.has(`/activations/${side}/${body}`)) result[gate].activations.push({ side, planet: body, line });
  }
  return result;
}
