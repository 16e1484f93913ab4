import { anyOf } from './grammar.ts';
import type { Item } from './item.ts';
import type { Sentence } from './sentences.ts';
import { isOne } from './walk.ts';

/**
 * What in a sentence is about somebody else: comparisons ("anders als ein Projektor"), clauses about others ("Menschen mit
 * offener Milz ...") and what others own ("der Kanal 34-57 deines Partners").
 */

/** Words that open a comparison by themselves; the others need one of these after them. */
const ALONE = new Set(['unlike', 'statt', 'anstatt', 'anstelle', 'versus']);
const FOLLOWERS = new Set(['als', 'zu', 'zum', 'zur', 'mit', 'to', 'than', 'of', 'with', 'from']);

/** Words after people that describe them: "people who", "Menschen mit". */
const DESCRIBING = new Set(['mit', 'ohne', 'deren', 'die', 'with', 'without', 'whose', 'who', 'having']);

const RELATIVE = new Set(['deren', 'dessen', 'whose', 'who']);

const HINTS = anyOf('contrast', 'theirs', 'others');

const HINTING = new Set(['man', 'er', 'he', 'she', 'nichts', 'nothing']);

/** Per item, whether it speaks about someone else; empty if none does. */
export function aboutOthers(sentence: Sentence, labelled: boolean): boolean[] {
  const { items, grammar, locale } = sentence;
  const hints = HINTS[locale];
  const mentioned = items.some(
    (item) => hints.has(item.fold) || isPluralType(item) || HINTING.has(item.fold) || item.fold.endsWith("'s"),
  );
  if (!mentioned) return [];
  const generic = labelled ? new Set<number>() : genericClauses(sentence);
  const owned = labelled ? new Set<number>() : ownedByOthers(sentence);
  const unrelated = unrelatedClauses(sentence);
  let comparing = false;
  return items.map((item, n) => {
    const opens = n > 0 && items[n - 1]!.clause !== item.clause;
    // "anders als Generatoren, deren Sakral definiert ist, ...": what describes them goes on with them
    if (grammar.second.has(item.fold) || (opens && !isRelative(items[n + 1], grammar))) comparing = false;
    if (opensComparison(items, n, grammar)) comparing = true;
    return comparing || generic.has(item.clause) || owned.has(n) || unrelated.has(item.clause);
  });
}

/** "Mit einer emotionalen Autorität hat das nichts zu tun", "this has nothing to do with being a Projector"; "... mit deiner Milz" names hers. */
function unrelatedClauses({ clauses, grammar }: Sentence): Set<number> {
  const has = (clause: readonly Item[], words: ReadonlySet<string>) => clause.some(({ fold }) => words.has(fold));
  const unrelated = (clause: readonly Item[]) =>
    has(clause, NOTHING) && has(clause, DOING) && !has(clause, grammar.second);
  return new Set(clauses.flatMap((clause, n) => (clause && unrelated(clause) ? [n] : [])));
}

const NOTHING = new Set(['nichts', 'nothing']);
const DOING = new Set(['tun', 'do']);

/** People, the genitive "partner's" included; "deines Charts" is nobody else's. */
function isOther(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  const { fold } = items[n]!;
  if (fold === 'charts') return !grammar.second.has(items[n - 1]?.fold ?? '');
  if (isOneself(items, n, grammar)) return false;
  // "die Erde gegenüber" is no "Gegenüber"
  if (fold === 'gegenueber') return items[n]!.text !== items[n]!.text.toLowerCase();
  return grammar.others.has(fold) || (fold.endsWith("'s") && grammar.others.has(fold.slice(0, -2)));
}

const isRelative = (item: Item | undefined, grammar: Sentence['grammar']): boolean =>
  item !== undefined && (grammar.relative.has(item.fold) || OWNERS.has(item.fold));

const OWNERS = new Set(['deren', 'dessen', 'whose']);

