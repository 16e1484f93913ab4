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

/** White space, a word, digits or a single mark: together they are the whole text, so that each begins where the last ended. */
const PIECE = /[\s\u00AD\u200B]+|\p{L}[\p{L}\p{M}\u00AD\u200B]*(?:['’]\p{L}+)?|\d+|./uy;

/** Marks that only shape the text: emphasis, quotes, table bars stay visible in the offsets alone. */
const SILENT = new Set(['*', '_', '`', '"', '„', '“', '”', '«', '»', '›', '‹', '‘', '‚', '~']);

/** Standing alone they close a quotation, but in "34's" they do not. */
const APOSTROPHES = new Set(["'", '’']);

/** Cuts a text into tokens, without the marks of emphasis and quotation. */
export function tokenize(text: string, locale: Locale): Token[] {
  const tokens: Token[] = [];
  let lineStart = 0;
  // what stands before a mark of emphasis stands before the word it opens
  let opensLine = true;
  let lineBefore = 0;
  let spaced = true;
  for (let start = 0, end = 0; start < text.length; start = end) {
    // unlike matchAll, a sticky test makes no object per piece
    PIECE.lastIndex = start;
    PIECE.test(text);
    end = PIECE.lastIndex;
    const piece = text.slice(start, end);
    const { kind, fold, stem } = formOf(piece, locale);
    if (kind === 'gap') {
      spaced = true;
      if (!piece.includes('\n')) continue;
      opensLine = true;
      lineBefore = /\n\s*\n/.test(piece) ? 0 : start - lineStart;
      lineStart = end;
    } else if (kind !== 'silent' && !(kind === 'mark' && isClosing(piece, text, end))) {
      tokens.push({ kind, text: piece, fold, stem, start, end, spaced, opensLine, lineBefore });
      opensLine = false;
      spaced = false;
    }
  }
  return tokens;
}

const isClosing = (mark: string, text: string, end: number): boolean =>
  APOSTROPHES.has(mark) && !/^s(?!\p{L})/u.test(text.slice(end, end + 2));

/** What a piece of text is wherever it stands. */
type Form = { kind: Token['kind'] | 'gap' | 'silent'; fold: string; stem: string };

/** Folding is half the cost of reading a text and its words repeat; the cache is emptied before it grows without end. */
const CACHED_FORMS = 20_000;
const forms: Record<Locale, Map<string, Form>> = { de: new Map(), en: new Map() };

function formOf(piece: string, locale: Locale): Form {
  const cache = forms[locale];
  const known = cache.get(piece);
  if (known) return known;
  if (cache.size >= CACHED_FORMS) cache.clear();
  const kind = kindOf(piece);
  const folded = kind === 'word' ? fold(piece) : piece;
  const own = { kind, fold: folded, stem: kind === 'word' ? stem(folded, locale) : piece };
  cache.set(piece, own);
  return own;
}

function kindOf(piece: string): Form['kind'] {
  if (/^[\s\u00AD\u200B]/.test(piece)) return 'gap';
  if (/^\p{L}/u.test(piece)) return 'word';
  if (/^\d/.test(piece)) return 'digits';
  return SILENT.has(piece) ? 'silent' : 'mark';
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
