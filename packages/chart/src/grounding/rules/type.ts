import type { Found } from '../claim.ts';
import { isDeterminer } from '../clauses.ts';
import { closedWords } from '../grammar.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

/** The types a sentence gives to the person, or denies; types in general and those of others are left out. */
export function typeClaims(sentence: Sentence, labelled: boolean): (Found & { at: number })[] {
  const { items } = sentence;
  return items.flatMap((item, n) => {
    const term = termOf(item, 'type');
    if (
      !term ||
      (term.plural && !isIncluded(sentence, n)) ||
      isUncertain(sentence, n) ||
      isSurpassed(sentence, n) ||
      isNotEvery(sentence, n)
    )
      return [];
    if (LIKE.has(phraseOf(sentence, n).governor?.fold ?? '') && !isLikeAll(sentence, n)) return [];
    const negated = isDenied(sentence, n);
    if (!negated && !labelled && !isAboutPerson(sentence, n)) return [];
    return [{ statement: { kind: 'type', value: term.value, negated }, start: item.start, end: item.end, at: n }];
  });
}

const LIKE = new Set(['wie', 'like']);

/** "Not every Generator has an open Heart" denies nobody's type. */
const isNotEvery = ({ items, grammar }: Sentence, n: number): boolean =>
  EVERY.has(items[n - 1]?.fold ?? '') && isOne(items[n - 2], grammar.not);

/** "Nicht nur ein Generator, sondern ein Manifestierender": neither given nor denied, the next one is meant. */
function isSurpassed(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const { governor } = phraseOf(sentence, n);
  const merely = isOne(governor, grammar.softened) && isOne(items[items.indexOf(governor!) - 1], grammar.not);
  return merely && items.slice(n + 1).some((item) => isTerm(item, 'type'));
}

/** "You may think you are a Generator", "ob du ein Generator bist", "others see you as one"; but "as a Generator you may ...". */
function isUncertain(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  // "you were born a Projector"
  const supposes = (each: Item, at: number) => isOne(each, grammar.unreal) && clause[at + 1]?.fold !== 'born';
  if (clause.some((each, at) => supposes(each, at) || isOne(each, grammar.whether))) return true;
  const earlier = clause.filter(({ start }) => start < items[n]!.start);
  const { governor } = phraseOf(sentence, n);
  return earlier.some((each) => isOne(each, isOne(governor, grammar.as) ? SEEN : SEEMING));
}

const SEEN = new Set('mistaken perceived regarded see sees seen sieht sehen gesehen missverstanden'.split(' '));
const SEEMING = new Set(
  'mistaken think believe seem seems may might vielleicht haeltst haelt halten glaubst meinst scheinst'.split(' '),
);

/** "Generatoren wie du", "du gehörst zu den Projektoren", "wie alle Projektoren bist du", "ihr seid beide Projektoren". */
const isIncluded = (sentence: Sentence, n: number): boolean =>
  isLikeYou(sentence, n) || isMember(sentence, n) || isLikeAll(sentence, n) || areBoth(sentence, n);

/** "Like every Manifestor you ...", "wie alle Projektoren ...": said of the person who is spoken to. */
function isLikeAll(sentence: Sentence, n: number): boolean {
  const { items } = sentence;
  const all = items.findLastIndex(({ fold }, at) => at < n && at >= n - 3 && ALL.has(fold));
  return LIKE.has(items[all - 1]?.fold ?? '') && isAddressed(items, sentence);
}

const areBoth = (sentence: Sentence, n: number): boolean =>
  (isPredicate(sentence, n) ||
    (sentence.named && clauseOf(sentence, n).some((item) => isOne(item, sentence.grammar.copula)))) &&
  clauseOf(sentence, n).some(({ fold }) => BOTH.has(fold));

const EVERY = new Set('every each any no jeder jede jeden jedem mancher manche'.split(' '));
const ALL = new Set('alle allen viele vielen all most many every any'.split(' '));
const BOTH = new Set(['beide', 'both']);

