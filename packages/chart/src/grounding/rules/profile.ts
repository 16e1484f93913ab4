import { profiles } from '../../chart/cross.ts';
import type { Found } from '../claim.ts';
import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** Pairs of lines in a clause with the word profile, or said of the person; "1/3 der Zeit" is a fraction. */
export function profileClaims(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  const found = items.flatMap((item, n): Claims => {
    if (item.kind !== 'pair' || Math.max(item.first, item.second) > 9 || isFraction(sentence, n)) return [];
    const certain = item.slash && profiles.includes(`${item.first}/${item.second}`);
    const named = items.some((each) => isTerm(each, 'profile') && (certain || each.clause === item.clause));
    if (!named && !(item.slash && isSaidOfPerson(sentence, n, item))) return [];
    const value = `${item.first}/${item.second}`;
    // "nicht 1/3, sondern 1/4" denies in a clause of its own
    const near = items.slice(Math.max(0, n - 4), n).filter(({ clause }) => clause === item.clause);
    const negated = isNegated(near, sentence) || isOne(items[n - 1], grammar.none);
    return [{ statement: { kind: 'profile', value, negated }, start: item.start, end: item.end, at: n }];
  });
  if (found.length > 0) return found;
  const roles = rolesClaim(sentence);
  return roles.length > 0 ? roles : linesClaim(sentence);
}

/** "1/3 der Zeit", "2/4 of them", "(12/11 | 36/6)". */
function isFraction({ items, grammar }: Sentence, n: number): boolean {
  const next = items[n + 1];
  const inCross = (step: 1 | -1) => items[n + step]?.text === '|' && items[n + 2 * step]?.kind === 'pair';
  const ofPerson = next?.fold === 'in' && isOne(items[n + 2], grammar.second);
  const part = [grammar.article, grammar.inside, grammar.unit].some((set) => isOne(next, set)) && !ofPerson;
  return part || inCross(1) || inCross(-1);
}

/** "5/1 Projektor", "als 4/6", "your 4/6 nature", "als Märtyrer/Ketzer (3/5)": one of the twelve profiles. */
function isSaidOfPerson(sentence: Sentence, n: number, { first, second }: Extract<Item, { kind: 'pair' }>): boolean {
  const { items, grammar } = sentence;
  if (items.slice(n + 1, n + 4).some((item) => isTerm(item, 'type'))) return true;
  if (items[n - 1]?.text === '(' && isTerm(items[n - 2], 'role', 'type')) return true;
  const governor = items[before(sentence, n)];
  const owned =
    isOne(items[n - 1], grammar.possessive) || isOne(governor, grammar.as) || BEING.has(governor?.fold ?? '');
  // "make you a 6/2", "the 3/5 in you"
  const inPerson = isOne(items[n + 1], grammar.inside) && isOne(items[n + 2], grammar.second);
  // "a 5/1 like you", "like every 5/1, you ..."
  const [like, all] = [items[n + 1], items[n - 1]];
  if (LIKE.has(like?.fold ?? '') && isOne(items[n + 2], grammar.second)) return true;
  if (all?.kind === 'word' && LIKE.has(items[n - 2]?.fold ?? '') && isAddressed(items, sentence)) return true;
  // "du bist 4/6 und sakral"
  if (isOne(items[n - 1], grammar.secondCopula) && items.some((item) => isOne(item, grammar.second)))
    return profiles.includes(`${first}/${second}`);
  // "you are a Projector, 5/1, and ..."
  if (items[n - 1]?.text === ',' && isTerm(items[n - 2], 'type') && profiles.includes(`${first}/${second}`))
    return true;
  const made = isOne(governor, grammar.second) && items[n - 1] !== governor && isOne(items[n - 1], grammar.article);
  return (owned || inPerson || made) && profiles.includes(`${first}/${second}`);
}

const BEING = new Set(['being', 'zum', 'zur']);
const LIKE = new Set(['like', 'wie']);
const BOTH = new Set(['both', 'sowohl', 'zugleich']);

/** "Profil Märtyrer/Ketzer", "als Märtyrer/Ketzer": two of the six roles beside the word profile, or said of the person. */
function rolesClaim(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  const named = items.some((item) => isTerm(item, 'profile'));
  return items.flatMap((item, n): Claims => {
    const last = isDeterminer(items[n + 2] ?? item, grammar) ? n + 3 : n + 2;
    const [first, second] = [termOf(item, 'role'), termOf(items[last], 'role')];
    if (!first || !second || !isBetweenRoles(items[n + 1]!, grammar)) return [];
    const value = orderOf(first.value, second.value);
    const at = before(sentence, n);
    const governor = items[BOTH.has(items[at]?.fold ?? '') ? at - 1 : at];
    const said = [grammar.as, grammar.secondCopula].some((set) => isOne(governor, set));
    if (!named && !(said && profiles.includes(value))) return [];
    return [profile(value, item, items[last]!, n)];
  });
}

/** A slash or hyphen; "the Hermit and the Opportunist" too. */
const isBetweenRoles = (item: Item, grammar: Sentence['grammar']): boolean =>
  /^[-/–]$/.test(item.text) || isOne(item, grammar.and);

/** "Deine Profillinien sind 3 und 5", "your profile combines line 3 and line 5". */
function linesClaim(sentence: Sentence): Claims {
  const { items } = sentence;
  const word = items.findIndex((item) => isTerm(item, 'profile', 'profile-lines'));
  if (word < 0) return [];
  const clause = clauseOf(sentence, word);
  const lines = clause.filter(isLineNumber);
  const [first, second] = lines;
  const hasLines = clause.some((item) => isTerm(item, 'line', 'profile-lines'));
  if (!first || !second || lines.length > 2 || !hasLines || !areJoined(sentence, first, second)) return [];
  const [a, b] = [first.value, second.value];
  return [profile(orderOf(a, b), first, second, items.indexOf(first))];
}

/** Of two lines that are only joined by "and" one order alone is a profile. */
const orderOf = (a: number, b: number): string =>
  !profiles.includes(`${a}/${b}`) && profiles.includes(`${b}/${a}`) ? `${b}/${a}` : `${a}/${b}`;

const isLineNumber = (item: Item): item is Extract<Item, { kind: 'number' | 'ordinal' }> =>
  (item.kind === 'number' || item.kind === 'ordinal') && item.value >= 1 && item.value <= 6;

/** "3 und 5", "die 2. und die 4. Linie", "line 3 and line 5". */
function areJoined({ items, grammar }: Sentence, first: Item, second: Item): boolean {
  const between = items.slice(items.indexOf(first) + 1, items.indexOf(second));
  const passes = (item: Item) => isTerm(item, 'line') || item.text === '.' || isDeterminer(item, grammar);
  return (
    between.some((item) => isOne(item, grammar.and)) &&
    between.every((item) => passes(item) || isOne(item, grammar.and))
  );
}

function profile(value: string, { start }: Item, { end }: Item, at: number): Claims[number] {
  return { statement: { kind: 'profile', value, negated: false }, start, end, at };
}
