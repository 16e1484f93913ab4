import type { CenterId } from '../../facts.ts';
import type { Found, Statement } from '../claim.ts';
import { type Item, isDeterminer, type Sentence } from '../sentences.ts';
import { before, clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type State = Extract<Statement, { kind: 'center' }>['state'];

/** Centers that share what is said of them: "dein Kopf und deine Ajna"; `first` and `last` are item indexes. */
type Group = {
  centers: { id: CenterId; at: number }[];
  first: number;
  last: number;
  technical: boolean;
  bound: boolean;
};

/** What is said about the state of centers, each state bound to the centers it belongs to. */
export function centerClaims(sentence: Sentence): (Found & { at: number })[] {
  const groups = groupsOf(sentence);
  if (groups.length === 0) return [];
  const found: (Found & { at: number })[] = [];
  let latest: State | undefined;
  const say = (group: Group, state: State, at: number) => {
    group.bound = true;
    latest = state;
    found.push(...statements(sentence, group, state, at));
  };
  for (const [n, item] of sentence.items.entries()) {
    const term = termOf(item, 'state');
    if (!term || isVerb(sentence, n)) continue;
    const bound = bind(sentence, groups, n, term.colloquial);
    if (bound) say(bound, isFlipped(sentence, n, bound) ? opposite(term.value) : term.value, n);
  }
  for (const group of groups) {
    const state = group.bound ? undefined : elliptic(sentence, group, latest);
    if (state) say(group, state, group.last);
  }
  return found;
}

const opposite = (state: State): State => (state === 'defined' ? 'undefined' : 'defined');

function groupsOf(sentence: Sentence): Group[] {
  const { items, grammar } = sentence;
  const groups: Group[] = [];
  for (const [n, item] of items.entries()) {
    const term = termOf(item, 'center');
    if (!term || item.kind !== 'term' || (item.compound && !isTerm(items[n + 2], 'center-word'))) continue;
    const last = groups.at(-1);
    const between = last ? items.slice(last.last + 1, n) : [];
    const joined = last !== undefined && between.length > 0 && between.every((each) => isJoint(each, grammar));
    const group = joined ? last : { centers: [], first: n, last: n, technical: false, bound: false };
    if (!joined) groups.push(group);
    group.centers.push({ id: term.value, at: n });
    group.last = n;
    group.technical ||= isTechnical(sentence, n, term.ordinary);
  }
  return groups;
}

/** What may stand between the members of a list of centers. */
function isJoint(item: Item, grammar: Sentence['grammar']): boolean {
  if (isTerm(item, 'center-word')) return true;
  if (item.kind === 'mark') return [',', '/', '-'].includes(item.text);
  return isDeterminer(item, grammar) || grammar.and.has(item.fold) || grammar.likewise.has(item.fold);
}

/** Names that only a chart has, or everyday words made technical by "center" or, in English, by a capital. */
function isTechnical({ items, locale }: Sentence, n: number, ordinary: boolean): boolean {
  if (!ordinary || isTerm(items[n + 1], 'center-word') || items[n]!.fold === 'g') return true;
  const after = items[n + 1]?.text === '-' ? items[n + 2] : items[n + 1];
  if (isTerm(after, 'center-word')) return true;
  return locale === 'en' && n > 0 && items[n]!.text[0] !== items[n]!.text[0]!.toLowerCase();
}

/** "Dein Sakral definiert deine Tage": the verb, neither after a form of to be nor at the end of its clause. */
function isVerb(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  if (isOne(items[n + 1], REFLEXIVE)) return true;
  const attributive = isTerm(items[n + 1], 'center', 'center-word', 'state') || isOne(items[n + 1], grammar.and);
  const copula = clauseOf(sentence, n).some((item) => isOne(item, grammar.copula));
  return !attributive && !copula && !endsClause(sentence, n);
}

const REFLEXIVE = new Set(['sich', 'itself', 'yourself']);

function endsClause({ items }: Sentence, n: number): boolean {
  const next = items[n + 1];
  return next === undefined || next.clause !== items[n]!.clause || next.kind === 'mark';
}

function bind(sentence: Sentence, groups: readonly Group[], n: number, colloquial: boolean): Group | undefined {
  const { items } = sentence;
  const attribute = attributeOf(sentence, groups, n);
  if (attribute) return isMeant(sentence, attribute, n, colloquial, true) ? attribute : undefined;
  if (isTerm(items[n + 1], 'center-word')) return listedUnder(sentence, groups, n);
  if (isTerm(items[n + 1], 'gate', 'channel')) return undefined;
  const subject = subjectOf(sentence, groups, n, colloquial);
  return subject && isMeant(sentence, subject, n, colloquial, false) ? subject : undefined;
}

/** "dein definiertes Sakralzentrum", "your open and receptive Spleen" up to one word between. */
function attributeOf({ items, grammar }: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const next = groups.find((group) => group.first > n);
  if (!next || next.first > n + 3) return undefined;
  const between = items.slice(n + 1, next.first);
  const adjective = (item: Item) =>
    item.kind === 'word' && item.text === item.fold && !isDeterminer(item, grammar) && !grammar.copula.has(item.fold);
  const direct =
    between.length === 0 || (between.length === 1 && adjective(between[0]!) && !isOne(between[0], grammar.and));
  const joined = between.length === 2 && isOne(between[0], grammar.and) && adjective(between[1]!);
  return direct || joined ? next : undefined;
}

/** "Deine definierten Zentren sind Milz und Wurzel", "Milz und Wurzel sind deine definierten Zentren". */
function listedUnder({ items, grammar }: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const next = groups.find((group) => group.first > n);
  const opening =
    next &&
    items.slice(n + 2, next.first).every((item) => {
      return (
        item.kind === 'mark' ||
        isDeterminer(item, grammar) ||
        OPENING.has(item.fold) ||
        grammar.copula.has(item.fold) ||
        grammar.second.has(item.fold)
      );
    });
  if (next && opening && next.first > n + 1) return next;
  const previous = groups.findLast((group) => group.last < n && !group.bound);
  const copula =
    previous &&
    items.slice(previous.last + 1, n).some((item) => isOne(item, grammar.copula) || BELONGING.has(item.fold));
  return copula ? previous : undefined;
}

const OPENING = new Set(
  'naemlich namely also wie such as including darunter in im chart design bei dir hast have gehoeren'.split(' '),
);
const BELONGING = new Set(['gehoert', 'gehoeren', 'zaehlen', 'zaehlt', 'belong', 'belongs', 'among']);

/** The centers a predicate speaks of: before it in its clause, else after it, else what a relative clause describes. */
function subjectOf(sentence: Sentence, groups: readonly Group[], n: number, colloquial: boolean): Group | undefined {
  const { items, grammar } = sentence;
  const { clause } = items[n]!;
  const copula = clauseOf(sentence, n).some((item) => isOne(item, grammar.copula));
  const free = groups.filter((group) => !group.bound);
  const preceding = free.findLast((group) => group.last < n && items[group.last]!.clause === clause);
  const apposition = items[n - 1]?.text === '(' || items[n - 1]?.text === ':';
  if (preceding)
    return isSubject(sentence, preceding, n) && (copula || !colloquial || apposition) ? preceding : undefined;
  const following = free.find((group) => group.first > n && items[group.first]!.clause === clause);
  if (
    following &&
    copula &&
    !items
      .slice(n, following.first)
      .some((item) => isOne(item, grammar.preposition) && item.fold !== 'bei' && item.fold !== 'in')
  )
    return following;
  const described = free.findLast((group) => group.last < n && items[group.last]!.clause === clause - 1);
  const clauseStart = items.findIndex((item) => item.clause === clause);
  const start = items[clauseStart]?.kind === 'mark' ? clauseStart + 1 : clauseStart;
  const relative = isOne(items[start], grammar.relative) && copula;
  const aside = items[clauseStart]?.text === '(' && n - clauseStart <= 2;
  return described && (relative || aside) && clauseStart - described.last <= 2 ? described : undefined;
}

/** Not in a phrase of its own beside another subject: "Tor 34 im Sakral ist definiert" speaks of the gate. */
function isSubject(sentence: Sentence, group: Group, n: number): boolean {
  const { items, grammar } = sentence;
  const { clause } = items[n]!;
  const other = items.some(
    (item, at) => at < n && item.clause === clause && isTerm(item, 'gate', 'channel', 'channel-name'),
  );
  const phrase = isOne(
    items[before(sentence, group.first)],
    new Set([...grammar.preposition, ...grammar.joins, 'of', 'to', 'zum', 'zur']),
  );
  return !phrase && !(other && items.slice(group.last + 1, n).some((item) => isTerm(item, 'gate', 'channel')));
}

/** Everyday words ("ein offenes Herz") need a possessive, a list or the word center; "offen für" says nothing. */
function isMeant(sentence: Sentence, group: Group, n: number, colloquial: boolean, attributive: boolean): boolean {
  const { items, grammar, locale } = sentence;
  const determiner = items[Math.min(group.first, n) - 1];
  const indefinite = attributive && determiner !== undefined && INDEFINITE.has(determiner.fold);
  if (indefinite && !isAddressed(items, sentence)) return false;
  if (group.technical) return true;
  if (!colloquial) return items[n + 1]?.fold !== 'by';
  if (locale === 'en') return false;
  const possessed = isOne(determiner, grammar.possessive) || isOne(items[group.first - 1], grammar.possessive);
  return (possessed || (!attributive && group.centers.length > 1)) && !TOWARDS.has(items[n + 1]?.fold ?? '');
}

const INDEFINITE = new Set('ein eine einen einem einer eines a an'.split(' '));
const TOWARDS = new Set(['fuer', 'for', 'to', 'gegenueber', 'ueber']);

/** A negation before the state, around its verb, or in the article of its centers: "keine definierte Milz". */
function isFlipped(sentence: Sentence, n: number, group: Group): boolean {
  const { items, grammar } = sentence;
  const from = Math.min(n, group.first);
  if (items.slice(Math.max(0, from - 2), from).some((item) => isOne(item, grammar.none))) return true;
  const attributive = group.first > n && group.first <= n + 3;
  if (attributive) return isNegated(items.slice(Math.max(0, n - 1), n), sentence);
  return isNegated(clauseOf(sentence, n), sentence);
}

/** "Your Sacral is defined but your Solar Plexus is not", "... und deine Milz ebenso". */
function elliptic(sentence: Sentence, group: Group, latest: State | undefined): State | undefined {
  if (latest === undefined) return undefined;
  const clause = clauseOf(sentence, group.first).filter(({ kind }) => kind !== 'mark');
  const rest = clause.slice(clause.indexOf(sentence.items[group.last]!) + 1);
  const { grammar } = sentence;
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
