import type { Sentence } from './sentences.ts';
import { before, clauseOf, inPhrase, isNegated, isOne, isTerm } from './walk.ts';

/**
 * Whether the gate or channel that begins at item `n` is said not to be there: "dir fehlt Tor 10", "ohne Tor 10", "Tor 10
 * ist nicht definiert". A negation without such a predicate ("Tor 34 drängt nicht") denies nothing.
 */
export function isDenied(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const previous = items.slice(Math.max(0, before(sentence, n) - 1), n);
  if (previous.some((item) => isOne(item, grammar.none) || isOne(item, grammar.without))) return true;
  const clause = clauseOf(sentence, n);
  const missing = clause.some((item) => isOne(item, grammar.missing));
  // "mit Tor 34 fehlt dir Geduld", but "zum Kanal 34-57 fehlt dir Tor 34"
  if (inPhrase(sentence, n)) return false;
  if (missing) return true;
  const negated = isNegated(clause, sentence);
  if (negated && isElliptic(sentence, n)) return true;
  const undefinedState = clause.some(
    (item) => item.kind === 'term' && item.term.kind === 'state' && isClosed(item.term),
  );
  if (undefinedState && !clause.some((item) => isTerm(item, 'center'))) return !negated;
  const predicate = clause.some(
    (item) => isOne(item, grammar.has) || isOne(item, grammar.active) || isTerm(item, 'state'),
  );
  // "gate 34 is not in your chart"
  const outside = clause.some((item, at) => isOne(item, grammar.not) && isOne(clause[at + 1], grammar.inside));
  return negated && (predicate || outside);
}

/** "Gate 34 is active, gate 57 is not": after the numbers only the negation, and a predicate before in the sentence. */
function isElliptic({ items, grammar }: Sentence, n: number): boolean {
  const rest = items.filter((item, at) => at > n && item.clause === items[n]!.clause && item.kind !== 'mark');
  const bare = rest.every(
    (item) =>
      item.kind === 'number' ||
      item.kind === 'pair' ||
      item.fold === 'aber' ||
      isOne(item, grammar.copula) ||
      isOne(item, grammar.not),
  );
  return (
    bare &&
    items.slice(0, n).some((item) => isOne(item, grammar.active) || isOne(item, grammar.has) || isTerm(item, 'state'))
  );
}

const isClosed = (term: { value: string; colloquial: boolean }) => term.value === 'undefined' && !term.colloquial;
