import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isAddressed, isOne, isTerm } from '../walk.ts';
import { described } from './center-asides.ts';
import type { Group } from './center-groups.ts';

/** The centers that the state at item `n` speaks of; undefined where it speaks of none, or of none of the person's. */
export function subjectOf(
  sentence: Sentence,
  groups: readonly Group[],
  n: number,
  colloquial: boolean,
): Group | undefined {
  const { items } = sentence;
  const attribute = attributeOf(sentence, groups, n);
  if (attribute) return isMeant(sentence, attribute, n, colloquial, true) ? attribute : undefined;
  if (isTerm(items[n + 1], 'center-word') || isHeading(sentence, n))
    return listed(sentence, groups, n) ?? introduced(sentence, groups, n);
  if (isTerm(items[n + 1], 'gate', 'channel')) return undefined;
  const free = groups.filter((group) => !group.bound);
  const included = free.find((group) => group.first > n && isIncluded(sentence, group, n));
  if (included) return included;
  const aside = asideOf(sentence, free, n);
  if (aside) return aside;
  const subject = predicated(sentence, free, n, colloquial) ?? described(sentence, free, n, colloquial);
  return subject && isMeant(sentence, subject, n, colloquial, false) ? subject : undefined;
}

/** "All others are undefined, including your Sacral". */
const isIncluded = (sentence: Sentence, group: Group, n: number): boolean =>
  sentence.items[n + 1]?.text === ',' &&
  INCLUDING.has(sentence.items[n + 2]?.fold ?? '') &&
  before(sentence, group.first) === n + 2;

const INCLUDING = new Set(['including', 'darunter', 'einschliesslich', 'inklusive', 'auch']);

/** "Undefiniert: Kopf und Herz", "defined in your chart: Root and Spleen", "four open ones: ...". */
export function isHeading({ items, clauses, grammar }: Sentence, n: number): boolean {
  let at = n + 1;
  while (isOne(items[at], grammar.second) || LEADING.has(items[at]?.fold ?? '')) at++;
  if (items[at]?.text === ':' || items[n + 1]?.fold === 'ones') return true;
  // "vier Zentren sind definiert, fünf bleiben offen – Kopf, Ajna, ..."
  const dash = DASHES.has(items[at]?.text ?? '') && isTerm(items[at + 1], 'center') && items[at + 2]?.text === ',';
  if (!dash) return false;
  const counted = clauses[items[n]!.clause]!.some(({ kind, start }) => kind !== 'mark' && start < items[n]!.start);
  const named = clauses[items[n]!.clause]!.some((item) => isTerm(item, 'center'));
  return counted && !named;
}

const DASHES = new Set(['–', '—']);

/** "dein definiertes Sakralzentrum", "your open and receptive Spleen": up to one adjective between. */
function attributeOf({ items, grammar }: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const next = groups.find((group) => group.first > n && group.first <= n + 3);
  if (!next) return undefined;
  const between = items.slice(n + 1, next.first).filter((item, at) => at > 0 || !isOne(item, grammar.and));
  const adjectives = between.every((item) => {
    const closed =
      isDeterminer(item, grammar) ||
      [grammar.copula, grammar.preposition, grammar.and, grammar.second].some((set) => set.has(item.fold));
    return item.kind === 'word' && item.text === item.text.toLowerCase() && !closed;
  });
  return adjectives && between.length <= 1 ? next : undefined;
}

/** "Deine definierten Zentren sind Milz und Wurzel", "das Sakral als definiertes Zentrum". */
function listed({ items, grammar }: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const next = groups.find((group) => group.first > n + 1);
  const between = items.slice(n + 1, next?.first);
  const leadsOn = (item: Item) =>
    item.kind === 'mark' ||
    isTerm(item, 'center-word') ||
    isDeterminer(item, grammar) ||
    LEADING.has(item.fold) ||
    [grammar.copula, grammar.second].some((set) => set.has(item.fold));
  if (next && between.every(leadsOn)) return next;
  const previous = groups.findLast((group) => group.last < n && !group.bound);
  const links = (item: Item) => [grammar.copula, grammar.as, BELONGING].some((set) => set.has(item.fold));
  return previous && items.slice(previous.last + 1, n).some(links) ? previous : undefined;
}