/** What is somebody else's: "seine definierte Kehle", "your partner's channel 34-57", "das Tor 34 deines Partners". */
function ownedByOthers(sentence: Sentence): Set<number> {
  const { items, grammar } = sentence;
  const owned = new Set<number>();
  const mark = (from: number, to: number) => {
    for (let n = from; n < to; n++) owned.add(n);
  };
  for (const [n, item] of items.entries()) {
    if (
      item.fold.endsWith("'s") ? isOther(items, n, grammar) : grammar.theirs.has(item.fold) && isPersons(sentence, n)
    ) {
      const ends = (next: Item) => next.clause !== item.clause || isVerb(next, grammar);
      const end = items.findIndex((next, at) => at > n && ends(next));
      mark(n, end < 0 ? items.length : end);
    }
    // "your colleague has gate 20 and complements you"
    const next = items[n + 1];
    if ((isOne(next, grammar.has) || isOne(next, BRINGING)) && isOther(items, n, grammar)) {
      const end = items.findIndex((next, at) => at > n && (next.clause !== item.clause || isOne(next, grammar.second)));
      mark(n, end < 0 ? items.length : end);
    }
    const charted = isOther(items, n, grammar) ? genitiveOf(sentence, n) : undefined;
    if (charted !== undefined) mark(charted, n);
  }
  return owned;
}

const BRINGING = new Set(['bringt', 'traegt', 'brings', 'carries', 'holds']);

const isVerb = (item: Item, grammar: Sentence['grammar']): boolean =>
  [grammar.second, grammar.copula, grammar.has].some((set) => set.has(item.fold));

/** His or hers; a German "sein" may also belong to a center ("das Sakral und seine Tore") or to "dein Körper". */
function isPersons({ items, grammar, locale }: Sentence, n: number): boolean {
  if (locale === 'en') return true;
  const [next, after] = [items[n + 1], items[n + 2]];
  const isCenter = (item: Item | undefined) => item?.kind === 'term' && item.term.kind === 'center';
  if (!isCenter(next) && !isCenter(after)) return false;
  return !items.slice(0, n).some(({ fold }, at) => {
    const noun = items[at + 1];
    return grammar.second.has(fold) && noun?.kind === 'word' && noun.text[0] !== noun.text[0]!.toLowerCase();
  });
}

/** The index of what the people at item `n` own by a genitive behind it: "der Kanal 34-57 deines Partners", "... of a friend". */
function genitiveOf({ items, grammar }: Sentence, n: number): number | undefined {
  const charted = items.findLastIndex((item, at) => at < n && isCharted(item));
  const links = items.slice(charted + 1, n);
  const genitive = links.some(({ fold }) => GENITIVE.has(fold));
  const passes = ({ fold }: Item) => grammar.article.has(fold) || grammar.possessive.has(fold) || GENITIVE.has(fold);
  return charted >= 0 && genitive && links.every(passes) ? charted : undefined;
}

const GENITIVE = new Set(['des', 'deines', 'deiner', 'eines', 'einer', 'von', 'of']);

function opensComparison(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  const [{ fold }, next] = [items[n]!, items[n + 1]];
  if (grammar.contrast.has(fold)) return ALONE.has(fold) || (next !== undefined && FOLLOWERS.has(next.fold));
  // "Menschen, deren Sakral definiert ist"
  const describing = next?.text === ',' ? RELATIVE.has(items[n + 2]?.fold ?? '') : DESCRIBING.has(next?.fold ?? '');
  return grammar.others.has(fold) && describing && !isOneself(items, n, grammar);
}

/** "Als Mensch mit geteilter Definition suchst du", "du bist jemand mit ..."; but "anders als ein Mensch mit ...". */
function isOneself(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  if (!SINGULAR.has(items[n]!.fold)) return false;
  const at = INDEFINITE.has(items[n - 1]?.fold ?? '') ? n - 2 : n - 1;
  const governor = items[at]?.fold ?? '';
  return (
    grammar.secondCopula.has(governor) ||
    (grammar.as.has(governor) && !/(?:^anders|er|mehr|^soon)$/.test(items[at - 1]?.fold ?? ''))
  );
}

const SINGULAR = new Set('mensch person jemand frau mann someone somebody'.split(' '));

/** Clauses whose subject is people in general or a type in the plural, and that do not speak to "you". */
function genericClauses({ items, grammar }: Pick<Sentence, 'items' | 'grammar'>): Set<number> {
  // "dein Partner" is somebody else, whoever he belongs to
  const isPartners = (n: number) => items[n + 1] !== undefined && isOther(items, n + 1, grammar);
  const you = items.filter(({ fold }, n) => grammar.second.has(fold) && !isPartners(n) && !isBeside(items, n, grammar));
  const addressed = new Set(you.map(({ clause }) => clause));
  const others = items.filter(
    (_, n) => ((isOther(items, n, grammar) || isOwnPlural(items, n)) && owns(items, n, grammar)) || isAnyone(items, n),
  );
  if (you.length > 0) others.push(...items.filter((_, n) => isThird(items, n)));
  const clauses = others.flatMap((item) => [item.clause, ...apposed(items, items.indexOf(item))]);
  return new Set(clauses.filter((clause) => !addressed.has(clause)));
}

