import { centerOf, channelOf } from '../../facts.ts';
import type { Found } from '../claim.ts';
import type { Item } from '../item.ts';
import { isDenied } from '../presence.ts';
import type { Sentence } from '../sentences.ts';
import { before, isOne, isTerm } from '../walk.ts';
import { NEEDING } from './channels.ts';
import { BELONGING, centerOfList } from './gate-centers.ts';

/** A gate that is named: `word` is where its group ("Tore 10, 20") begins, `at` and `last` its own items. */
export type GateMention = {
  gate: number;
  line?: number;
  /** "Nur Tor 41 und nicht 30" */
  refused: boolean;
  word: number;
  at: number;
  last: number;
  start: number;
  end: number;
};

/** Words between gate and number: "Tor Nr. 34", "gate #34". */
const NUMBERING = new Set(['nr', 'nummer', 'number', 'no', '#', '.', ':']);

/** Every gate named with the word gate, in lists and ranges too, each with its line if one is given. */
export function gateMentions(sentence: Sentence): GateMention[] {
  return sentence.items.flatMap((item, n) => (isTerm(item, 'gate') ? gatesFrom(sentence, n) : []));
}

function gatesFrom(sentence: Sentence, word: number): GateMention[] {
  const { items, grammar } = sentence;
  const result: GateMention[] = [];
  let refused = false;
  const listed = afterVerb(sentence, word);
  for (let n = listed ?? skipNumbering(items, afterCenter(sentence, word + 1)); n < items.length; n++) {
    const [item, next] = [items[n]!, items[n + 1]];
    if (!isGateNumber(sentence, n, result.length === 0)) break;
    if (item.kind === 'pair') {
      result.push(...gatesOfPair(item, word, n, refused));
    } else if (item.kind === 'number' || item.kind === 'dotted') {
      const start = result.length === 0 ? items[word]!.start : item.start;
      const gate = item.kind === 'dotted' ? item.gate : item.value;
      const line = item.kind === 'dotted' ? { at: n, line: item.line } : lineAfter(sentence, n);
      const own = { gate, refused, word, at: n, last: line?.at ?? n, start, end: items[line?.at ?? n]!.end };
      result.push(line ? { ...own, line: line.line } : own);
      if (isOne(next, grammar.to) && items[n + 2]?.kind === 'number') return [];
      if (line) n = line.at;
    }
    const joint = joints(sentence, n + 1);
    if (joint === n + 1) break;
    refused = items.slice(n + 1, joint).some((each) => isOne(each, grammar.not));
    n = joint - 1;
  }
  if (result.length === 0)
    return [...withLineBefore(sentence, word - 1, ordinalGate(sentence, word)), ...namedGate(sentence, word)];
  return withLineBefore(sentence, word, result);
}

const skipNumbering = (items: readonly Item[], n: number): number =>
  items[n] && NUMBERING.has(items[n].fold) ? skipNumbering(items, n + 1) : n;

/** "Tore im Sakral: 5, 14 und 29": past the center, if a colon follows it. */
function afterCenter({ items, grammar }: Sentence, n: number): number {
  const at = items.findIndex((item, center) => center > n && center <= n + 3 && isTerm(item, 'center'));
  // "aktive Tore im Sakral sind 5, 14 und 34"
  const leadsOn =
    items[at + 1]?.text === ':' || (isOne(items[at + 1], grammar.copula) && items[at + 2]?.kind === 'number');
  if (!isOne(items[n], grammar.inside) || !leadsOn) return n;
  return items[at + 1]!.text === ':' ? at + 1 : at + 2;
}

/** "Zu deinen Toren gehören 5, 14 und 29", "folgende Tore sind aktiv: 5 und 14": the list after a verb, if there are several. */
function afterVerb({ items, grammar }: Sentence, word: number): number | undefined {
  const colon = items.findIndex(({ text }, n) => n > word && n <= word + 6 && text === ':');
  const leadsOn = items.slice(word + 1, Math.max(colon, word + 1)).every(({ kind }) => kind === 'word');
  if (colon > word + 1 && leadsOn && items[colon + 1]?.kind === 'number') return colon + 1;
  const verb = items[word + 1];
  if (!isOne(verb, grammar.copula) && !BELONGING.has(verb?.fold ?? '')) return undefined;
  const [first, joint, second] = items.slice(word + 2, word + 5);
  const several = joint?.text === ',' || isOne(joint, grammar.and);
  return first?.kind === 'number' && several && second?.kind === 'number' ? word + 2 : undefined;
}

/** "Tor 5 Minuten", "Tor 34 und 2 Kanäle", "Tore 10 und 3 Freunde": the number counts something. */
function isGateNumber({ items, grammar, locale }: Sentence, n: number, first: boolean): boolean {
  const [item, next] = [items[n]!, items[n + 1]];
  if (item.kind === 'pair') return channelOf(item.first, item.second) !== undefined;
  if (item.kind === 'dotted') return item.line >= 1;
  if (item.kind !== 'number' || item.value < 1 || item.value > 99) return false;
  if (isOne(next, grammar.unit) || next?.fold === '%') return false;
  if (first || next === undefined) return true;
  const noun = locale === 'de' && next.kind === 'word' && next.text[0] !== next.text[0]!.toLowerCase();
  return !noun && !isTerm(next, 'channel', 'center-word', 'gate', 'line');
}

