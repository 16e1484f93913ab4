import { bodies, type CenterId, type Channel, centerIds } from '../facts.ts';
import { lineAt } from '../wheel.ts';
import { crossOf, type IncarnationCross, profileOf } from './cross.ts';
import { type Authority, type Definition, mechanics, notSelfThemes, strategies, type Type } from './mechanics.ts';
import { slots } from './track.ts';

export type Core = {
  type: Type;
  authority: Authority;
  strategy: string;
  profile: string;
  definition: Definition;
  notSelfTheme: string;
};

/** Everything that follows from the lines of the 26 activations. */
export type Portrait = {
  places: { gate: number; line: number }[];
  core: Core;
  channels: Channel[];
  defined: ReadonlySet<CenterId>;
  cross: IncarnationCross;
};

/** The portrait of 26 lines (0-383 from the start of the wheel, in slot order). */
export function portraitOf(lines: readonly number[]): Portrait {
  const places = lines.map(lineAt);
  const { channels, defined, type, authority, definition } = mechanics(new Set(places.map(({ gate }) => gate)));
  const [personalitySun, designSun] = [places[0]!, places[bodies.length]!];
  const profile = profileOf(personalitySun.line, designSun.line);
  return {
    places,
    core: { type, authority, strategy: strategies[type], profile, definition, notSelfTheme: notSelfThemes[type] },
    channels,
    defined,
    cross: crossOf(profile, personalitySun.gate, designSun.gate),
  };
}

/** What can differ between two portraits, each fact under a pointer of its own. */
export type Facts = Map<string, string | number>;

/** Flattens a portrait. Channels and gates are `present` or not there; a gate's line is that of its first activation. */
export function factsOf({ places, core, channels, defined, cross }: Portrait): Facts {
  const facts: Facts = new Map(Object.entries(core).map(([field, value]) => [`/core/${field}`, value]));
  for (const id of centerIds) facts.set(`/centers/${id}`, defined.has(id) ? 'defined' : 'undefined');
  for (const { id } of channels) facts.set(`/channels/${id}`, 'present');
  for (const { gate, line } of places) {
    if (facts.has(`/gates/${gate}`)) continue;
    facts.set(`/gates/${gate}`, 'present').set(`/gates/${gate}/line`, line);
  }
  for (const [slot, { side, body }] of slots.entries()) {
    const { gate, line } = places[slot]!;
    facts.set(`/activations/${side}/${body}`, `${gate}.${line}`);
  }
  return facts.set('/incarnationCross', cross.name ?? `${cross.type} ${cross.gates.join('/')}`);
}

/** Pointer -> the values it takes, in order of time. */
export type Variation = Record<string, (string | number)[]>;

/** The facts that are not the same throughout, with all their values; what is missing somewhere is `absent` there. */
export function variationOf(all: readonly Facts[]): Variation {
  const result: Variation = {};
  if (all.length < 2) return result;
  const pointers = new Set(all.flatMap((facts) => [...facts.keys()]));
  for (const pointer of pointers) {
    const values = new Set(all.map((facts) => facts.get(pointer) ?? 'absent'));
    if (values.size === 1) continue;
    // that a gate comes or goes is said under the gate itself, not under its line
    if (pointer.endsWith('/line')) values.delete('absent');
    result[pointer] = [...values];
  }
  return result;
}