/** "She has gate 34 and you have gate 20"; in a text that speaks of one person only, she may be that person. */
const isThird = (items: readonly Item[], n: number): boolean =>
  THIRD.has(items[n]!.fold) && HAVING.has(items[n + 1]?.fold ?? '');

const THIRD = new Set(['er', 'he', 'she']);
const HAVING = new Set(['hat', 'traegt', 'has', 'carries']);

/** "Bei definiertem Herzzentrum kann man ..."; but "im Chart sieht man das definierte Sakral". */
function isAnyone(items: readonly Item[], n: number): boolean {
  if (items[n]!.fold !== 'man') return false;
  return items.slice(0, n).some((item, at) => isCharted(item) && BARE.has(items[at - 1]?.fold ?? ''));
}

const BARE = new Set(['bei', 'mit', 'ohne']);

/** "Your boss, a Manifestor with a defined Heart, ...": the clause between the commas, and the one that goes on behind. */
function apposed(items: readonly Item[], n: number): number[] {
  const [comma, article] = [items[n + 1], items[n + 2]];
  const apart = INDEFINITE.has(article?.fold ?? '') || SELF.has(article?.fold ?? '');
  return comma?.text === ',' && apart ? [comma.clause, comma.clause + 1] : [];
}

/** "Deine Kollegin, selbst Generatorin, ...". */
const SELF = new Set('selbst ebenfalls auch herself himself'.split(' '));

/** "Someone near you", "jemand in deiner Nähe", "whoever has gate 22 closes a channel with you": only tells where the other is. */
function isBeside(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  const at = items.findLastIndex((_, before) => before < n && before >= n - 3 && isOther(items, before, grammar));
  const between = items.slice(at + 1, n);
  if (WHOEVER.has(items[0]!.fold) && grammar.preposition.has(items[n - 1]?.fold ?? '')) return true;
  return at >= 0 && between.length > 0 && between.every(({ fold }) => grammar.preposition.has(fold) || NEAR.has(fold));
}

const WHOEVER = new Set(['whoever', 'wer']);
const NEAR = new Set(['near', 'around', 'beside', 'next', 'to', 'um', 'neben']);

/**
 * Whether a clause speaks about the people at item `n`: they stand before all that a chart has, or right behind it as its
 * owners ("das Herz anderer", "gate 34 of many people"). In "Tor 34 wirkt auf andere" and "alle neun Zentren" they do not.
 */
function owns(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  const counted = items.slice(n + 1, n + 3).some((item) => item.kind === 'term' && COUNTABLE.has(item.term.kind));
  if (counted && QUANTIFIERS.has(items[n]!.fold)) return false;
  const charted = items.findLastIndex((item, at) => at < n && item.clause === items[n]!.clause && isCharted(item));
  // "bei einer geteilten Definition suchen Menschen ..."
  const determiner = items.slice(Math.max(0, charted - 2), charted).some(({ fold }) => INDEFINITE.has(fold));
  if (charted >= 0 && determiner) return true;
  const links = [grammar.article, grammar.possessive, grammar.has, OF];
  return items.slice(charted + 1, n).every((item) => charted < 0 || links.some((set) => set.has(item.fold)));
}

const QUANTIFIERS = new Set('andere anderen anderer manche viele alle jeder jede niemand many those'.split(' '));
const COUNTABLE = new Set(['center-word', 'gate', 'channel']);
const OF = new Set(['of', 'von', 'bei', 'in', 'with']);
const INDEFINITE = new Set('ein eine einen einem einer eines a an'.split(' '));

const isCharted = (item: Item): boolean =>
  item.kind === 'number' ||
  item.kind === 'pair' ||
  item.kind === 'dotted' ||
  (item.kind === 'term' && item.term.kind !== 'nothing');

/** "Like most Projectors, you ..." speaks of the person. */
const isOwnPlural = (items: readonly Item[], n: number): boolean =>
  isPluralType(items[n]!) && !LIKE.has(items[n - 2]?.fold ?? '');

const LIKE = new Set(['like', 'wie']);

function isPluralType(item: Item): boolean {
  return item.kind === 'term' && item.term.kind === 'type' && item.term.plural;
}