function gatesOfPair(item: Extract<Item, { kind: 'pair' }>, word: number, at: number, refused: boolean): GateMention[] {
  const { start, end } = item;
  return [item.first, item.second].map((gate) => ({ gate, refused, word, at, last: at, start, end }));
}

/** Past commas, "und" and a repeated article to the next member of the list; the same index if there is no joint. */
function joints({ items, grammar }: Sentence, n: number): number {
  // "gates 48 (Spleen) and 16 (Throat)"
  const aside = items[n]?.text === '(' ? items.findIndex((item, close) => close > n && item.text === ')') : -1;
  let at = aside < 0 ? n : aside + 1;
  const links = [grammar.and, grammar.not];
  const joins = (item: Item) => [',', '/'].includes(item.text) || links.some((set) => set.has(item.fold));
  while (items[at] && joins(items[at]!)) at++;
  return items[at]?.kind === 'number' || items[at]?.kind === 'dotted' || items[at]?.kind === 'pair' ? at : n;
}

/** "Tor 34, Linie 2", "gate 34 (line 2)", "Tor 34 steht in der zweiten Linie"; a seventh line is read, to be contradicted. */
function lineAfter({ items, grammar }: Sentence, n: number): { at: number; line: number } | undefined {
  // "Tor 5 (Gewohnheiten) steht in Linie 2"
  const close = items[n + 1]?.text === '(' ? items.findIndex((item, at) => at > n && item.text === ')') : -1;
  // "Tor 40 – das Tor der Einsamkeit – steht in der 6. Linie"
  const dash = /^[–—]$/.test(items[n + 1]?.text ?? '')
    ? items.findIndex(({ text }, at) => at > n + 1 && text === items[n + 1]!.text)
    : -1;
  const from =
    dash > 0 ? dash + 1 : close < 0 || items.slice(n, close).some((item) => isTerm(item, 'line')) ? n + 1 : close + 1;
  for (let at = from; at < Math.min(from + 7, items.length); at++) {
    const [item, next] = [items[at]!, items[at + 1]];
    if (isTerm(item, 'line') && next?.kind === 'number' && next.value <= 9) return { at: at + 1, line: next.value };
    if (item.kind === 'ordinal' && isTerm(next, 'line')) return { at: at + 1, line: item.value };
    const { preposition, article, possessive, placed, second } = grammar;
    const passable = [preposition, article, possessive, placed, second].some((set) => set.has(item.fold));
    if (!passable && ![',', '(', '/', "'", 's', '’', 'chart'].includes(item.text)) return undefined;
  }
  return undefined;
}

/** "die 2. Linie von Tor 34", "the second line of gate 34", "Linie 2 in Tor 34". */
function withLineBefore(sentence: Sentence, word: number, found: GateMention[]): GateMention[] {
  const [only] = found;
  if (found.length !== 1 || !only || only.line !== undefined) return found;
  const { items, grammar } = sentence;
  const at = before(sentence, word);
  // "die 3. Linie des 5. Tores", "die zweite Linie deines Tores 8": the determiner alone is the genitive
  const genitive = isOne(items[at + 1], grammar.inside) || items[at + 1]?.fold === 'deines';
  const link = isTerm(items[at], 'line') && genitive ? at + 1 : at;
  const links = link > at || isOne(items[link], grammar.inside) || isOne(items[link], grammar.by);
  if (!links) return found;
  const [one, two] = [items[link - 2], items[link - 1]];
  const line =
    one?.kind === 'ordinal' && isTerm(two, 'line')
      ? one.value
      : isTerm(one, 'line') && two?.kind === 'number'
        ? two.value
        : undefined;
  return line === undefined ? found : [{ ...only, line, start: one!.start }];
}

/** "Your 34.2 brings momentum", "mit 34.2 im Sakral": no word gate, but nobody owns a decimal number. */
export function unnamedGates({ items, grammar }: Sentence, known: readonly GateMention[]): GateMention[] {
  return items.flatMap((item, n) => {
    if (item.kind !== 'dotted' || item.gate < 1 || item.gate > 64 || item.line < 1 || item.line > 6) return [];
    const next = items[n + 1];
    const owned = isOne(items[n - 1], grammar.possessive) && next !== undefined && !isOne(next, grammar.unit);
    const placed = isOne(next, grammar.inside) && items.slice(n + 2, n + 4).some((each) => isTerm(each, 'center'));
    const fresh = known.every(({ at, last }) => n < at || n > last);
    const noun = next?.kind === 'word' && next.text[0] !== next.text[0]!.toLowerCase();
    if (!((owned && !noun) || placed) || !fresh) return [];
    const { gate, line, start, end } = item;
    return [{ gate, line, refused: false, word: n, at: n, last: n, start, end }];
  });
}