/** "You belong to the Generators", "du gehörst zum Typ der Projektoren", "one of the rare Reflectors". */
function isMember(sentence: Sentence, n: number): boolean {
  const { determiner, governor } = phraseOf(sentence, n);
  const clause = clauseOf(sentence, n);
  if (determiner === undefined || governor === undefined || !isAddressed(clause, sentence)) return false;
  const holds = (words: ReadonlySet<string>) => clause.some(({ fold }) => words.has(fold));
  if (governor.fold === 'zu' || governor.fold === 'to' || isTerm(governor, 'type-word')) return holds(BELONGING);
  if (GROUP.has(governor.fold) && holds(BELONGING)) return true;
  if (governor.fold === 'of') return holds(ONE) && isPredicate(sentence, n);
  return (governor.fold === 'among' || ONE.has(governor.fold)) && isPredicate(sentence, n);
}

const isLikeYou = ({ items, grammar }: Sentence, n: number) =>
  LIKE.has(items[n + 1]?.fold ?? '') && isOne(items[n + 2], grammar.second);

const BELONGING = new Set(['gehoerst', 'zaehlst', 'belong', 'count']);
const ONE = new Set(['one', 'einer', 'eine']);
const GROUP = new Set(['gruppe', 'kategorie', 'familie', 'minderheit']);

/** "Dein Chart macht dich zum Generator", "your chart makes you a Generator". */
const NOTHING = new Set(['none', 'nothing', 'nichts']);
const MAKING = new Set(['macht', 'machen', 'makes', 'make', 'says', 'spricht']);

/** "kein Projektor", "nicht als Projektor", "Nicht-Generator", "you are not a Projector". */
function isDenied(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const { from, governor } = phraseOf(sentence, n);
  const phrase = items.slice(from, n);
  const prefixed = phrase.some(({ fold }) => fold === 'non');
  // "nicht als Generator"
  const apart = isOne(governor, grammar.as) ? items[items.indexOf(governor!) - 1] : undefined;
  if (prefixed || [apart, governor, ...phrase].some((item) => isOne(item, grammar.none) || isOne(item, grammar.not)))
    return true;
  const earlier = items.slice(0, n).filter(({ clause }) => clause === items[n]!.clause);
  // "none of this makes you a Projector"
  if (earlier.some(({ fold }) => NOTHING.has(fold)) && earlier.some(({ fold }) => MAKING.has(fold))) return true;
  // "ein Generator bist du nicht"
  if (
    isPredicate(sentence, n) &&
    isOne(
      clauseOf(sentence, n).findLast(({ kind }) => kind !== 'mark'),
      grammar.not,
    )
  )
    return true;
  return (isPredicate(sentence, n) || isMember(sentence, n)) && isNegated(earlier, sentence);
}

/** Where the noun phrase of item `n` begins, with its adjectives, profile and article, and what governs it. */
function phraseOf({ items, grammar, locale }: Sentence, n: number) {
  const describes = (item: Item) =>
    item.text === '-' ||
    item.kind === 'pair' ||
    isTerm(item, 'authority-value', 'center', 'role') ||
    (item.kind === 'word' &&
      !closedWords[locale].has(item.fold) &&
      (locale === 'en' || item.text === item.text.toLowerCase()));
  let from = n;
  while (from > 0 && from > n - 4 && describes(items[from - 1]!)) from--;
  const determiner = from > 0 && isDeterminer(items[from - 1]!, grammar) ? items[from - 1] : undefined;
  return { from, determiner, governor: items[from - (determiner ? 2 : 1)] };
}

/** Whether a form of to be with the person as its subject stands in the clause. */
function isPredicate(sentence: Sentence, n: number): boolean {
  const { grammar } = sentence;
  const clause = clauseOf(sentence, n);
  const addressed = clause.some((item) => isOne(item, grammar.second)) || clause.some(({ fold }) => fold === 'being');
  return addressed && clause.some((item) => isOne(item, grammar.secondCopula));
}

/**
 * "Du bist (ein) X", "als X", "dein Typ ist X", "5/1 Projektor", "sondern ein X". With an article and no such word around
 * it ("ein Projektor wartet", "wenn ein Generator dich fragt") somebody else is meant.
 */
