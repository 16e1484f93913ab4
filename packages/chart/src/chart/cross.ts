import facts from '../../data/facts.json' with { type: 'json' };
import { oppositeGate, quarterOf, wheelSteps } from '../wheel.ts';

export type CrossType = 'Right Angle' | 'Juxtaposition' | 'Left Angle';

/** The incarnation cross: gates are personality Sun and Earth, then design Sun and Earth. */
export type IncarnationCross = { type: CrossType; gates: [number, number, number, number]; name: string | null };

/** Names by the gate of the personality Sun: right angle crosses only under the gate of the first quarter. */
const names: Record<'right' | 'left' | 'juxtaposition', Record<string, string>> = facts.crossNames;

const anglesByProfile = new Map(facts.profiles.map(({ id, angle }) => [id, angle as keyof typeof names]));

const typesByAngle: Record<keyof typeof names, CrossType> = {
  right: 'Right Angle',
  juxtaposition: 'Juxtaposition',
  left: 'Left Angle',
};

/** The 12 profiles that an arc of 88 degrees can give. */
export const profiles: readonly string[] = facts.profiles.map((profile) => profile.id);

/** The profile of two Sun lines; any but the 12 possible ones is an error of ours and throws. */
export function profileOf(personalitySunLine: number, designSunLine: number): string {
  const profile = `${personalitySunLine}/${designSunLine}`;
  if (!anglesByProfile.has(profile)) throw new Error(`Profile ${profile} cannot occur with an arc of 88 degrees`);
  return profile;
}

/** The angle that belongs to a profile. */
export function crossTypeOf(profile: string): CrossType {
  return typesByAngle[anglesByProfile.get(profile)!];
}

/** The cross of a profile and the gates of both Suns; a cross without a known name gets null. */
export function crossOf(profile: string, personalitySun: number, designSun: number): IncarnationCross {
  const angle = anglesByProfile.get(profile)!;
  const gates: IncarnationCross['gates'] = [
    personalitySun,
    oppositeGate(personalitySun),
    designSun,
    oppositeGate(designSun),
  ];
  return { type: typesByAngle[angle], gates, name: nameOf(angle, personalitySun) };
}

/**
 * Four right angle crosses share a name, a square of 16 gates apart, and are numbered by the quarter of their Sun.
 * Two left angle crosses share one, opposite each other; the one in the first half of the wheel is number 1.
 */
function nameOf(angle: keyof typeof names, gate: number): string | null {
  if (angle === 'juxtaposition') {
    const theme = names.juxtaposition[gate];
    return theme === undefined ? null : `Juxtaposition Cross of ${theme}`;
  }
  const quarter = quarterOf(gate);
  if (angle === 'right') {
    const theme = names.right[wheelSteps(gate, -16 * (quarter - 1))];
    return theme === undefined ? null : `Right Angle Cross of ${theme} ${quarter}`;
  }
  const firstHalf = quarter <= 2;
  const theme = names.left[firstHalf ? gate : oppositeGate(gate)];
  return theme === undefined ? null : `Left Angle Cross of ${theme} ${firstHalf ? 1 : 2}`;
}
