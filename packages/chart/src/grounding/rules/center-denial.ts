import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, inPhrase, isNegated, isOne, isTerm } from '../walk.ts';
import type { Group } from './center-groups.ts';

/** Whether a sentence says the opposite of the state at item `n`: "nicht definiert", "keine definierte Milz", "anything but open". */
export function isFlipped(sentence: Sentence, n: number, group: Group): boolean {
  const { items, grammar } = sentence;
  const from = Math.min(n, group.first);
  if (items.slice(Math.max(0, from - 2), from).some((item) => isOne(item, grammar.none))) return true;
  if (isAnythingBut(items, n) || isNoSuch(sentence, n, group)) return true;
  const attributive = group.first > n && group.first <= n + 3;
  if (attributive) return isNegated(items.slice(Math.max(0, n - 1), n), sentence) || isWanting(sentence, n);
  // "Your Root is open: pressure is not yours" gives its reason after the colon
  const colon = items.findIndex((item, at) => at > Math.max(n, group.last) && item.text === ':');
  const said = clauseOf(sentence, n).filter(({ start }) => colon < 0 || start < items[colon]!.start);
  // "that your Spleen is open does not mean ...", "ist definiert und nicht offen"
  if (group.last < n) return isNegated(said.slice(0, said.indexOf(items[n]!) + 1), sentence);
  return isNegated(said, sentence);
}

/** "Deine Wurzel ist kein definiertes Zentrum", "ein definiertes Kehlzentrum hast du nicht". */
function isNoSuch(sentence: Sentence, n: number, group: Group): boolean {
  const { items, grammar } = sentence;
  if (group.last < n) return isOne(items[n - 1], grammar.none);
  const clause = clauseOf(sentence, n).filter(({ kind }) => kind !== 'mark');
  const rest = clause.slice(clause.indexOf(items[group.last]!) + 1);
  const had = isOne(rest[0], grammar.has) && rest.length <= 3 && INDEFINITE.has(items[n - 1]?.fold ?? '');
  return had && isNegated(rest, sentence);
}

const INDEFINITE = new Set('ein eine einen a an'.split(' '));

/** "Anything but open", "far from undefined", "by no means open", "alles andere als offen". */
const isAnythingBut = (items: readonly Item[], n: number): boolean =>
  BUT.has(`${items[n - 2]?.fold} ${items[n - 1]?.fold}`);

const BUT = new Set(['anything but', 'far from', 'no means', 'no way', 'andere als']);

/** "Ohne definiertes Sakral", "you don't have a defined Spleen"; "ohne deine definierte Milz" takes it for granted. */
function isWanting(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const governor = before(sentence, n);
  if (items.slice(governor + 1, n).some((item) => isOne(item, grammar.possessive))) return false;
  if (isLeftOut(sentence, n)) return true;
  // "you don't have to prove anything with an open Heart"; but "du verfügst nicht über ein definiertes Sakral"
  if (inPhrase(sentence, n) && items[governor]!.fold !== 'ueber') return false;
  const earlier = clauseOf(sentence, n).filter(({ start }) => start < items[n]!.start);
  if (isNegated(earlier, sentence) && earlier.some((item) => isOne(item, grammar.has))) return true;
  return earlier.some((item) => isOne(item, grammar.missing));
}

/** "Without a defined Sacral", "without the fuel of a defined Sacral": no verb between. */
function isLeftOut({ items, grammar }: Sentence, n: number): boolean {
  const from = items.findLastIndex((item, at) => at < n && at >= n - 5 && isOne(item, grammar.without));
  const between = items.slice(from + 1, n);
  const owner = between.findIndex(({ fold }) => GENITIVE.has(fold));
  const named = between.slice(0, Math.max(0, owner)).filter((item) => !isDeterminer(item, grammar));
  const rest = between.slice(Math.max(0, owner));
  const passes = (item: Item) =>
    isDeterminer(item, grammar) || isTerm(item, 'state') || GENITIVE.has(item.fold) || isOne(item, grammar.and);
  return from >= 0 && named.length <= 1 && rest.every(passes);
}

const GENITIVE = new Set(['of', 'eines', 'einer']);

/** "Lacks definition", "dir fehlt eine Definition"; the lexicon knows "no definition" as one term. */
export function isLacking(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  if (isTerm(items[n], 'definition')) return true;
  const clause = clauseOf(sentence, n);
  const earlier = clause.slice(0, clause.indexOf(items[n]!));
  if (!inPhrase(sentence, n) && earlier.some((item) => isOne(item, grammar.missing))) return true;
  // "deine Kehle kennt keine feste Definition"
  const lead = [items[before(sentence, n)], items[n - 1], items[n - 2]];
  return [grammar.none, grammar.without].some((set) => lead.some((item) => isOne(item, set)));
}
