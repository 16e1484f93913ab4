import type { Found, Statement } from '../claim.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isNegated, isOne, isTerm, termOf } from '../walk.ts';
import { isFlipped, isLacking } from './center-denial.ts';
import { type Group, groupsOf } from './center-groups.ts';
import { isHeading, subjectOf } from './center-subjects.ts';

type State = Extract<Statement, { kind: 'center' }>['state'];

/** What is said about the state of centers, each state bound to the centers it belongs to. */
export function centerClaims(sentence: Sentence): (Found & { at: number })[] {
  const { items } = sentence;
  const groups = groupsOf(sentence);
  const found: (Found & { at: number })[] = [];
  let latest: State | undefined;
  const say = (group: Group, state: State, at: number) => {
    group.bound = true;
    latest = state;
    found.push(...statements(sentence, group, state, at));
  };
  for (let n = 0; n < items.length; n++) {
    const term = termOf(items[n], 'state');
    if (!term) continue;
    if (isEmotional(items[n - 1]) && !term.colloquial) found.push(emotional(sentence, n, term.value));
    if (isVerb(sentence, n)) continue;
    const bound = subjectOf(sentence, groups, n, term.colloquial);
    if (!bound) continue;
    const flipped = isFlipped(sentence, n, bound);
    // "nicht ganz offen" may still be open
    if (flipped && term.value === 'completely-open') bound.bound = true;
    else say(bound, flipped ? opposite(term.value) : term.value, n);
  }
  for (let n = 0; n < items.length; n++) {
    const state = nounState(items[n]!);
    const bound = state && ownerOf(sentence, groups, n);
    if (bound) say(bound, isLacking(sentence, n) ? opposite(state) : state, n);
  }
  for (const group of groups) {
    const state = group.bound ? undefined : elliptic(sentence, group, latest);
    if (state) say(group, state, group.last);
  }
  const refusal = latest && refusedByPerson(sentence);
  if (latest && refusal) {
    const { centers } = groups.findLast(({ bound, last }) => bound && last < refusal.at)!;
    const [{ at, start, end }, state] = [refusal, opposite(latest)];
    found.push(
      ...centers.map(({ id }) => ({ statement: { kind: 'center', center: id, state } as const, start, end, at })),
    );
  }
  return found;
}

/** "Many people have a defined Sacral; you don't", "du jedoch nicht": a clause of its own that only denies it of the person. */
function refusedByPerson({ items, clauses, grammar }: Sentence) {
  if (!items.some(({ fold }) => grammar.not.has(fold))) return undefined;
  const links = [grammar.second, grammar.not, grammar.however, grammar.has, grammar.turn];
  for (const [n, clause] of clauses.entries()) {
    const words = clause?.filter(({ kind }) => kind !== 'mark') ?? [];
    const person = words.find(({ fold }) => fold === 'du' || fold === 'you');
    const denied =
      words.some(({ fold }) => grammar.not.has(fold)) && words.every(({ fold }) => links.some((set) => set.has(fold)));
    const had =
      clauses[n - 1]?.some(({ fold }) => grammar.has.has(fold)) &&
      clauses[n - 1]!.some((item) => isTerm(item, 'center'));
    if (person && denied && had) return { at: items.indexOf(person), start: person.start, end: words.at(-1)!.end };
  }
  return undefined;
}

/** "Die Offenheit deiner Milz", "no definition in your Spleen". */
const nounState = (item: Item) =>
  termOf(item, 'state-noun')?.value ??
  (isTerm(item, 'definition-word') || termOf(item, 'definition')?.value === 'none' ? 'defined' : undefined);

/** The centers whose state is a noun: right behind it, or as the subject that has or lacks it. */
function ownerOf(sentence: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const { items, grammar } = sentence;
  const links = [grammar.inside, grammar.article, grammar.possessive, grammar.placed, OF];
  const next = groups.find((group) => group.first > n);
  const between = items.slice(n + 1, next?.first);
  const behind = between.length > 0 && between.every(({ fold }) => links.some((set) => set.has(fold)));
  // "die Offenheit deines Herzens" is an everyday one, "die Offenheit deiner Kehle" is not
  const own =
    between.some((item) => isOne(item, grammar.possessive)) && !next?.centers.some(({ id }) => PROVERBIAL.has(id));
  if (next && behind) return next.technical || own || !isTerm(items[n], 'state-noun') ? next : undefined;
  if (isTerm(items[n], 'state-noun')) return undefined;
  const previous = groups.findLast((group) => group.last < n && items[group.last]!.clause === items[n]!.clause);
  const verb = items.slice((previous?.last ?? n) + 1, n);
  const has = [grammar.has, grammar.missing, grammar.none, grammar.without, grammar.copula, HOLDING];
  return verb.length > 0 && verb.every(({ fold }) => has.some((set) => set.has(fold))) ? previous : undefined;
}

