import { type CenterId, type Channel, channels, motors } from '../facts.ts';

export type Type = 'Generator' | 'Manifesting Generator' | 'Manifestor' | 'Projector' | 'Reflector';

export type Authority =
  | 'Emotional'
  | 'Sacral'
  | 'Splenic'
  | 'Ego Manifested'
  | 'Ego Projected'
  | 'Self-Projected'
  | 'Mental'
  | 'Lunar';

export type Definition = 'None' | 'Single' | 'Split' | 'Triple Split' | 'Quadruple Split';

/** What follows from which gates are active, whoever activates them. */
export type Mechanics = {
  channels: Channel[];
  defined: ReadonlySet<CenterId>;
  type: Type;
  authority: Authority;
  definition: Definition;
};

const definitions: readonly Definition[] = ['None', 'Single', 'Split', 'Triple Split', 'Quadruple Split'];

/** Channels, defined centers, type, authority and definition of a set of active gates. */
export function mechanics(active: ReadonlySet<number>): Mechanics {
  const complete = channels.filter(({ gates: [a, b] }) => active.has(a) && active.has(b));
  const areas = connectedAreas(complete);
  const defined = new Set(areas.flatMap((area) => [...area]));
  const throat = areas.find((area) => area.has('throat'));
  return {
    channels: complete,
    defined,
    type: typeOf(defined, throat),
    authority: authorityOf(defined, throat),
    definition: definitions[areas.length]!,
  };
}

/** The connected components of the graph of defined centers and complete channels. */
function connectedAreas(complete: readonly Channel[]): Set<CenterId>[] {
  let areas: Set<CenterId>[] = [];
  for (const { centers } of complete) {
    const touched = areas.filter((area) => centers.some((center) => area.has(center)));
    const merged = new Set([...touched.flatMap((area) => [...area]), ...centers]);
    areas = [...areas.filter((area) => !touched.includes(area)), merged];
  }
  return areas;
}

/** `throat` is the area the throat belongs to: a motor anywhere in it is connected to the throat. */
function typeOf(defined: ReadonlySet<CenterId>, throat: ReadonlySet<CenterId> | undefined): Type {
  const motorToThroat = motors.some((motor) => throat?.has(motor));
  if (defined.size === 0) return 'Reflector';
  if (defined.has('sacral')) return motorToThroat ? 'Manifesting Generator' : 'Generator';
  return motorToThroat ? 'Manifestor' : 'Projector';
}

function authorityOf(defined: ReadonlySet<CenterId>, throat: ReadonlySet<CenterId> | undefined): Authority {
  if (defined.size === 0) return 'Lunar';
  if (defined.has('solarPlexus')) return 'Emotional';
  if (defined.has('sacral')) return 'Sacral';
  if (defined.has('spleen')) return 'Splenic';
  if (defined.has('heart')) return throat?.has('heart') ? 'Ego Manifested' : 'Ego Projected';
  if (defined.has('g')) return 'Self-Projected';
  return 'Mental';
}

/** Type -> the strategy that belongs to it. */
export const strategies: Readonly<Record<Type, string>> = {
  Generator: 'respond',
  'Manifesting Generator': 'respond, then inform',
  Manifestor: 'inform',
  Projector: 'wait for the invitation',
  Reflector: 'wait a lunar cycle',
};

/** Type -> its not-self theme. */
export const notSelfThemes: Readonly<Record<Type, string>> = {
  Generator: 'frustration',
  'Manifesting Generator': 'frustration and anger',
  Manifestor: 'anger',
  Projector: 'bitterness',
  Reflector: 'disappointment',
};
