import { describe, expect, it } from 'vitest';
import { crossOf, crossTypeOf, profileOf } from '../../src/chart/cross.ts';
import { mechanics } from '../../src/chart/mechanics.ts';
import { crosses } from '../golden.ts';

const ofChannels = (...ids: string[]) => mechanics(new Set(ids.flatMap((id) => id.split('-').map(Number))));

describe('type and authority from channels', () => {
  it.each([
    [['34-57'], 'Generator', 'Sacral'],
    [['20-34'], 'Manifesting Generator', 'Sacral'],
    [['20-57'], 'Projector', 'Splenic'],
    [['20-57', '28-38'], 'Manifestor', 'Splenic'],
    [['21-45'], 'Manifestor', 'Ego Manifested'],
    [['25-51'], 'Projector', 'Ego Projected'],
    [['1-8'], 'Projector', 'Self-Projected'],
    [['47-64'], 'Projector', 'Mental'],
    [[], 'Reflector', 'Lunar'],
    [['19-49'], 'Projector', 'Emotional'],
  ])('%j makes a %s with %s authority', (ids, type, authority) => {
    expect(ofChannels(...ids)).toMatchObject({ type, authority });
  });

  it('counts the areas of definition', () => {
    expect(ofChannels().definition).toBe('None');
    expect(ofChannels('34-57').definition).toBe('Single');
    expect(ofChannels('34-57', '1-8').definition).toBe('Split');
    expect(ofChannels('34-57', '1-8', '37-40', '47-64')).toMatchObject({
      definition: 'Quadruple Split',
      authority: 'Emotional',
    });
  });

  it('defines the centers at both ends of a channel and no other', () => {
    expect([...ofChannels('34-57').defined].toSorted()).toEqual(['sacral', 'spleen']);
  });
});

it('finds every channel between four gates that stand in three each', () => {
  const found = mechanics(new Set([10, 20, 34, 57])).channels.map(({ id }) => id);
  expect(found).toEqual(['10-20', '10-34', '10-57', '20-34', '20-57', '34-57']);
});

describe('profile and cross', () => {
  it.each([
    ['4/6', 'Right Angle'],
    ['4/1', 'Juxtaposition'],
    ['5/1', 'Left Angle'],
  ])('profile %s has a %s cross', (profile, type) => {
    expect(crossTypeOf(profile)).toBe(type);
  });

  it('takes a profile that cannot occur for an error of its own', () => {
    expect(profileOf(6, 2)).toBe('6/2');
    expect(() => profileOf(1, 1)).toThrow('1/1');
  });

  const profiles: Record<string, string> = { right: '1/3', left: '5/1', juxtaposition: '4/1' };
  const titles: Record<string, string> = { right: 'Right Angle', left: 'Left Angle', juxtaposition: 'Juxtaposition' };

  it.each(crosses)('names the $angle cross of gate $personalitySunGate', ({ angle, gates, base, variant }) => {
    const cross = crossOf(profiles[angle]!, gates[0]!, gates[2]!);
    expect(cross.gates).toEqual(gates);
    expect(cross.name).toBe(`${titles[angle]} Cross of ${base}${variant === null ? '' : ` ${variant}`}`);
  });
});
