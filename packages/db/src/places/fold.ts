/** Letters that Unicode does not take apart into a base and an accent. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** How German and the Nordic languages write a letter on a keyboard without it. */
const WRITTEN_OUT: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** A name with nothing to do but lower case; looking for those first saves a fifth of reading the gazetteer. */
const PLAIN_WORDS = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;

/**
 * The form in which names are compared: lower case, no accents, no apostrophes, single spaces for all other punctuation.
 * Only the combining marks of Latin, Greek and Cyrillic go; in Indic scripts such marks are the vowels.
 */
export const fold = (name: string): string => (PLAIN_WORDS.test(name) ? name.toLowerCase() : foldLetters(name));

const foldLetters = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’‘ʻʼ`´]/g, '')
    .replace(/[ßæœøłđðþħı]/g, (letter) => PLAIN[letter]!)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();

/** All folded forms under which a name is found: Görlitz as gorlitz and as goerlitz. A query needs `fold` only. */
export function spellings(name: string): string[] {
  if (PLAIN_WORDS.test(name)) return [name.toLowerCase()];
  const lower = name.normalize('NFC').toLowerCase();
  const out = lower.replace(/[äöüåø]/g, (letter) => WRITTEN_OUT[letter]!);
  return out === lower ? [fold(name)] : [fold(name), fold(out)];
}
