import { type Body, bodies, type CenterId, centerIds, gates as gateNames, type Side } from '../facts.ts';
import { type Activation, type Activations, activations } from './activations.ts';
import { crossOf, type IncarnationCross, profileOf } from './cross.ts';
import { ENGINE } from './engine.ts';
import { type Authority, type Definition, mechanics, notSelfThemes, strategies, type Type } from './mechanics.ts';

export type Core = {
  type: Type;
  authority: Authority;
  strategy: string;
  profile: string;
  definition: Definition;
  notSelfTheme: string;
};

export type CenterState = 'defined' | 'undefined';

export type ChartActivation = { side: Side; planet: Body; line: number };

export type ChartGate = { line?: number; name: string; activations: ChartActivation[] };

/**
 * The public chart: plain JSON without birth data, byte-equal for equal input. With an unknown birth time a fact is
 * there only if it holds all day; what does not is listed in `unstable` with its possible values.
 */
export type Chart = {
  core: Partial<Core>;
  centers: Partial<Record<CenterId, CenterState>>;
  channels: { number: string; name: string }[];
  gates: Record<string, ChartGate>;
  incarnationCross?: IncarnationCross;
  engine: { name: string; version: string };
  birthTimeUnknown: boolean;
};

/** The chart of a birth instant in UTC milliseconds; outside 1800-2100 a ChartError EPHEMERIS_RANGE. */
export function computeChart(birth: { utc: number }): Chart {
  return chartOf(activations(birth.utc));
}

/** Whether two birth instants (UTC milliseconds) give charts that show exactly the same facts. */
export function sameFacts(utc: number, other: number): boolean {
  return JSON.stringify(computeChart({ utc })) === JSON.stringify(computeChart({ utc: other }));
}

function chartOf({ activations: all }: Activations): Chart {
  const { channels, defined, type, authority, definition } = mechanics(new Set(all.map(({ gate }) => gate)));
  const [personalitySun, designSun] = [all[0]!, all[bodies.length]!];
  const profile = profileOf(personalitySun.line, designSun.line);
  return {
    core: {
      type,
      authority,
      strategy: strategies[type],
      profile,
      definition,
      notSelfTheme: notSelfThemes[type],
    },
    centers: Object.fromEntries(centerIds.map((id) => [id, defined.has(id) ? 'defined' : 'undefined'])),
    channels: channels.map(({ id, name }) => ({ number: id, name })),
    gates: gatesOf(all),
    incarnationCross: crossOf(profile, personalitySun.gate, designSun.gate),
    engine: ENGINE,
    birthTimeUnknown: false,
  };
}

/** Keys ascend (integer keys always do); the first activation gives a gate its line. */
function gatesOf(all: readonly Activation[]): Record<string, ChartGate> {
  const result: Record<string, ChartGate> = {};
  for (const { gate, line, side, body } of all) {
    result[gate] ??= { line, name: gateNames[gate]!, activations: [] };
    result[gate].activations.push({ side, planet: body, line });
  }
  return result;
}