/** "Als undefiniertes Zentrum saugt deine Milz Ängste auf". */
function introduced(sentence: Sentence, groups: readonly Group[], n: number): Group | undefined {
  const { items, grammar } = sentence;
  const next = groups.find((group) => group.first > n && group.first <= n + 5);
  const owned = next && isOne(items[next.first - 1], grammar.possessive);
  return owned && isOne(items[before(sentence, n)], grammar.as) ? next : undefined;
}

const LEADING = new Set(
  'for fuer ones naemlich namely also wie such as including darunter in im chart design bei hast have gehoeren gehoert zaehlen zaehlt umfassen include comprise'.split(
    ' ',
  ),
);
const BELONGING = new Set([
  'gehoert',
  'gehoeren',
  'zaehlen',
  'zaehlt',
  'belong',
  'belongs',
  'among',
  'bilden',
  'bildet',
  'form',
]);

/** "Milz (definiert)", "Sakral: definiert", "| Sakral | definiert |". */
function asideOf({ items }: Sentence, free: readonly Group[], n: number): Group | undefined {
  // "1. Kopf – offen"
  const row = n <= 4 && /^[–—]$/.test(items[n - 1]?.text ?? '') && items.length <= n + 4;
  const opened = row || ['(', ':', '|'].includes(items[n - 1]?.text ?? '');
  return opened
    ? free.find((group) => group.last === n - 2 || (group.last === n - 3 && isTerm(items[n - 2], 'center-word')))
    : undefined;
}

/** The subject of a predicate: the nearest centers before it in its clause, else those after: "Offen sind Kopf und Ajna". */
function predicated(sentence: Sentence, free: readonly Group[], n: number, colloquial: boolean): Group | undefined {
  const { items, grammar } = sentence;
  const { clause } = items[n]!;
  const copula = clauseOf(sentence, n).some((item) => isOne(item, grammar.copula));
  const earlier = free.filter((group) => group.last < n && items[group.last]!.clause === clause);
  const preceding = earlier.at(-1);
  // "deine Kehle ist über die Milz definiert"
  const subject = earlier.findLast((group) => isSubject(sentence, group, n));
  if (subject && copula) return subject;
  // "with your Throat undefined"
  const adjacent = preceding && items.slice(preceding.last + 1, n).every(({ fold }) => BOTH.has(fold));
  if (adjacent) return preceding;
  if (preceding) return subject && (!colloquial || isParallel(sentence, n)) ? subject : undefined;
  const following = free.find((group) => group.first > n && items[group.first]!.clause === clause);
  if (!following || !(copula || isContinued(sentence, n, following))) return undefined;
  const between = items.slice(n + 1, following.first);
  // "sei offen und lass dein Herz sprechen"
  if (between.some((item) => isOne(item, grammar.and))) return undefined;
  return between.some((item) => isOne(item, grammar.preposition) && !LEADING.has(item.fold)) ? undefined : following;
}

/** "Dein Sakral ist definiert, deine Milz hingegen offen": one verb for both. */
function isParallel({ items }: Sentence, n: number): boolean {
  const next = items[n + 1];
  const ends = next === undefined || next.clause !== items[n]!.clause || next.kind === 'mark';
  return ends && items.slice(0, n).some((item) => isTerm(item, 'state'));
}

const BOTH = new Set(['both', 'all', 'beide', 'alle']);

