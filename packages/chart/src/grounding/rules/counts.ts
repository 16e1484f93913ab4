import type { Found, Statement } from '../claim.ts';
import { numberWords } from '../grammar.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { clauseOf, isOne, isTerm, termOf } from '../walk.ts';

type Count = Extract<Statement, { kind: 'count' }>;

/** "du hast fünf definierte Zentren", "your three channels", "no defined centers"; "64 Tore" in general is no claim. */
export function countClaims(sentence: Sentence): (Found & { at: number })[] {
  const { items } = sentence;
  return items.flatMap((item, n): (Found & { at: number })[] => {
    if (isTerm(item, 'state')) return elidedCount(sentence, n);
    const of = item.kind === 'term' ? COUNTED[item.term.kind] : undefined;
    if (!of) return [];
    const all = of === 'centers' ? allOrNone(sentence, n) : undefined;
    if (all) return [{ statement: { kind: 'count', of, ...all }, start: item.start, end: item.end, at: n }];
    if (isNoneOf(sentence, n))
      return [{ statement: { kind: 'count', of, value: 0 }, start: item.start, end: item.end, at: n }];
    const { state, at } = stateBefore(sentence, n, of);
    const value = numberAt(sentence, at);
    if (value === undefined || !isTotal(sentence, n, at, of, state)) return [];
    // "deine Wurzel ist kein definiertes Zentrum"
    if (value === 0 && clauseOf(sentence, n).some((each) => isTerm(each, 'center') && each.start < item.start))
      return [];
    const statement: Count = state ? { kind: 'count', of, state, value } : { kind: 'count', of, value };
    return [{ statement, start: items[at]!.start, end: item.end, at }];
  });
}

/** "Keiner der 36 Kanäle ist definiert", "none of the 36 channels". */
function isNoneOf(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  if (!isTerm(items[n], 'channel')) return false;
  const [none, ...rest] = items.slice(Math.max(0, n - 4), n).filter(({ fold }) => fold !== 'of');
  const told = clauseOf(sentence, n).some((item) => isTerm(item, 'state') || isOne(item, grammar.active));
  return (
    told &&
    isOne(none, grammar.none) &&
    rest.length === 2 &&
    isOne(rest[0], grammar.article) &&
    rest[1]!.kind === 'number'
  );
}

/** "Vier Zentren sind definiert, fünf offen", "of your nine centers, four are defined": a number right before a state. */
function elidedCount(sentence: Sentence, n: number): (Found & { at: number })[] {
  const { items, grammar } = sentence;
  const term = termOf(items[n], 'state');
  const word = items.findIndex((item) => isTerm(item, 'center-word'));
  // "two centers are completely open": others may be open too
  const partial = term?.value === 'completely-open';
  if (!term || partial || word < 0 || isTerm(items[n + 1], 'center', 'center-word')) return [];
  if (word > n && !isFirstOfTwo(sentence, n, word)) return [];
  // "vier Zentren sind bei dir definiert"
  let verb = n - 1;
  while (verb > word && isWhere(sentence, items[verb]!)) verb--;
  const subject = isOne(items[verb], grammar.copula) ? verb - 1 : n - 1;
  const at = subject === word ? countedBy(sentence, word) : subject;
  const value = numberAt(sentence, at);
  if (value === undefined || (subject === word && (value === 9 || value === 0))) return [];
  const state = term.value === 'defined' ? 'defined' : 'undefined';
  const [start, end] = [items[at]!.start, items[n]!.end];
  return [{ statement: { kind: 'count', of: 'centers', state, value }, start, end, at }];
}

const isWhere = ({ grammar }: Sentence, item: Item): boolean =>
  CHART.has(item.fold) || [grammar.second, grammar.preposition].some((set) => isOne(item, set));

/** Where the number of "seven centers", "seven of your centers" and "sechs deiner Zentren" stands. */
function countedBy({ items, grammar }: Pick<Sentence, 'items' | 'grammar'>, word: number): number {
  if (!isOne(items[word - 1], grammar.possessive)) return word - 1;
  return items[word - 2]?.fold === 'of' || items[word - 2]?.fold === 'von' ? word - 3 : word - 2;
}

/** "Sieben definierte und zwei offene Zentren": the word comes with the second. */
const isFirstOfTwo = ({ items, grammar }: Sentence, n: number, word: number): boolean =>
  isOne(items[n + 1], grammar.and) && word <= n + 4 && isTerm(items[word - 1], 'state');

const COUNTED: Partial<Record<string, Count['of']>> = { gate: 'gates', channel: 'channels', 'center-word': 'centers' };

