export type Locale = 'de' | 'en';

/** A word, a run of digits or a single mark. Positions are UTF-16 offsets into the text. */
export type Token = {
  kind: 'word' | 'digits' | 'mark';
  text: string;
  /** Lower case, ä as ae, ß as ss: spellings meet in it. */
  fold: string;
  /** The fold without its ending: inflections meet in it. */
  stem: string;
  start: number;
  end: number;
  /** Whether white space stands before it. */
  spaced: boolean;
  /** Whether a line begins with it, and how long the line before was: long ones were wrapped, short ones ended. */
  opensLine: boolean;
  lineBefore: number;
};

const TOKEN = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?|\d+|[^\s]/gu;

/** Marks that only shape the text: emphasis, quotes, table bars stay visible in the offsets alone. */
const SILENT = new Set(['*', '_', '`', '"', '„', '“', '”', '«', '»', '›', '‹', '~']);

/** Cuts a text into tokens, without the marks of emphasis and quotation. */
export function tokenize(text: string, locale: Locale): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  let lineStart = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    const start = match.index;
    const gap = text.slice(end, start);
    const opensLine = start === 0 || gap.includes('\n');
    const lineBefore = /\n\s*\n/.test(gap) ? 0 : end - lineStart;
    if (opensLine) lineStart = start;
    end = start + word.length;
    if (SILENT.has(word)) continue;
    const kind = /^\p{L}/u.test(word) ? 'word' : /^\d/.test(word) ? 'digits' : 'mark';
    const folded = kind === 'word' ? fold(word) : word;
    tokens.push({
      kind,
      text: word,
      fold: folded,
      stem: kind === 'word' ? stem(folded, locale) : word,
      start,
      end,
      spaced: gap !== '' || start === 0,
      opensLine,
      lineBefore,
    });
  }
  return tokens;
}

/** One spelling for all: composed, lower case, umlauts written out, straight apostrophes. */
export function fold(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'");
}

const GERMAN_ENDINGS = ['ens', 'en', 'em', 'er', 'es', 'e', 'n', 's'];

/**
 * A folded word without its inflection. German: the longest ending that leaves four letters, so that definierte,
 * definierten and definiertes meet; English: plural and genitive. Not a linguist's stem: it only has to be the same for
 * the vocabulary and the text.
 */
export function stem(folded: string, locale: Locale): string {
  if (locale === 'en') return folded.replace(/'s$|(?<![sui])s$/, '');
  if (folded.endsWith('ss')) return folded;
  const ending = GERMAN_ENDINGS.find(
    (candidate) => folded.endsWith(candidate) && folded.length - candidate.length >= 4,
  );
  return ending === undefined ? folded : folded.slice(0, -ending.length);
}
