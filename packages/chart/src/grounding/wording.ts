import type { Locale } from './tokens.ts';

/** What a reading must not contain whatever the chart says: filler and advice, emoji, birth data. */
export type Slip = { kind: 'word' | 'emoji' | 'birth_data'; start: number; end: number; text: string };

/** Filler, advice and promises; each also in the inflections it has. */
const WORDS: Record<Locale, string> = {
  de: 'normalerweise|typischerweise|üblicherweise|in der Regel|du solltest|du musst|ich empfehle|ich rate|garantiert|heilt|Diagnosen?',
  en: 'normally|typically|usually|generally|you should|you must|I recommend|guarantee[sd]?|cures|diagnosis|diagnoses',
};

const MONTHS: Record<Locale, string> = {
  de: 'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember',
  en: 'January|February|March|April|May|June|July|August|September|October|November|December',
};

const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[\u2600-\u26FF\u2728\u2764]/gu;

/** Finds every slip of a text, in order; `place` is the birth place if there is one to be kept out. */
export function slipsIn(text: string, locale: Locale, place?: string): Slip[] {
  const found = (kind: Slip['kind'], pattern: RegExp) =>
    [...text.matchAll(pattern)].map((match) => {
      return { kind, start: match.index, end: match.index + match[0].length, text: match[0] };
    });
  const slips = [
    ...found('word', whole(WORDS[locale].replaceAll(' ', '\\s+'), 'giu')),
    ...found('emoji', EMOJI),
    ...found('birth_data', whole(birthPatterns(locale, place).join('|'), 'gu')),
  ];
  return slips.sort((a, b) => a.start - b.start);
}

/**
 * Dates, times of day, "geboren am", and the place by name. Case counts: "Gate 34 may" is no date, and in German "34 am"
 * no time.
 */
function birthPatterns(locale: Locale, place: string | undefined): string[] {
  const month = MONTHS[locale];
  const numeric = [
    '\\d{4}-\\d{2}-\\d{2}',
    '\\d{1,2}[./]\\s?\\d{1,2}[./]\\s?\\d{4}',
    '(?:[01]?\\d|2[0-3]):[0-5]\\d(?:\\s?Uhr|\\s?[ap]m)?',
  ];
  const german = [
    `\\d{1,2}\\.\\s?(?:${month})(?:\\s\\d{4})?`,
    `(?:${month})\\s\\d{4}`,
    '(?:[01]?\\d|2[0-3])(?:\\.[0-5]\\d)?\\sUhr',
    '[Gg]eboren\\s(?:am|in|um)',
  ];
  const english = [
    `\\d{1,2}(?:st|nd|rd|th)?\\s(?:of\\s)?(?:${month}),?\\s\\d{4}`,
    `(?:${month})\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4}`,
    `(?:${month})\\s\\d{1,2}(?:st|nd|rd|th)`,
    "\\d{1,2}\\s?(?:am|pm|a\\.m\\.|p\\.m\\.|o['’]clock)",
    '[Bb]orn\\s(?:on|in|at)',
  ];
  const patterns = [...numeric, ...(locale === 'de' ? german : english)];
  return place === undefined || place.trim() === '' ? patterns : [...patterns, escaped(place.trim())];
}

const escaped = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A pattern that begins and ends where words do. */
function whole(pattern: string, flags: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, flags);
}
