import { sentencesOf } from './sentences.ts';
import type { Locale } from './tokens.ts';
import { isTerm } from './walk.ts';
import { slipsIn } from './wording.ts';

/** A text whose persons have made-up names, each as long as the label it stands for: every offset is that of the original. */
type Disguised = { text: string; mentions: { label: string; start: number }[] };

/** First letters of made-up names, which then belong to no word of the vocabulary. */
const INITIALS = 'QXZJVWYKFP';

/**
 * Replaces the labels of persons by names that say nothing: what a caller calls somebody ("Dr. Müller", "Sonne", "Anna ❤️") must
 * neither end a sentence nor count as something said. A label with a genitive ("Annas", "Person A's") keeps it.
 */
export function disguise(text: string, labels: readonly string[]): Disguised {
  const mentions: Disguised['mentions'] = [];
  if (labels.length === 0) return { text, mentions };
  // The longest first: "Max" is not meant where "Max Mustermann" stands.
  const alternatives = labels.toSorted((a, b) => b.length - a.length).map(escaped);
  const pattern = `(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?=(?:s|['’]s?)?(?![\\p{L}\\p{N}]))`;
  const disguised = text.replace(new RegExp(pattern, 'gu'), (label: string, start: number) => {
    mentions.push({ label, start });
    const initial = INITIALS[labels.indexOf(label) % INITIALS.length]!;
    return initial + initial.toLowerCase().repeat(label.length - 1);
  });
  return { text: disguised, mentions };
}

/** Why a label cannot stand for a person in a text, in words for its author; null when it can. */
export function labelFault(label: string): string | null {
  if (!/\p{L}/u.test(label)) return 'must hold a letter';
  if (LOCALES.some((locale) => slipsIn(label, locale).some(({ kind }) => kind === 'birth_data')))
    return 'must not hold a date or a time of day: no reading may';
  return LOCALES.some((locale) => isType(label, locale)) ? 'must not be a type, which is said of somebody' : null;
}

const LOCALES: readonly Locale[] = ['de', 'en'];

const isType = (label: string, locale: Locale): boolean =>
  sentencesOf(label, locale).some(({ items }) => items.every((item) => isTerm(item, 'type')));

const escaped = (label: string): string => label.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