/** "Definiert sind Milz und Kehle; offen dagegen Kopf und Herz", "... but open in the Heart": one verb for both. */
function isContinued({ items, grammar }: Sentence, n: number, following: Group): boolean {
  const opening = items.findIndex(({ clause, kind, fold }) => {
    return clause === items[n]!.clause && kind !== 'mark' && !grammar.turn.has(fold) && !grammar.and.has(fold);
  });
  const earlier = items.slice(0, n);
  const parallel = earlier.some((item) => isTerm(item, 'state')) && earlier.some((item) => isOne(item, grammar.copula));
  const passes = (item: Item) =>
    isDeterminer(item, grammar) || [grammar.however, grammar.likewise, grammar.inside].some((set) => isOne(item, set));
  return opening === n && parallel && items.slice(n + 1, following.first).every(passes);
}

/** "Du bist im Sakral und in der Milz definiert". */
function isWherePersonIs(sentence: Sentence, governor: Item | undefined, n: number): boolean {
  const { grammar } = sentence;
  const clause = clauseOf(sentence, n);
  const person = clause.some(
    (item, at) =>
      isOne(item, grammar.secondCopula) &&
      clause.some((_, near) => {
        return Math.abs(near - at) <= 1 && SUBJECTS.has(clause[near]!.fold);
      }),
  );
  return person && isOne(governor, grammar.inside);
}

const SUBJECTS = new Set(['du', 'ihr', 'you', "you're"]);

/** Not in a phrase of its own, nor with a gate nearer: "Tor 34 im Sakral ist definiert" speaks of the gate. */
function isSubject(sentence: Sentence, group: Group, n: number): boolean {
  const { items, grammar } = sentence;
  const governor = items[before(sentence, group.first)];
  const phrase =
    [grammar.preposition, grammar.joins, TOWARDS].some((set) => isOne(governor, set)) || governor?.fold === 'of';
  if (isWherePersonIs(sentence, governor, n)) return true;
  return !phrase && !items.slice(group.last + 1, n).some((item) => isTerm(item, 'gate', 'channel'));
}

/** Everyday words ("ein offenes Herz") need a possessive, a list or the word center; "offen für" says nothing. */
function isMeant(sentence: Sentence, group: Group, n: number, colloquial: boolean, attributive: boolean): boolean {
  const { items, grammar, locale } = sentence;
  const determiner = items[Math.min(group.first, n) - 1];
  const indefinite = attributive && determiner !== undefined && INDEFINITE.has(determiner.fold);
  if (indefinite && (!isAddressed(items, sentence) || isReported(items, n) || isSetAgainst(sentence, n))) return false;
  if (group.technical) return true;
  if (!colloquial) return items[n + 1]?.fold !== 'by';
  if (locale === 'en') return false;
  const definite = (attributive || isParallel(sentence, n)) && DEFINITE.has(determiner?.fold ?? '');
  if (definite && group.centers.every(({ id }) => !PROVERBIAL.has(id))) return true;
  const possessed = isOne(determiner, grammar.possessive) || isOne(items[group.first - 1], grammar.possessive);
  return (possessed || (!attributive && group.centers.length > 1)) && !TOWARDS.has(items[n + 1]?.fold ?? '');
}

/** "You may notice that an open Root ..." tells of open Roots in general. */
const isReported = (items: readonly Item[], n: number) =>
  items[n - 2]?.fold === 'that' || items[n - 2]?.fold === 'dass';

/** "Whereas a defined Heart can promise, yours ...": of another one, unless the clause speaks to the person. */
const isSetAgainst = (sentence: Sentence, n: number): boolean => {
  const clause = clauseOf(sentence, n);
  return clause.some(({ fold }) => AGAINST.has(fold)) && !isAddressed(clause, sentence);
};

const AGAINST = new Set('while whereas waehrend wohingegen'.split(' '));

/** "Das offene Herz" and "der offene Kopf" are figures of speech, "die offene Kehle" is not. */
const PROVERBIAL = new Set(['heart', 'head', 'ajna']);
const DEFINITE = new Set(['der', 'die', 'das', 'den', 'dem', 'des']);
const INDEFINITE = new Set('ein eine einen einem einer eines a an'.split(' '));
const TOWARDS = new Set(['fuer', 'for', 'to', 'gegenueber', 'ueber', 'zu', 'zum', 'zur', 'unlike']);
