import { type CenterId, type Channel, centerIds, channels } from '../facts.ts';
import type { CenterState, Chart } from './chart.ts';
import { mechanics } from './mechanics.ts';

/** How a channel stands between several persons. */
export type ChannelClass = 'parallel' | 'companionship' | 'compromise' | 'electromagnetic' | 'none';

/** All 36 channels, ascending; `owners` are the positions of those persons who have the whole channel. */
export type Composite = {
  channels: { number: string; class: ChannelClass; owners: number[] }[];
  centers: Record<CenterId, CenterState>;
};

/** The composite of 2 to 10 charts: a class per channel, and the centers that all their gates together define. */
export function compositeOf(charts: readonly Chart[]): Composite {
  if (charts.length < 2 || charts.length > 10) throw new RangeError('A composite is made of 2 to 10 charts');
  const persons = charts.map(({ gates }) => new Set(Object.keys(gates).map(Number)));
  const { defined } = mechanics(new Set(persons.flatMap((gates) => [...gates])));
  return {
    channels: channels.map((channel) => ({ number: channel.id, ...classify(channel, persons) })),
    centers: Object.fromEntries(centerIds.map((id) => [id, defined.has(id) ? 'defined' : 'undefined'])) as Record<
      CenterId,
      CenterState
    >,
  };
}

function classify({ gates: [a, b] }: Channel, persons: readonly ReadonlySet<number>[]) {
  const indexes = (has: (gates: ReadonlySet<number>) => boolean) => persons.flatMap((p, n) => (has(p) ? [n] : []));
  const owners = indexes((gates) => gates.has(a) && gates.has(b));
  const touching = indexes((gates) => gates.has(a) || gates.has(b));
  const bothPresent = persons.some((gates) => gates.has(a)) && persons.some((gates) => gates.has(b));
  return { class: className(owners.length, touching.length, bothPresent), owners };
}

function className(owners: number, touching: number, bothPresent: boolean): ChannelClass {
  if (owners >= 2) return 'parallel';
  if (owners === 1) return touching === 1 ? 'companionship' : 'compromise';
  return bothPresent ? 'electromagnetic' : 'none';
}
