import { isDeterminer } from './clauses.ts';
import type { Item } from './item.ts';
import type { Sentence } from './sentences.ts';
import type { Term } from './term.ts';

/** Small steps through the items of a sentence that every rule takes. */

/** The term of an item if it is of that kind. */
export function termOf<K extends Term['kind']>(
  item: Item | undefined,
  kind: K,
): Extract<Term, { kind: K }> | undefined {
  return item?.kind === 'term' && item.term.kind === kind ? (item.term as Extract<Term, { kind: K }>) : undefined;
}

/** Whether an item is a term of one of the kinds. */
export function isTerm(item: Item | undefined, ...kinds: Term['kind'][]): boolean {
  return item?.kind === 'term' && kinds.includes(item.term.kind);
}

/** Whether an item is one of the words of a list. */
export function isOne(item: Item | undefined, words: ReadonlySet<string>): boolean {
  return item !== undefined && words.has(item.fold);
}

/** The index of the nearest item before `n` that is no article or possessive; -1 if there is none. */
export function before({ items, grammar }: Sentence, n: number): number {
  let at = n - 1;
  while (at >= 0 && items[at]!.kind === 'word' && isDeterminer(items[at]!, grammar)) at--;
  return at;
}

/** The items of the clause that item `n` stands in. */
export function clauseOf({ items, clauses }: Sentence, n: number): Item[] {
  return clauses[items[n]!.clause]!;
}

/** Whether item `n` stands in a phrase of a preposition: "mit Tor 34", "in deinem Sakral". */
export function inPhrase(sentence: Sentence, n: number): boolean {
  return isOne(sentence.items[before(sentence, n)], sentence.grammar.preposition);
}

/** Whether the items contain a real negation: "nicht nur" and "not always" are none. */
export function isNegated(items: readonly Item[], sentence: Sentence): boolean {
  const { grammar } = sentence;
  return items.some(
    (item, n) => grammar.not.has(item.fold) && !isOne(items[n + 1], grammar.softened) && !isStill(sentence, item),
  );
}

/** "Noch" alone denies nothing: "nur noch das Ajna ist definiert". */
const isStill = ({ items, grammar }: Sentence, item: Item): boolean =>
  item.fold === 'noch' &&
  !items.some(({ fold }) => fold !== 'noch' && (grammar.not.has(fold) || grammar.none.has(fold)));

/** Whether the text speaks to the person, or of one of those it is about: you, your, du, dein, Person A. */
export function isAddressed(items: readonly Item[], { grammar, named }: Sentence): boolean {
  return named || items.some(({ fold }) => grammar.second.has(fold));
}
