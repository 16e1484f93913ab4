// What a text claims, read with patterns of its own, so that the writer is not checked by itself.

import type { Locale } from '@taktstock/registry';
import { CENTER_NAMES } from '../data/facts.ts';

const numbers = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match.slice(1).join('.'))),
];
export const gates = (text: string) => numbers(text, /\b(?:Tor|[Gg]ate) (\d+)/g).sort();
export const channels = (text: string) => numbers(text, /\b(?:Kanal|[Cc]hannel) (\d+-\d+)/g).sort();
export const gateLines = (text: string) =>
  numbers(text, /\b(?:Tor|[Gg]ate) (\d+)(?:, (?:Linie|line)| (?:steht|stands)[^.;]*? (?:Linie|line)) (\d)/g).sort();

export const sentences = (text: string): string[] => text.split(/(?<=\.)\s+/);

/** The centers that a text says have a state; only list sentences speak of states. */
export function centersSaid(text: string, locale: Locale, state: 'defined' | 'undefined'): string[] {
  const word = {
    de: { defined: 'definiert.', undefined: 'offen.' },
    en: { defined: 'defined in', undefined: 'open in' },
  };
  const said = sentences(text).filter((sentence) => sentence.includes(word[locale][state]));
  return Object.entries(CENTER_NAMES[locale])
    .filter(([, name]) => said.some((sentence) => new RegExp(`(?:das|[Tt]he) ${name}`).test(sentence)))
    .map(([center]) => center);
}

/** All facts a text names, to compare texts with each other. */
export const factsOf = (text: string, locale: Locale) => ({
  core: sentences(text)
    .filter((sentence) =>
      /^(Dein|Du hast|Your|You have|Zu[mr] (Typ|Autorität|Profil) |On the (type|authority|profile) )/.test(sentence),
    )
    .filter((s) => !/bewusst|conscious/.test(s)),
  gates: gates(text),
  gateLines: gateLines(text),
  channels: channels(text),
  defined: centersSaid(text, locale, 'defined'),
  open: centersSaid(text, locale, 'undefined'),
});
