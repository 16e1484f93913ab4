import type { Body, Side } from '../../facts.ts';
import type { Found } from '../claim.ts';
import type { Item } from '../item.ts';
import { isDenied } from '../presence.ts';
import type { Sentence } from '../sentences.ts';
import { before, isOne, isTerm, termOf } from '../walk.ts';
import { type GateMention, isMisplaced } from './gates.ts';

type Placed = { body: Body; side: Side | undefined; at: number };

/** Places that are named without the word gate: "Sonne in 26.5", "Sonne/Erde: 12.5/11.5". A body stands before them. */
export function bareGates(sentence: Sentence, known: readonly GateMention[]): GateMention[] {
  const { items, grammar } = sentence;
  let word = 0;
  return items.flatMap((item, n) => {
    if (item.kind !== 'dotted' || known.some(({ at, last }) => n >= at && n <= last)) return [];
    const joint = items[n - 1];
    const continued =
      items[n - 2]?.kind === 'dotted' && (joint?.text === '/' || joint?.text === ',' || isOne(joint, grammar.and));
    if (!continued) word = n;
    const near = items
      .slice(Math.max(0, word - 6), word)
      .some((other) => isTerm(other, 'body') && isAlongside(items, other, word));
    if (!near || item.gate < 1 || item.gate > 64) return [];
    return [
      { gate: item.gate, line: item.line, refused: false, word, at: n, last: n, start: item.start, end: item.end },
    ];
  });
}

/** In the same clause, or right before the bracket or comma that opens the one of item `n`: "deine Sonne (12.5)". */
const isAlongside = (items: readonly Item[], other: Item, n: number) =>
  other.clause === items[n]!.clause ||
  (items[n - 1]?.text === '(' && items[n - 2] === other) ||
  // "Saturn, in gate 54, teaches ..."
  (items[n - 2]?.text === ',' && items[n - 3] === other);

/** Which body, on which side, activates which gate: bodies pair with the gates that follow them in the clause. */
export function activationClaims(sentence: Sentence, mentions: readonly GateMention[]): (Found & { at: number })[] {
  const groups = [...Map.groupBy(mentions, ({ word }) => word).values()].sort((a, b) => a[0]!.at - b[0]!.at);
  let from = 0;
  let spoken: Body | undefined;
  let corrected: Placed[] = [];
  return groups.flatMap((group, n) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const bodies = bodiesBetween(sentence, from, first.word, first);
    const placed = bodies.length > 0 ? bodies : bodiesAfter(sentence, last, groups[n + 1]?.[0]);
    from = last.last + 1;
    const misplaced = isMisplaced(sentence, first);
    const meant = isCorrected(sentence, first) ? corrected : [];
    corrected = misplaced ? placed : [];
    if (misplaced) return [];
    if (meant.length > 0) return paired(meant, group);
    if (isDenied(sentence, first.word)) return [];
    const elided = placed.length === 0 && spoken ? otherSide(sentence, first, spoken) : [];
    spoken = placed.length === 1 ? placed[0]!.body : spoken;
    const own = placed.length > 0 ? placed : elided;
    return own.length > 0 ? paired(own, group) : sideOnly(sentence, group);
  });
}

/** "..., sondern in Tor 20", "... but in gate 20". */
function isCorrected(sentence: Sentence, { word }: GateMention): boolean {
  const { items, grammar } = sentence;
  const at = before(sentence, word);
  return isOne(items[at], grammar.inside) && isOne(items[at - 1], grammar.corrects);
}

function bodiesBetween(sentence: Sentence, from: number, to: number, gate: GateMention): Placed[] {
  const { items } = sentence;
  const side = sideAfter(sentence, gate.last);
  return items.slice(from, to).flatMap((item, offset) => {
    const term = termOf(item, 'body');
    if (!term || !isAlongside(items, item, gate.word)) return [];
    const at = from + offset;
    const own = term.side ?? sideOfBody(sentence, at) ?? adverbBetween(sentence, at, to);
    return [{ body: term.value, side: own ?? side, at }];
  });
}

