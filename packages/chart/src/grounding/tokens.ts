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

const TOKEN = /(\p{L}[\p{L}\p{M}\u00AD\u200B]*(?:['’]\p{L}+)?)|(\d+)|[^\s\u00AD\u200B]/gu;

/** Marks that only shape the text: emphasis, quotes, table bars stay visible in the offsets alone. */
const SILENT = new Set(['*', '_', '`', '"', '„', '“', '”', '«', '»', '›', '‹', '‘', '‚', '~']);

/** Standing alone they close a quotation, but in "34's" they do not. */
const APOSTROPHES = new Set(["'", '’']);

/** Cuts a text into tokens, without the marks of emphasis and quotation. */
export function tokenize(text: string, locale: Locale): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  let lineStart = 0;
  // what stands before a mark of emphasis stands before the word it opens
  let opensLine = false;
  let lineBefore = 0;
  let spaced = false;
  for (const match of text.matchAll(TOKEN)) {
    const [word, letters, digits] = match;
    const start = match.index;
    const gap = start > end ? text.slice(end, start) : '';
    if (start === 0 || gap.includes('\n')) {
      opensLine = true;
      lineBefore = /\n\s*\n/.test(gap) ? 0 : end - lineStart;
      lineStart = start;
    }
    spaced ||= gap !== '' || start === 0;
    end = start + word.length;
    if (SILENT.has(word) || (APOSTROPHES.has(word) && !/^s(?!\p{L})/u.test(text.slice(end, end + 2)))) continue;
    const kind = letters !== undefined ? 'word' : digits !== undefined ? 'digits' : 'mark';
    const forms = kind === 'word' ? formsOf(word, locale) : { fold: word, stem: word };
    tokens.push({ kind, text: word, fold: forms.fold, stem: forms.stem, start, end, spaced, opensLine, lineBefore });
    opensLine = false;
    spaced = false;
  }
  return tokens;
}

/** Folding is half the cost of reading a text and its words repeat; the cache is emptied before it grows without end. */
const CACHED_WORDS = 20_000;
const forms: Record<Locale, Map<string, { fold: string; stem: string }>> = { de: new Map(), en: new Map() };

function formsOf(word: string, locale: Locale) {
  const cache = forms[locale];
  const known = cache.get(word);
  if (known) return known;
  if (cache.size >= CACHED_WORDS) cache.clear();
  const folded = fold(word);
  const own = { fold: folded, stem: stem(folded, locale) };
  cache.set(word, own);
  return own;
}

/** One spelling for all: composed, lower case, umlauts written out, straight apostrophes, no marks of where to break. */
export function fold(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'")
    .replace(/[\u00AD\u200B]/g, '');
}

const GERMAN_ENDINGS = ['ens', 'en', 'em', 'er', 'es', 'e', 'n', 's'];

/**
 * A folded word without its inflection. German: all endings as long as four letters are left, so that definierte,
 * definierten and definiertes meet, and Ketzers and Ketzer; English: plural and genitive. Not a linguist's stem: it only has to be the same for
 * the vocabulary and the text.
 */
export function stem(folded: string, locale: Locale): string {
  if (locale === 'en') return folded.replace(/'s$|(?<![sui])s$/, '');
  if (folded.endsWith('ss')) return folded;
  const ending = GERMAN_ENDINGS.find((each) => folded.endsWith(each) && folded.length - each.length >= 4);
  return ending === undefined ? folded : stem(folded.slice(0, -ending.length), locale);
}
