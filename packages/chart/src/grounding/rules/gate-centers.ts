import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, isOne, isTerm, termOf } from '../walk.ts';

/** Where a gate is named: `word` begins its group, `at` and `last` are its own items. */
type Place = { word: number; at: number; last: number };

/** A gate's own center, or the one after the last member of its list. */
export function centerOfList(sentence: Sentence, own: Place, all: readonly Place[]) {
  const last = all.findLast(({ word }) => word === own.word)!;
  // "aktive Tore im Sakral sind 5, 14 und 34"
  const ahead = { ...own, last: own.word };
  if (all.find(({ word }) => word === own.word)!.at > own.word + 2) {
    const center = centerAfter(sentence, ahead);
    if (center) return center;
  }
  return centerAfter(sentence, own) ?? centerAfter(sentence, last) ?? centerBefore(sentence, own);
}

/** "Your Throat gate 20", "Kehl-Tor 20", "dein Sakral beherbergt die Tore 3 und 5". */
function centerBefore(sentence: Sentence, { word, last }: Place) {
  const { items } = sentence;
  const verb = before(sentence, word);
  const host = HOUSING.has(items[verb]?.fold ?? '') && termOf(items[before(sentence, verb)], 'center');
  if (host) return { id: host.value, end: items[last]!.end };
  const center = termOf(items[items[word - 1]?.text === '-' ? word - 2 : word - 1], 'center');
  return center && isTerm(items[word], 'gate') ? { id: center.value, end: items[last]!.end } : undefined;
}

const HOUSING = new Set('beherbergt enthaelt umfasst holds houses hosts contains'.split(' '));

/** "Tor 34 im Sakralzentrum", "gate 34 sits in the Sacral"; a center it cannot stand in is returned, to be contradicted. */
function centerAfter(sentence: Sentence, { last }: Place) {
  const { items, grammar } = sentence;
  const [opening, inner] = [items[last + 1], termOf(items[last + 2], 'center')];
  if (opening?.text === '(' && inner) return { id: inner.value, end: items[last + 2]!.end };
  let inside = opening?.text === ')' ? last + 2 : last + 1;
  // "Tor 5 liegt bei dir im Sakral"
  while ([grammar.placed, YOURS].some((set) => isOne(items[inside], set))) inside++;
  const belongs = BELONGING.has(items[inside - 1]?.fold ?? '') && isOne(items[inside], TO);
  // "Tor 20 der Kehle"
  if (items[inside]?.fold === 'der' && isTerm(items[inside + 1], 'center'))
    return { id: termOf(items[inside + 1], 'center')!.value, end: items[inside + 1]!.end };
  if (!isOne(items[inside], grammar.inside) && !belongs) return undefined;
  for (let at = inside + 1; at < inside + 4; at++) {
    const center = termOf(items[at], 'center');
    if (center) return { id: center.value, end: items[at]!.end };
    if (!items[at] || !describesCenter(sentence, items[at]!)) return undefined;
  }
  return undefined;
}

/** Verbs of what is part of what. */
export const BELONGING = new Set(['gehoert', 'gehoeren', 'zaehlen', 'belongs', 'belong', 'include']);
const TO = new Set(['zum', 'zur', 'to']);
const YOURS = new Set(['bei', 'dir']);

/** An article or an adjective. "In Verbindung mit der Milz" is no place. */
function describesCenter({ grammar }: Sentence, item: Item): boolean {
  const adjective = item.kind === 'word' && item.text === item.text.toLowerCase() && !isOne(item, grammar.preposition);
  return adjective || isDeterminer(item, grammar) || isTerm(item, 'state');
}
