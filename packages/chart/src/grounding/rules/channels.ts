import { channelOf, channels } from '../../facts.ts';
import { channelKey, type Found } from '../claim.ts';
import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import { isDenied, isNoneOf } from '../presence.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isOne, isTerm, termOf } from '../walk.ts';

/** `word` is where it is named, `head` where its list begins. */
type Mention = { gates: [number, number]; head: number; word: number; at: number; start: number; end: number };

/** Channels that are said to be there or not, the centers they are said to join, and their class between two persons. */
export function channelClaims(sentence: Sentence): (Found & { at: number })[] {
  return mentionsOf(sentence).flatMap(({ gates, head, word, at, start, end }) => {
    if (isOnlyPart(sentence, word)) return [];
    const negated = isDenied(sentence, word) || isNoneOf(sentence, head) || isCompletedBy(sentence, word);
    const found: (Found & { at: number })[] = [{ statement: { kind: 'channel', gates, negated }, start, end, at }];
    // German names differ from school to school, so only an English one that belongs to another channel is told
    const title = sentence.items[sentence.items[at - 1]?.text === '(' ? at - 2 : word];
    const name = sentence.locale === 'en' ? termOf(title, 'channel-name')?.value : undefined;
    if (name && name !== channelKey(gates))
      found.push({ statement: { kind: 'channel-name', gates, name }, start, end, at });
    const centers = negated ? undefined : joinedCenters(sentence, at);
    if (centers) found.push({ statement: { kind: 'channel-centers', gates, centers }, start, end, at });
    const value = classIn(sentence, at);
    if (value && !negated) found.push({ statement: { kind: 'class', gates, value }, start, end, at });
    return found;
  });
}

/** The class a clause gives its channel. "Parallel" and "Kompromiss" are everyday words: "ist parallel", "als Kompromiss". */
function classIn(sentence: Sentence, at: number) {
  const { grammar } = sentence;
  const clause = clauseOf(sentence, at);
  const n = clause.findIndex((item) => isTerm(item, 'class'));
  const value = termOf(clause[n], 'class')?.value;
  if (value !== 'parallel' && value !== 'compromise') return value;
  const said = clause
    .slice(Math.max(0, n - 5), n)
    .some((item) => isOne(item, grammar.copula) || isOne(item, grammar.as));
  const between = clause.some(({ fold }) => BETWEEN.has(fold));
  return said || between || isTerm(clause[n + 1], 'channel') ? value : undefined;
}

const BETWEEN = new Set(['zwischen', 'between']);

/** The numbers after the word channel, a pair that can be nothing else, or a name without a number. */
function mentionsOf(sentence: Sentence): Mention[] {
  const { items } = sentence;
  const spoken = items.some((item) => isTerm(item, 'channel', 'channel-name'));
  return items.flatMap((item, n) => {
    if (item.kind === 'pair') return isChannelPair(sentence, n, spoken) ? [fromPair(sentence, n, item)] : [];
    if (isTerm(item, 'channel')) return fromGates(sentence, n);
    return fromName(sentence, n);
  });
}

/** "20-34 Jahre" is a range and "1/3" a fraction; "(34-57)" and any pair in a list of channels is a channel. */
function isChannelPair(sentence: Sentence, n: number, spoken: boolean): boolean {
  const { items, grammar } = sentence;
  const pair = items[n] as Extract<Item, { kind: 'pair' }>;
  const next = items[n + 1];
  if (isOne(next, grammar.unit) || next?.fold === '%' || isOne(next, grammar.to)) return false;
  if (isInCross(items, n) || isAfterGates(sentence, n)) return false;
  if (
    headOf(sentence, n) !== undefined ||
    isTerm(next, 'channel') ||
    (next?.text === '-' && isTerm(items[n + 2], 'channel'))
  )
    return true;
  if (!channelOf(pair.first, pair.second)) return false;
  if (spoken) return !pair.slash || Math.max(pair.first, pair.second) > 6;
  // "there is also the 18-58", right after a sentence about channels
  const goesOn =
    isOne(items[n - 1], grammar.article) && sentence.previous?.items.some((item) => isTerm(item, 'channel'));
  if (goesOn && !pair.slash) return true;
  // "the 21-45 connects your Heart to your Throat", "the electromagnetic connection in 10-34"
  const articled = (n === 0 || isDeterminer(items[n - 1]!, grammar)) && next?.text !== '-';
  const told = items.some((item) => isTerm(item, 'class', 'center') || isOne(item, grammar.joins));
  if (!pair.slash && isOne(items[n - 1], grammar.possessive)) return true;
  if (!pair.slash && told && (articled || isOne(items[n - 1], grammar.preposition))) return true;
  const aside = items[n - 1]?.text === '(' && next?.text === ')';
  return !pair.slash && (aside || CONNECTION.has(items[n - 1]?.fold ?? ''));
}

const CONNECTION = new Set(['verbindung', 'connection']);

/** The index of the word channel that governs the pair: directly, or through the earlier members of a list. */
function headOf({ items, grammar }: Sentence, n: number): number | undefined {
  for (let at = n - 1; at >= 0; at--) {
    const item = items[at]!;
    if (isTerm(item, 'channel', 'channel-name')) return at;
    const passable =
      item.kind === 'pair' || item.text === ',' || item.text === '(' || item.text === ':' || isOne(item, grammar.and);
    if (!passable) return undefined;
  }
  return undefined;
}

