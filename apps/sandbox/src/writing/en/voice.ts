import type { Voice } from '../phrases.ts';

/** "A, B and C". */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const SIDES: Readonly<Record<string, string>> = { personality: 'conscious', design: 'unconscious' };

const BODIES: Readonly<Record<string, string>> = {
  sun: 'Sun',
  earth: 'Earth',
  northnode: 'North Node',
  southnode: 'South Node',
  moon: 'Moon',
  mercury: 'Mercury',
  venus: 'Venus',
  mars: 'Mars',
  jupiter: 'Jupiter',
  saturn: 'Saturn',
  uranus: 'Uranus',
  neptune: 'Neptune',
  pluto: 'Pluto',
};

const are = (centers: readonly string[]): string => {
  const [first = '', ...rest] = centers.map((center) => `the ${center}`);
  return `${list([`T${first.slice(1)}`, ...rest])} ${centers.length === 1 ? 'is' : 'are'}`;
};

/** Sentences about one person: with a label in the third person, without one addressed as "you". */
export function voice(label: string | null): Voice {
  const you = label === null;
  const your = you ? 'your' : `${label}'s`;
  const Your = you ? 'Your' : your;
  const has = you ? 'You have' : `${label} has`;
  const inChart = `in ${your} chart`;
  return {
    type: (name) => `${Your} type is ${name}.`,
    authority: (name) => `${has} ${name}.`,
    profile: (profile) => `${Your} profile is ${profile}.`,
    definition: (name) => `${has} ${name}.`,
    strategy: (name) => `${Your} strategy is ${name}.`,
    notSelf: (name) => `The not-self theme ${inChart} is ${name}.`,
    defined: (centers) => `${are(centers)} defined ${inChart}.`,
    open: (centers) => `${are(centers)} open ${inChart}.`,
    channel: (number, name) => `${has} channel ${number}${name ? `, which the chart calls “${name}”` : ''}.`,
    gate: (gate, line, name) => {
      const named = name ? `; the chart calls it “${name}”` : '';
      return line === null
        ? `Gate ${gate} is activated ${inChart}${named}.`
        : `Gate ${gate} stands in line ${line} ${inChart}${named}.`;
    },
    activation: (side, body, gate, line) => {
      const [how, word] = [SIDES[side], BODIES[body.toLowerCase()]];
      return how && word ? `${Your} ${how} ${word} stands in gate ${gate}, line ${line}.` : null;
    },
    silent: (fact) => `On ${you ? 'the' : your} ${fact} the chart gives no clear statement.`,
  };
}