/** "Mars steht unbewusst in Tor 12". */
function adverbBetween({ items }: Sentence, body: number, to: number): Side | undefined {
  const adverbs = items.slice(body + 1, to).flatMap((item) => termOf(item, 'side') ?? []);
  return adverbs.length === 1 && !adverbs[0]!.noun ? adverbs[0]!.value : undefined;
}

/** "Deine bewusste Sonne steht in Tor 59, deine unbewusste in Tor 20": the body is not said again. */
function otherSide(sentence: Sentence, { word }: GateMention, body: Body): Placed[] {
  const { items, grammar } = sentence;
  const passable = (item: Item | undefined) =>
    [grammar.inside, grammar.placed].some((set) => isOne(item, set)) || item?.fold === 'one';
  let at = word - 1;
  while (passable(items[at])) at--;
  const side = termOf(items[at], 'side');
  const said = side && (!side.noun || isSidePhrase(sentence, at));
  return said && at < word - 1 ? [{ body, side: side.value, at }] : [];
}

/** "Tor 26 wird von deiner bewussten Sonne aktiviert", "gate 26 (Sun)". */
function bodiesAfter(sentence: Sentence, { last }: GateMention, next: GateMention | undefined): Placed[] {
  const { items, grammar } = sentence;
  const end = Math.min(next?.word ?? items.length, last + 14);
  const links = (item: Item) => isOne(item, grammar.by) || item.text === '(' || HOLDING.has(item.fold);
  // "Tor 50 in der Sonne"
  const inBody =
    isOne(items[last + 1], grammar.inside) && items.slice(last + 2, last + 5).some((item) => isTerm(item, 'body'));
  const linked = inBody || items.slice(last + 1, end).some(links);
  if (!linked) return [];
  return items.slice(last + 1, end).flatMap((item, offset) => {
    const at = last + 1 + offset;
    const term = termOf(item, 'body');
    const near = items[last]!.clause === item.clause || items[last + 1]?.text === '(';
    return term && near
      ? [
          {
            body: term.value,
            side: term.side ?? sideOfBody(sentence, at) ?? sideAfter(sentence, at) ?? sideAfter(sentence, last),
            at,
          },
        ]
      : [];
  });
}

/** "Gate 12 holds your Mars", "in Tor 12 steht dein Mars". */
const HOLDING = new Set('traegt beherbergt steht stehen sitzt liegt befindet holds hosts carries houses'.split(' '));

/** As many bodies as gates pair in order, one gate takes all; anything else is left alone. */
function paired(bodies: readonly Placed[], group: readonly GateMention[]): (Found & { at: number })[] {
  const pairs = bodies.flatMap((placed, n) => {
    const gate = group.length === 1 ? group[0] : group.length === bodies.length ? group[n] : undefined;
    return gate ? [{ placed, gate }] : [];
  });
  return pairs.map(({ placed: { body, side }, gate: { gate, line, at, start, end } }) => ({
    statement: { kind: 'activation', gate, body, ...(side ? { side } : {}), ...(line === undefined ? {} : { line }) },
    start,
    end,
    at,
  }));
}

/** "dein unbewusstes Tor 34", "gate 34 on the design side". */
function sideOnly(sentence: Sentence, group: readonly GateMention[]): (Found & { at: number })[] {
  const last = group.at(-1)!.last;
  const side = sideBefore(sentence, group[0]!.word) ?? sideAfter(sentence, last);
  return (side ? [side] : adverbsAfter(sentence, last)).flatMap((told) =>
    group.map(({ gate, line, at, start, end }) => ({
      statement: { kind: 'activation', gate, side: told, ...(line === undefined ? {} : { line }) } as const,
      start,
      end,
      at,
    })),
  );
}

/** "Tor 50 unbewusst", "Tor 1 hast du sowohl bewusst als auch unbewusst": adverbs that end the clause, with nothing of weight before. */
function adverbsAfter({ items, grammar }: Sentence, last: number): Side[] {
  const sides: Side[] = [];
  const light = [grammar.second, grammar.has, grammar.copula, grammar.active, grammar.and, grammar.as];
  for (let at = last + 1; at < items.length && items[at]!.kind !== 'mark'; at++) {
    const side = termOf(items[at], 'side');
    if (side && !side.noun) sides.push(side.value);
    else if (!PAIRING.has(items[at]!.fold) && !light.some((set) => isOne(items[at], set))) return [];
  }
  return sides;
}

