import type { Found, Statement } from '../claim.ts';
import type { Item, Sentence } from '../sentences.ts';
import { before, clauseOf, isNegated, isOne, isTerm, termOf } from '../walk.ts';
import { type Group, groupsOf } from './center-groups.ts';
import { subjectOf } from './center-subjects.ts';

type State = Extract<Statement, { kind: 'center' }>['state'];

/** What is said about the state of centers, each state bound to the centers it belongs to. */
export function centerClaims(sentence: Sentence): (Found & { at: number })[] {
  const groups = groupsOf(sentence);
  const found: (Found & { at: number })[] = [];
  let latest: State | undefined;
  const say = (group: Group, state: State, at: number) => {
    group.bound = true;
    latest = state;
    found.push(...statements(sentence, group, state, at));
  };
  for (const [n, item] of sentence.items.entries()) {
    const term = termOf(item, 'state');
    if (!term) continue;
    if (isEmotional(sentence.items[n - 1]) && !term.colloquial) found.push(emotional(sentence, n, term.value));
    if (isVerb(sentence, n)) continue;
    const bound = subjectOf(sentence, groups, n, term.colloquial);
    if (bound) say(bound, isFlipped(sentence, n, bound) ? opposite(term.value) : term.value, n);
  }
  for (const group of groups) {
    const state = group.bound ? undefined : elliptic(sentence, group, latest);
    if (state) say(group, state, group.last);
  }
  return found;
}

/** "emotional definiert" is how texts say that the solar plexus is. */
const isEmotional = (item: Item | undefined) => item?.fold === 'emotional' || item?.fold === 'emotionally';

function emotional({ items, grammar }: Sentence, n: number, value: State): Found & { at: number } {
  const state = isOne(items[n - 2], grammar.not) ? opposite(value) : value;
  const statement = { kind: 'center', center: 'solarPlexus', state } as const;
  return { statement, start: items[n - 1]!.start, end: items[n]!.end, at: n };
}

const opposite = (state: State): State => (state === 'defined' ? 'undefined' : 'defined');

/** Says nothing about a state. "Dein Sakral definiert deine Tage": the verb, neither after a form of to be nor at the end of its clause. */
function isVerb(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  if (isOne(items[n + 1], REFLEXIVE) || isOne(items[n - 1], DEGREE)) return true;
  const attributive =
    isTerm(items[n + 1], 'center', 'center-word', 'state') ||
    isOne(items[n + 1], grammar.and) ||
    items[n + 1]?.fold === 'ones';
  const copula = clauseOf(sentence, n).some((item) => isOne(item, grammar.copula));
  return !attributive && !copula && !endsClause(sentence, n);
}

/** "Wie offen dein Herz ist, spürst du" asks for a degree. */
const DEGREE = new Set(['wie', 'how', 'so', 'zu', 'too']);
const REFLEXIVE = new Set(['sich', 'itself', 'yourself']);

function endsClause({ items }: Sentence, n: number): boolean {
  const next = items[n + 1];
  return next === undefined || next.clause !== items[n]!.clause || next.kind === 'mark';
}

/** A negation before the state, around its verb, or in the article of its centers: "keine definierte Milz". */
function isFlipped(sentence: Sentence, n: number, group: Group): boolean {
  const { items, grammar } = sentence;
  const from = Math.min(n, group.first);
  if (items.slice(Math.max(0, from - 2), from).some((item) => isOne(item, grammar.none))) return true;
  const attributive = group.first > n && group.first <= n + 3;
  if (attributive) return isNegated(items.slice(Math.max(0, n - 1), n), sentence);
  // "Your Root is open: pressure is not yours" gives its reason after the colon
  const colon = items.findIndex((item, at) => at > Math.max(n, group.last) && item.text === ':');
  const said = clauseOf(sentence, n).filter(({ start }) => colon < 0 || start < items[colon]!.start);
  return isNegated(said, sentence);
}

/** "Your Sacral is defined but your Solar Plexus is not", "... und deine Milz ebenso". */
function elliptic(sentence: Sentence, group: Group, latest: State | undefined): State | undefined {
  if (latest === undefined) return undefined;
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, group.first).filter(({ kind }) => kind !== 'mark');
  const rest = clause.slice(clause.indexOf(items[group.last]!) + 1);
  const opening = items[before(sentence, group.first)];
  if (rest.length === 0 && isOne(opening, grammar.likewise)) return latest;
  const bare = rest.every(
    (item) =>
      isOne(item, grammar.copula) || isOne(item, grammar.not) || isOne(item, grammar.likewise) || FLAT.has(item.fold),
  );
  if (!bare || rest.length === 0) return undefined;
  if (isNegated(rest, sentence)) return opposite(latest);
  return rest.some((item) => isOne(item, grammar.likewise)) ? latest : undefined;
}

const FLAT = new Set(['dagegen', 'hingegen', 'jedoch', 'aber', 'however', 'though', 'es']);

function statements({ items }: Sentence, { centers }: Group, state: State, n: number): (Found & { at: number })[] {
  return centers.map(({ id, at }) => {
    const near = centers.length === 1;
    const start = near ? Math.min(items[at]!.start, items[n]!.start) : items[at]!.start;
    const end = near ? Math.max(items[at]!.end, items[n]!.end) : items[at]!.end;
    return { statement: { kind: 'center', center: id, state }, start, end, at };
  });
}