/** "das 34. Tor", "the 34th gate", "dein 34er-Tor". */
function ordinalGate({ items }: Sentence, word: number): GateMention[] {
  const at = items[word - 1]?.text === '-' ? word - 2 : word - 1;
  const ordinal = items[at];
  if (ordinal?.kind !== 'ordinal') return [];
  const [start, end] = [ordinal.start, items[word]!.end];
  return [{ gate: ordinal.value, refused: false, word: at, at, last: word, start, end }];
}

/** "das Tor der Intuition (57)", "the gate of power (34)". */
function namedGate({ items }: Sentence, word: number): GateMention[] {
  const at = items.findIndex(
    (item, n) => n > word + 1 && n <= word + 5 && item.kind === 'number' && items[n - 1]!.text === '(',
  );
  const item = items[at];
  if (item?.kind !== 'number' || items[at + 1]?.text !== ')' || !OF.has(items[word + 1]!.fold)) return [];
  return [{ gate: item.value, refused: false, word, at, last: at + 1, start: items[word]!.start, end: item.end }];
}

const OF = new Set(['der', 'des', 'of']);

/** Gates that are said to be there or not, their lines, hanging gates, and the center a gate is put in. */
export function gateClaims(sentence: Sentence, mentions: readonly GateMention[]): (Found & { at: number })[] {
  return mentions.flatMap((mention) => {
    if (isSought(sentence, mention, mentions) || isMisplaced(sentence, mention)) return [];
    const { gate, line, refused, word, at, start, end } = mention;
    const negated = refused || isDenied(sentence, word);
    const found: (Found & { at: number })[] = [{ statement: { kind: 'gate', gate, negated }, start, end, at }];
    if (line !== undefined && !negated) found.push({ statement: { kind: 'line', gate, line }, start, end, at });
    if (isHanging(sentence, mention)) found.push({ statement: { kind: 'hanging', gate }, start, end, at });
    const center = centerOfList(sentence, mention, mentions);
    if (center) found.push({ statement: { kind: 'gate-center', gate, center: center.id }, start, end: center.end, at });
    return found;
  });
}

/** "Tor 12 wartet auf Tor 22", "you need gate 31", "gate 12 looks for its counterpart, gate 22": the other half need not be there. */
function isSought(sentence: Sentence, { word, at }: GateMention, all: readonly GateMention[]): boolean {
  const { items, grammar } = sentence;
  if (items[word - 1]?.text === ',' && isOne(items[word - 2], grammar.seeks)) return true;
  if (NEEDING.has(items[before(sentence, word)]?.fold ?? '') || isWeighed(sentence, word)) return true;
  const first = all.find((other) => other.word < word && items[other.at]!.clause === items[at]!.clause);
  return first !== undefined && items.slice(first.last + 1, word).some((item) => isOne(item, grammar.seeks));
}

/** "Deine Sonne steht nicht in Tor 34": whether the gate is there at all is not said. */
export function isMisplaced(sentence: Sentence, { word }: GateMention): boolean {
  const { items, grammar } = sentence;
  const at = before(sentence, word);
  const refused = isOne(items[at], grammar.inside) && isOne(items[at - 1], grammar.not);
  return refused && items.slice(0, at).some((item) => isTerm(item, 'body'));
}

/** "Nicht das Tor 34 macht dich aus, sondern der Kanal 34-57": weighed against another, be it there or not. */
function isWeighed(sentence: Sentence, word: number): boolean {
  const { items, grammar } = sentence;
  if (!isOne(items[before(sentence, word)], grammar.not)) return false;
  const told = items.some((item) => isOne(item, grammar.active) || isOne(item, grammar.has));
  const object = (item: Item, n: number) =>
    item.fold === 'dich' ||
    (item.fold === 'you' && MOVING.test(items[n - 1]!.fold) && !isOne(items[n - 1], grammar.as));
  return !told && items.some((item, n) => n > word && object(item, n));
}

/** English verbs in the third person: "defines you". */
const MOVING = /[^s]s$/;

/** "Das hängende Tor 34", "Tor 34 hängt", "gates 34 and 20 are hanging gates". */
function isHanging({ items, grammar }: Sentence, { word, at, last }: GateMention): boolean {
  if (!items.some((item) => isTerm(item, 'hanging'))) return false;
  // "Tor 34 hängt mit deiner Stimme zusammen", "gate 34 hangs together with it"
  if (items.some((item) => APART.has(item.fold) && item.clause === items[at]!.clause)) return false;
  const aside = items[last + 1]?.text === '(' ? items.findIndex(({ text }, n) => n > last && text === ')') : last;
  if ([word - 1, aside + 1, aside + 2].some((n) => isTerm(items[n], 'hanging'))) return true;
  const own = items.findIndex((item, n) => n > last && isTerm(item, 'hanging') && item.clause === items[at]!.clause);
  return own > 0 && items.slice(last + 1, own).some((item) => isOne(item, grammar.copula));
}

const APART = new Set(['zusammen', 'ab', 'together']);

/** The center a gate (1-64) stands in; undefined for any other number. */
export function homeOf(gate: number) {
  return gate >= 1 && gate <= 64 ? centerOf(gate) : undefined;
}
