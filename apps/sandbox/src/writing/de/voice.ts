import type { Voice } from '../phrases.ts';

/** „A, B und C“. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} und ${items.at(-1)}`;

const FACTS = { type: 'Zum Typ', authority: 'Zur Autorität', profile: 'Zum Profil' } as const;

const SIDES: Readonly<Record<string, string>> = { personality: 'bewusst', design: 'unbewusst' };

/** Body by its name in the chart: word and ending of the adjective before it. */
const BODIES: Readonly<Record<string, readonly [word: string, feminine: boolean]>> = {
  sun: ['Sonne', true],
  earth: ['Erde', true],
  northnode: ['Nordknoten', false],
  southnode: ['Südknoten', false],
  moon: ['Mond', false],
  mercury: ['Merkur', false],
  venus: ['Venus', true],
  mars: ['Mars', false],
  jupiter: ['Jupiter', false],
  saturn: ['Saturn', false],
  uranus: ['Uranus', false],
  neptune: ['Neptun', false],
  pluto: ['Pluto', false],
};

const are = (centers: readonly string[]): string =>
  `${centers.length === 1 ? 'ist' : 'sind'} ${list(centers.map((center) => `das ${center}`))}`;

/** Sätze über eine Person: mit Bezeichnung in der dritten Person, ohne in der Du-Form. */
export function voice(label: string | null): Voice {
  const you = label === null;
  const at = you ? 'bei dir' : `bei ${label}`;
  const At = you ? 'Bei dir' : `Bei ${label}`;
  const has = you ? 'Du hast' : `${label} hat`;
  const of = you ? '' : ` von ${label}`;
  return {
    type: (name) => (you ? `Dein Typ ist ${name}.` : `Der Typ${of} ist ${name}.`),
    authority: (name) => `${has} eine ${name}.`,
    profile: (profile) => (you ? `Dein Profil ist ${profile}.` : `Das Profil${of} ist ${profile}.`),
    definition: (name) => `${has} ${name}.`,
    strategy: (name) => `${you ? 'Deine Strategie' : `Die Strategie${of}`} lautet: ${name}.`,
    notSelf: (name) => `Das Nicht-Selbst-Thema ${you ? 'in deinem Chart' : `von ${label}`} ist ${name}.`,
    defined: (centers) => `${At} ${are(centers)} definiert.`,
    open: (centers) => `${At} ${are(centers)} offen.`,
    channel: (number, name) => `${has} den Kanal ${number}${name ? `, im Chart „${name}“ genannt` : ''}.`,
    gate: (gate, line, name) => {
      const named = name ? `; der Chart nennt es „${name}“` : '';
      return line === null
        ? `${At} ist Tor ${gate} aktiviert${named}.`
        : `Tor ${gate} steht ${at} in Linie ${line}${named}.`;
    },
    activation: (side, body, gate, line) => {
      const [word, feminine] = BODIES[body.toLowerCase()] ?? [];
      const how = SIDES[side];
      if (word === undefined || how === undefined) return null;
      if (you)
        return `${feminine ? 'Deine' : 'Dein'} ${how}${feminine ? 'e' : 'er'} ${word} steht in Tor ${gate}, Linie ${line}.`;
      return `${At} steht ${feminine ? 'die' : 'der'} ${how}e ${word} in Tor ${gate}, Linie ${line}.`;
    },
    silent: (fact) => `${FACTS[fact]}${of} macht der Chart keine klare Aussage.`,
  };
}