const OF = new Set(['of', 'von']);
const HOLDING = new Set('traegt zeigt kennt weist feste eigene carries shows holds lasting own'.split(' '));
const PROVERBIAL = new Set(['heart', 'head']);

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
  // "das Sakral, definiert über den Kanal 34-57, ..."
  if (items[n - 1]?.text === ',' && isTerm(items[n - 2], 'center', 'center-word')) return false;
  if (items[n]!.fold.startsWith('undefin') || isHeading(sentence, n)) return false;
  // "... offen dagegen Kopf und Herz", "... but open in the Heart"
  const parallel = isOne(items[n + 1], grammar.however) || isOne(items[n + 1], grammar.inside);
  if (parallel && items.slice(0, n).some((item) => isTerm(item, 'state'))) return false;
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

/** "Your Sacral is defined but your Solar Plexus is not", "... und deine Milz ebenso". */
function elliptic(sentence: Sentence, group: Group, latest: State | undefined): State | undefined {
  if (latest === undefined) return undefined;
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, group.first).filter(({ kind }) => kind !== 'mark');
  const rest = clause.slice(clause.indexOf(items[group.last]!) + 1);
  const lead = before(sentence, group.first);
  // "nicht aber der Solarplexus"
  const opening = items[isOne(items[lead], grammar.however) ? lead - 1 : lead];
  if (rest.length === 0 && (isOne(opening, grammar.likewise) || isInverted(sentence, group))) return latest;
  if (rest.length === 0 && isNotOnly(sentence, group)) return latest;
  // "nicht die Milz ist definiert, sondern das Sakral", "not the Spleen but the Sacral is defined"
  if (rest.length === 0 && (isOne(opening, grammar.corrects) || isOne(opening, grammar.not))) return opposite(latest);
  // "your Sacral has definition, your Spleen has none"
  const without = rest.every((item) => isOne(item, grammar.has) || isOne(item, grammar.none)) && rest.length === 2;
  if (without && isOne(rest[1], grammar.none)) return opposite(latest);
  const bare = rest.every(
    (item) =>
      isOne(item, grammar.copula) ||
      isOne(item, grammar.not) ||
      isOne(item, grammar.likewise) ||
      isOne(item, grammar.however) ||
      item.fold === 'es',
  );
  if (!bare || rest.length === 0) return undefined;
  if (isNegated(rest, sentence)) return opposite(latest);
  return rest.some((item) => isOne(item, grammar.likewise)) ? latest : undefined;
}

/** "..., as are your Ajna and your Heart", "and so is your Ajna", "nor is your Ajna". */
function isInverted(sentence: Sentence, group: Group): boolean {
  const at = before(sentence, group.first);
  return isOne(sentence.items[at], sentence.grammar.copula) && SO.has(sentence.items[at - 1]?.fold ?? '');
}

const SO = new Set(['as', 'so', 'nor', 'neither']);

/** "Nicht nur dein Sakral, sondern auch deine Wurzel ist definiert". */
function isNotOnly(sentence: Sentence, group: Group): boolean {
  const { items, grammar } = sentence;
  const at = before(sentence, group.first);
  return isOne(items[at], grammar.only) && isOne(items[at - 1], grammar.not);
}

function statements({ items }: Sentence, { centers }: Group, state: State, n: number): (Found & { at: number })[] {
  return centers.map(({ id, at }) => {
    const near = centers.length === 1;
    const start = near ? Math.min(items[at]!.start, items[n]!.start) : items[at]!.start;
    const end = near ? Math.max(items[at]!.end, items[n]!.end) : items[at]!.end;
    return { statement: { kind: 'center', center: id, state }, start, end, at };
  });
}