function isAboutPerson(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  const { determiner, governor } = phraseOf(sentence, n);
  if (isOne(items[n + 1], grammar.others) || isCompared(sentence, n) || isThird(sentence, n)) return false;
  // "every Projector waits", "mancher Generator zögert"
  if (EVERY.has(items[n - 1]?.fold ?? '') && !isIncluded(sentence, n)) return false;
  if (isOne(governor, grammar.as) || isPredicate(sentence, n) || isIncluded(sentence, n)) return true;
  if (isCorrection(governor) || (isAddressed(clause, sentence) && clause.some(({ fold }) => MAKING.has(fold))))
    return true;
  // "die fünf Typen heißen Generator, Projektor ..."
  if ([items[n - 2], items[n + 2]].some((item) => isTerm(item, 'type'))) return false;
  if (clause.some((item) => isTerm(item, 'type-word'))) return true;
  if (isApposed(sentence, n)) return true;
  // "dein Typ, der Projektor, ..."
  if (governor?.text === ',' && isTerm(items[items.indexOf(governor) - 1], 'type-word')) return true;
  if (determiner && grammar.article.has(determiner.fold)) {
    if (isOfChart(sentence, n)) return true;
    const described = items.slice(n + 1, n + 4).some((item) => isTerm(item, 'authority', 'type-word'));
    const carried =
      isAddressed(clause, sentence) &&
      clause.some((item) => isOne(item, grammar.has)) &&
      isGenitive(governor, determiner);
    return described || carried || (items[n + 1]?.fold === 'in' && isOne(items[n + 2], grammar.second));
  }
  // a bare "generator" is a machine, and "Generator oder Projektor?" only asks
  const { last } = items[n]!;
  if (last === last.toLowerCase() || items.at(-1)?.text === '?') return false;
  return !clause.some((item) => isOne(item, grammar.others) && item.start < items[n]!.start);
}

/** "A Projector by nature, you ...". */
const isApposed = ({ items, clauses, grammar }: Sentence, n: number): boolean =>
  items[n]!.clause === 0 &&
  BY.has(items[n + 1]?.fold ?? '') &&
  isOne(
    clauses[1]?.find(({ kind }) => kind !== 'mark'),
    grammar.second,
  );

const BY = new Set(['by', 'at']);

/** "Er ist Manifestor, du bist Generator", "er Generator"; in a sentence without "you" he may be the person. */
function isThird(sentence: Sentence, n: number): boolean {
  const { items } = sentence;
  const clause = clauseOf(sentence, n);
  const [subject, verb] = clause.filter(({ kind }) => kind !== 'mark');
  if (!isAddressed(items, sentence)) return false;
  return THIRD.has(subject?.fold ?? '') && (verb?.fold === 'ist' || verb?.fold === 'is' || verb === items[n]);
}

const THIRD = new Set(['er', 'sie', 'he', 'she']);

/** "Dein Design ist das eines Generators", "the chart shows a Generator", "this is the chart of a Projector". */
function isOfChart(sentence: Sentence, n: number): boolean {
  const clause = clauseOf(sentence, n);
  const others = clause.some((item) => isOne(item, sentence.grammar.others));
  const chart = clause.findIndex(({ fold }) => CHART.has(fold));
  const at = clause.indexOf(sentence.items[n]!);
  const links = (item: Item) => isOne(item, sentence.grammar.copula) || SHOWING.has(item.fold) || item.fold === 'this';
  return !others && chart >= 0 && chart < at && clause.slice(0, at).some(links);
}

const CHART = new Set(['chart', 'design', 'wesen', 'bodygraph', 'koerpergrafik']);
const SHOWING = new Set('zeigt beschreibt weist gehoert belongs shows describes reveals'.split(' '));

/** "schneller als ein Projektor". */
function isCompared(sentence: Sentence, n: number): boolean {
  const { from, determiner, governor } = phraseOf(sentence, n);
  const measure = sentence.items[from - (determiner ? 3 : 2)];
  return governor?.fold === 'als' && determiner !== undefined && /(er|mehr|weniger|anders)$/.test(measure?.fold ?? '');
}

/** "kein Projektor, sondern ein Generator". */
const isCorrection = (governor: Item | undefined) => governor?.fold === 'sondern' || governor?.fold === 'but';

/** "die Energie eines Generators", "the energy of a Generator". */
const isGenitive = (governor: Item | undefined, { fold }: Item) =>
  governor?.fold === 'of' || fold === 'eines' || fold === 'einer';
