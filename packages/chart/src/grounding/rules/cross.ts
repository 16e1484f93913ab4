import facts from '../../../data/facts.json' with { type: 'json' };
import type { Found } from '../claim.ts';
import type { Sentence } from '../sentences.ts';
import { fold } from '../tokens.ts';
import { before, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** Every known name of a cross, folded and without its article, with the spellings that vary between lists. */
const names = new Set(
  [
    ...Object.values(facts.crossNames.right),
    ...Object.values(facts.crossNames.left),
    ...Object.values(facts.crossNames.juxtaposition),
    ...Object.values(facts.crossNames.variants).flat(),
  ].map(bareName),
);

/** The first words of all of them: most words of a text begin none. */
const openings = new Set(['the', ...[...names].map(openingOf)]);

/** The first word of a folded name or term. */
function openingOf(name: string): string {
  return name.split(/[ -]/, 1)[0]!;
}

/** A name of a cross as it is compared: folded, without its article. */
export function bareName(name: string): string {
  return fold(name).replace(/^the /, '');
}

/** The incarnation cross: its gates, angle and name, or only that there is one. */
export function crossClaims(sentence: Sentence, text: string): Claims {
  const { items } = sentence;
  const word = items.findIndex((item) => isTerm(item, 'cross'));
  // "a right angle" is one of a cross beside that word only
  const angle = items.findIndex(
    (item, n) =>
      (termOf(item, 'angle')?.bare === false || (word >= 0 && isTerm(item, 'angle'))) && !isRefused(sentence, n),
  );
  if (word < 0 && angle < 0) return unspecified(sentence, text);
  const found = gatesOfCross(sentence);
  const name = nameAfter(sentence, text, Math.max(word, angle));
  if (name) {
    if (found[0]?.statement.kind === 'cross') found[0].statement.name = name.value;
    else found.push({ statement: { kind: 'cross', name: name.value }, start: name.start, end: name.end, at: name.at });
  }
  const value = termOf(items[angle], 'angle')?.value;
  if (value)
    found.push({ statement: { kind: 'angle', value }, start: items[angle]!.start, end: items[angle]!.end, at: angle });
  if (found.length > 0) return found;
  return [{ statement: { kind: 'cross' }, start: items[word]!.start, end: items[word]!.end, at: word }];
}

/** "Kein Rechtswinkelkreuz, sondern ...", "not a Right Angle but a Left Angle Cross". */
const isRefused = (sentence: Sentence, n: number): boolean =>
  isOne(sentence.items[n - 1], sentence.grammar.none) ||
  isOne(sentence.items[before(sentence, n)], sentence.grammar.not);

/** "The Cross of Planning (37/40 | 9/16)": the word alone is an everyday one, so its gates or a known name must follow. */
function unspecified(sentence: Sentence, text: string): Claims {
  const found = gatesOfCross(sentence);
  const word = sentence.items.findIndex((item) => isTerm(item, 'cross-word'));
  const name = word < 0 || !OF.has(sentence.items[word + 1]?.fold ?? '') ? undefined : nameAfter(sentence, text, word);
  if (name && found[0]?.statement.kind === 'cross') found[0].statement.name = name.value;
  else if (name)
    found.push({ statement: { kind: 'cross', name: name.value }, start: name.start, end: name.end, at: name.at });
  return found;
}

const OF = new Set(['of', 'der', 'des', 'von', 'vom']);

/** "(12/11 | 36/6)": the gates of both Suns and Earths. */
function gatesOfCross({ items }: Sentence): Claims {
  return items.flatMap((item, n): Claims => {
    const other = items[n + 2];
    if (item.kind !== 'pair' || other?.kind !== 'pair' || !/^[|·,–—-]$/.test(items[n + 1]!.text)) return [];
    if (items[n + 1]!.text !== '|' && !items.some((each) => isTerm(each, 'cross', 'cross-word', 'angle'))) return [];
    const gates: [number, number, number, number] = [item.first, item.second, other.first, other.second];
    return [{ statement: { kind: 'cross', gates }, start: item.start, end: other.end, at: n }];
  });
}

/** The longest known name after "cross of", "Kreuz von": up to four words. German names of crosses are not known. */
function nameAfter({ items }: Sentence, text: string, from: number) {
  for (let at = from + 1; at < Math.min(from + 6, items.length); at++) {
    if (!openings.has(openingOf(items[at]!.fold))) continue;
    for (let last = Math.min(at + 3, items.length - 1); last >= at; last--) {
      const [start, end] = [items[at]!.start, items[last]!.end];
      const value = bareName(text.slice(start, end).replace(/\s+/g, ' '));
      if (names.has(value)) return { value, start, end, at };
    }
  }
  return undefined;
}