/** "(12/11 | 36/6)" names the gates of a cross. */
function isInCross(items: readonly Item[], n: number): boolean {
  const apart = (step: 1 | -1) =>
    items[n + step]?.kind === 'mark' && items[n + 2 * step]?.kind === 'pair' && items[n + step]!.text === '|';
  return apart(1) || apart(-1);
}

const isAfterGates = (sentence: Sentence, n: number) => isTerm(sentence.items[before(sentence, n)], 'gate');

function fromPair(sentence: Sentence, n: number, pair: Extract<Item, { kind: 'pair' }>): Mention {
  const { items } = sentence;
  const named = isTerm(items[n - 1], 'channel', 'channel-name');
  const word = named ? n - 1 : n;
  return {
    gates: [pair.first, pair.second],
    head: headOf(sentence, n) ?? word,
    word,
    at: n,
    start: items[word]!.start,
    end: pair.end,
  };
}

/** "der Kanal zwischen Tor 34 und Tor 57", "channel 34 to 57". */
function fromGates({ items, grammar }: Sentence, n: number): Mention[] {
  const numbers: number[] = [];
  let at = n + 1;
  for (; at < items.length && numbers.length < 2; at++) {
    const item = items[at]!;
    if (item.kind === 'number') numbers.push(item.value);
    else if (!isTerm(item, 'gate') && !CONNECTING.has(item.fold) && !grammar.article.has(item.fold)) break;
  }
  const [a, b] = numbers;
  if (a === undefined || b === undefined || isOne(items[at], grammar.unit)) return [];
  return [{ gates: [a, b], head: n, word: n, at: at - 1, start: items[n]!.start, end: items[at - 1]!.end }];
}

const CONNECTING = new Set('zwischen von aus und zu nach bis hin mit between from and to of den dem'.split(' '));

/** "Kanal der Kraft" counts only where no number follows or precedes: names differ from school to school. */
function fromName({ items }: Sentence, n: number): Mention[] {
  const name = termOf(items[n], 'channel-name');
  if (!name || items.some(({ kind }) => kind === 'pair' || kind === 'number')) return [];
  const { gates } = channels.find(({ id }) => id === name.value)!;
  return [{ gates: [...gates], head: n, word: n, at: n, start: items[n]!.start, end: items[n]!.end }];
}

/** "von den Toren des Kanals 34-57 ist nur Tor 34 aktiv", "only gate 48 of the channel 16-48": nothing about the whole. */
function isOnlyPart(sentence: Sentence, word: number): boolean {
  const { items, grammar } = sentence;
  const owner = OWNING.has(items[word - 1]?.fold ?? '') || OWNING.has(items[before(sentence, word)]?.fold ?? '');
  const clause = clauseOf(sentence, word);
  if (owner && items.slice(Math.max(0, word - 4), word).some(({ fold }) => HALF.has(fold))) return true;
  return owner && clause.some((item) => isOne(item, grammar.only)) && clause.some((item) => isTerm(item, 'gate'));
}

const OWNING = new Set(['des', 'vom', 'von', 'of']);
const HALF = new Set(['haelfte', 'half']);

/** "Zum Kanal 34-57 fehlt dir Tor 34", "dir fehlt Tor 34, um den Kanal 34-57 zu schließen": then the channel is not complete. */
function isCompletedBy(sentence: Sentence, word: number): boolean {
  const { items, clauses, grammar } = sentence;
  const clause = clauseOf(sentence, word);
  const lacks = (item: Item) => isOne(item, grammar.missing) || NEEDING.has(item.fold);
  const purpose = clause.find(({ kind }) => kind !== 'mark')?.fold === 'um';
  if (purpose && clauses[items[word]!.clause - 1]?.some(lacks))
    return clause.some((item) => isOne(item, grammar.forms));
  const open = clause.some(lacks);
  return open && items.slice(Math.max(0, word - 3), word).some(({ fold }) => COMPLETING.has(fold));
}

/** Verbs of what is not there: "you need gate 31 to complete the channel 7-31". */
export const NEEDING = new Set('need needs brauchst braucht benoetigst benoetigt'.split(' '));
const COMPLETING = new Set(['zum', 'zu', 'fuer', 'for', 'complete', 'to']);

/** "verbindet Sakral und Milz": exactly two centers, without a state of their own, beside a word of joining; of several channels each has a clause of its own. */
function joinedCenters(sentence: Sentence, at: number) {
  const { grammar, locale } = sentence;
  const several = sentence.items.filter(({ kind }) => kind === 'pair').length > 1;
  const items = several ? clauseOf(sentence, at) : sentence.items;
  const pairs = items.filter(({ kind }) => kind === 'pair').length;
  const joins = items.some((item) => isOne(item, grammar.joins));
  if (pairs !== 1 || !joins || items.some((item) => isTerm(item, 'state'))) return undefined;
  // "at the heart of your chart" is no center
  const isCenter = (item: Item) =>
    isTerm(item, 'center') && (locale === 'de' || item.text[0] !== item.text[0]!.toLowerCase());
  const [a, b, more] = items.filter(isCenter).map((item) => termOf(item, 'center')!.value);
  return a && b && !more ? ([a, b] as [typeof a, typeof b]) : undefined;
}