const PAIRING = new Set(['sowohl', 'auch', 'both', 'it']);

/** The side of a body: right before it ("Design-Sonne"), or said of the whole clause ("auf der Designseite ..."). */
function sideOfBody(sentence: Sentence, body: number): Side | undefined {
  const { items } = sentence;
  const own = sideBefore(sentence, body);
  if (own) return own;
  // "deine unbewusste Sonne und Erde": the bodies of a list share the word before the first
  const previous = items[body - 1];
  const joined = isOne(previous, sentence.grammar.and) || previous?.text === ',' || previous?.text === '/';
  if (joined && isTerm(items[body - 2], 'body')) return sideOfBody(sentence, body - 2);
  const after = sideAfter(sentence, body);
  if (after) return after;
  const opening = items.findIndex((item, n) => n < body && isSidePhrase(sentence, n) && opensFor(sentence, item, body));
  return opening < 0 ? undefined : termOf(items[opening], 'side')?.value;
}

/** "Auf der Designseite steht Mars ...", "on the Design side, Mars ...": said in its clause, or as all of the first one. */
function opensFor({ items, clauses }: Sentence, phrase: Item, body: number): boolean {
  const { clause } = items[body]!;
  const apart = clause === 1 && phrase.clause === 0 && !clauses[0]!.some((item) => isTerm(item, 'body', 'gate'));
  return phrase.clause === clause || apart;
}

function sideBefore({ items }: Sentence, n: number): Side | undefined {
  const skip = items[n - 1]?.text === '-' ? 2 : 1;
  return termOf(items[n - skip], 'side')?.value;
}

/** "... im Design", "(Personality)", "auf der bewussten Seite" within a few items after. */
function sideAfter(sentence: Sentence, n: number): Side | undefined {
  const { items } = sentence;
  for (let at = n + 1; at <= n + 6; at++) {
    const side = termOf(items[at], 'side');
    if (side) return isSidePhrase(sentence, at) ? side.value : undefined;
    if (isTerm(items[at], 'body', 'gate') || items[at]?.text === ',') return undefined;
  }
  return undefined;
}

/** "dein Design" and "deine Persönlichkeit" are everyday words: a side is "im Design", "(Design)" or "Design-Seite". */
function isSidePhrase(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const [own, next, afterNext] = [termOf(items[n], 'side'), items[n + 1], items[n + 2]];
  if (!own) return false;
  if (items[n - 1]?.text === '(' || (n === 0 && next?.text === ':')) return true;
  if ([next, afterNext].some((item) => item && SIDE_WORDS.has(item.fold))) return true;
  // "unbewusst steht deine Sonne in Tor 40", "unconsciously, your Sun ..."
  const opens = [grammar.placed, grammar.second].some((set) => isOne(next, set)) || next?.text === ',';
  if (!own.noun && n === 0 && opens) return true;
  // "ist bewusst aktiviert", "consciously activated by Mars"
  if (!own.noun && (isOne(next, grammar.active) || (isOne(next, grammar.by) && isTerm(afterNext, 'body')))) return true;
  // "Tor 57.3 ist unbewusst"
  if (!own.noun && isOne(items[n - 1], grammar.copula) && (!next || next.kind === 'mark')) return true;
  const possessed = isOne(items[n - 1], grammar.possessive);
  // "die Sonne deiner Persönlichkeit", "the Sun of your Design"
  const ofBody = isTerm(items[n - 2], 'body') || (items[n - 2]?.fold === 'of' && isTerm(items[n - 3], 'body'));
  if (own.noun && (possessed || isOne(items[n - 1], grammar.article)) && ofBody) return true;
  return own.noun && !possessed && isOne(items[before(sentence, n)], grammar.preposition);
}

const SIDE_WORDS = new Set(['seite', 'side']);
