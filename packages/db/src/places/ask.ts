import { fold } from './fold.ts';

/** One way to read what somebody wrote: a place's name, and what stands behind it, from the nearest to the farthest. */
export type Reading = {
  name: string;
  /** The name as it was written. */
  written: string;
  behind: Behind[];
};

/** Part of an address behind a name: an area ("TX", "Österreich") or the rest of the name ("Oder", "a. M."). */
export type Behind = {
  phrase: string;
  /** Regular expression for the words of the phrase inside a longer name; `a. M.` abbreviates "am Main". */
  words: string;
};

/** Most words that an area without a comma has: "Springfield New Hampshire", "Paris Ile de France". */
const AREA_WORDS = 4;

/** All readings of a birth place, the likeliest first: as one name, cut at its punctuation, cut between two words. */
export function readingsOf(query: string): Reading[] {
  const [first = '', ...rest] = partsOf(query);
  const readings = [reading(query, []), ...(rest.length > 0 ? [reading(first, rest)] : [])];
  const words = first.trim().split(/\s+/);
  for (let cut = words.length - 1; cut >= 1 && words.length - cut <= AREA_WORDS; cut -= 1) {
    const [name, tail] = [words.slice(0, cut).join(' '), words.slice(cut)];
    readings.push(reading(name, [tail.join(' '), ...rest])); // Springfield New Hampshire
    if (tail.length > 1) readings.push(reading(name, [...tail, ...rest])); // Springfield IL USA
  }
  return readings.filter(({ name }) => name !== '');
}

/** The name in front of all punctuation, folded. */
export const bareName = (query: string): string => fold(partsOf(query)[0] ?? '');

const partsOf = (query: string): string[] => query.split(/[,;/()[\]]+|\s[-–—]\s/).filter((part) => fold(part) !== '');

const reading = (name: string, behind: string[]): Reading => ({
  name: fold(name),
  written: name.trim().normalize('NFC'),
  behind: behind.map((part) => ({ phrase: fold(part), words: wordsOf(part) })),
});

function wordsOf(part: string): string {
  const open = part.includes('.') ? '[^ ]*' : '';
  const words = fold(part)
    .split(' ')
    .map((word) => word + open);
  return `(^| )${words.join(' ')}( |$)`;
}