/** "Alle neun Zentren sind offen", "none of your centers are defined". */
function allOrNone(sentence: Sentence, n: number): { state: 'defined' | 'undefined'; value: number } | undefined {
  const { items, grammar } = sentence;
  const term = clauseOf(sentence, n)
    .map((item) => termOf(item, 'state'))
    .find(Boolean);
  const before = items.slice(Math.max(0, n - 4), n);
  const listed = items.some((item) => isTerm(item, 'center'));
  const part = partOfNine(sentence, n);
  if (term && part !== undefined) return { state: term.value === 'defined' ? 'defined' : 'undefined', value: part };
  // "alle anderen Zentren" are not all
  const others = before.some(({ fold }) => REMAINING.has(fold));
  if (!term || listed || others || isTerm(items[n - 1], 'state')) return undefined;
  const state = term.value === 'defined' ? 'defined' : 'undefined';
  if (before.some(({ fold }) => ALL.has(fold))) return { state, value: 9 };
  return before.some(({ fold }) => grammar.none.has(fold)) && term.value !== 'completely-open'
    ? { state, value: 0 }
    : undefined;
}

/** "drei von neun Zentren", "three of your nine centers": the first number. */
function partOfNine(sentence: Sentence, n: number): number | undefined {
  if (numberAt(sentence, n - 1) !== 9) return undefined;
  const of = sentence.items[n - 2];
  const at = of && OF.has(of.fold) ? n - 3 : n - 4;
  return OF.has(sentence.items[at + 1]?.fold ?? '') ? numberAt(sentence, at) : undefined;
}

const OF = new Set(['von', 'of', 'deiner']);
const REMAINING = new Set('anderen andere uebrigen uebrige restlichen weiteren other remaining'.split(' '));
const ALL = new Set(['alle', 'saemtliche', 'all', 'every']);

/** The state in "fünf definierte Zentren", and the index where the number must stand. */
function stateBefore({ items, grammar }: Sentence, n: number, of: Count['of']) {
  const term = termOf(items[n - 1], 'state');
  if (term && of !== 'gates')
    return { state: term.value === 'defined' ? ('defined' as const) : ('undefined' as const), at: n - 2 };
  const active = isOne(items[n - 1], grammar.active) || term?.value === 'defined';
  // "insgesamt sind bei dir 13 Tore aktiviert", "13 of your gates are activated"
  const told = of === 'gates' && items.slice(n + 1, n + 3).some((item) => isOne(item, grammar.active));
  if (told && !active) return { state: 'defined' as const, at: countedBy({ items, grammar }, n) };
  return { state: active ? ('defined' as const) : undefined, at: active ? n - 2 : n - 1 };
}

function numberAt({ items, grammar, locale }: Sentence, at: number): number | undefined {
  const item = items[at];
  if (item?.kind === 'number') return item.value;
  // "nur ein einziger Kanal", "only one channel": an article becomes a number
  if (item && ONE.has(item.fold) && isOne(items[at - 1], grammar.only)) return 1;
  if (item && isOne(item, grammar.only) && ONE.has(items[at - 1]?.fold ?? '')) return 1;
  // "kein einziges definiertes Zentrum"
  const none = item && isOne(item, grammar.only) ? items[at - 1] : item;
  if (none && grammar.none.has(none.fold) && none.fold !== 'none') return 0;
  return item && item.fold !== 'one' && Object.hasOwn(numberWords[locale], item.fold)
    ? numberWords[locale][item.fold]
    : undefined;
}

/** The whole number is meant: of the person's chart, not "zwei deiner Kanäle" nor "zwei Kanäle in der Milz". */
function isTotal(sentence: Sentence, n: number, at: number, of: Count['of'], state: Count['state']): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  if (of === 'centers' && !state) return false;
  if (of === 'gates' && !state) return false;
  const located = items.slice(n + 1, n + 4).some((item) => isOne(item, grammar.inside) || isOne(item, grammar.joins));
  const inChart = items.slice(n + 1, n + 7).some(({ fold }) => CHART.has(fold));
  if (located && !inChart) return false;
  const possessed = isOne(items[at - 1], grammar.possessive);
  const owned =
    clause.some((item) => isOne(item, grammar.second)) &&
    clause.some((item) => isOne(item, grammar.has) || isTerm(item, 'state'));
  const listed = items[n + 1]?.kind === 'number' || items[n + 1]?.kind === 'pair';
  // "only one channel is defined"
  const predicated = of !== 'gates' && isOne(items[n + 1], grammar.copula) && isTerm(items[n + 2], 'state');
  // "13 of your gates are activated" counts them all, "three of your gates" need not
  const whole = items.slice(0, at).some(({ fold }) => WHOLE.has(fold));
  if (of === 'gates' && whole && !listed) return true;
  return !listed && (possessed || owned || inChart || predicated) && !clause.some(({ fold }) => PARTLY.has(fold));
}

const WHOLE = new Set('insgesamt total altogether'.split(' '));
const ONE = new Set('ein eine einen einem einer one'.split(' '));
const CHART = new Set(['chart', 'design', 'koerpergrafik', 'bodygraph', 'dir']);
const PARTLY = new Set([
  'deiner',
  'davon',
  'weitere',
  'weiteren',
  'another',
  'mindestens',
  'least',
  'beiden',
  'both',
  'dieser',
  'these',
  'of',
]);
