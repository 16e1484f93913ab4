import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { clauseOf, isOne, isTerm } from '../walk.ts';
import type { Group } from './center-groups.ts';

/** "Your Spleen, which is undefined", "Milz und Sakral, beide definiert", "das Sakral ..., denn es ist definiert". */
export function described(
  sentence: Sentence,
  free: readonly Group[],
  n: number,
  colloquial: boolean,
): Group | undefined {
  const { items, grammar } = sentence;
  const start = items.findIndex(({ clause }) => clause === items[n]!.clause) + 1;
  const copula = clauseOf(sentence, n).some((item) => isOne(item, grammar.copula));
  // "dein Ajna ist nicht festgelegt, sondern offen"
  if (isOne(items[n - 1], grammar.corrects)) return free.findLast((group) => group.last < n);
  // "zwei Zentren, Kehle und Solarplexus, sind definiert"
  const resumed = isOne(items[start], grammar.copula) && free.find((group) => group.last === start - 2);
  if (resumed) return resumed;
  const apposed = isOne(items[start], grammar.copula) ? beforeApposition(sentence, free, start) : undefined;
  if (apposed) return apposed;
  const conceded = concededOf(sentence, free, n);
  if (conceded) return conceded;
  // "das Sakral, definiert über den Kanal 34-57, ..."
  const opens = n === start && !colloquial && items[start - 1]?.text === ',';
  const clause = clauseOf(sentence, n);
  const bare = opens || (n - start <= 1 && clause.findLast(({ text }) => text !== '.') === items[n]);
  if ((copula && isOne(items[start], grammar.relative)) || bare || isAside(sentence, start, n))
    return free.find((group) => group.last === start - 2);
  // "du kannst dich auf dein Sakral verlassen: es ist definiert"
  const from = Math.max(start, items.findLastIndex(({ text }, at) => at < n && text === ':') + 1);
  const pronoun = items.slice(from, from + 3).some((item) => PRONOUNS.has(item.fold));
  const named = free.findLast((group) => group.last < from);
  return copula && pronoun && (!colloquial || named?.technical) ? named : undefined;
}

/** "Deine Milz – undefiniert und daher empfänglich – ...", "die Milz, bei dir undefiniert, ...": between two marks, without a verb. */
function isAside(sentence: Sentence, start: number, n: number): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  const closes = items[start + clause.length - 1];
  const leads = [grammar.preposition, grammar.second, grammar.possessive];
  return (
    DIVIDERS.has(items[start - 1]?.text ?? '') &&
    DIVIDERS.has(closes?.text ?? '') &&
    items.slice(start, n).every((item) => leads.some((set) => isOne(item, set)) || CHART.has(item.fold)) &&
    !clause.some((item) => isTerm(item, 'center', 'gate', 'channel') || isOne(item, grammar.copula))
  );
}

const DIVIDERS = new Set([',', '–', '—']);
const CHART = new Set(['chart', 'design', 'fall', 'case']);

/** "Das Sakral, der Motor der Lebenskraft, ist nicht definiert": what stands before the first comma. */
function beforeApposition({ items }: Sentence, free: readonly Group[], start: number): Group | undefined {
  const inner = items[start - 2]?.clause;
  const opening = items.findIndex(({ clause }) => clause === inner);
  const alone = free.filter((group) => group.last < start && group.first >= opening - 1);
  return items[opening]?.text === ',' && alone.length === 1
    ? alone.find((group) => group.last === opening - 1)
    : undefined;
}

/** "Your Ajna, though undefined, is ...", "though not defined, your Ajna ...", "defined as it is, your Throat ...". */
function concededOf({ items, grammar }: Sentence, free: readonly Group[], n: number): Group | undefined {
  const concedes = (item: Item) =>
    CONCEDING.has(item.fold) || isOne(item, grammar.not) || PRONOUNS.has(item.fold) || isOne(item, grammar.copula);
  let from = n;
  while (from > 0 && concedes(items[from - 1]!)) from--;
  let to = n + 1;
  while (items[to] && concedes(items[to]!)) to++;
  if (to - from < 2 || !items.slice(from, to).some(({ fold }) => CONCEDING.has(fold))) return undefined;
  const closes = items[to]?.text === ',';
  if (from > 0) return items[from - 1]!.text === ',' ? free.find((group) => group.last === from - 2) : undefined;
  const next = closes ? free.find((group) => group.first > to) : undefined;
  // "da sie undefiniert ist, wartet deine Kehle"
  const verbs = items.slice(to + 1, next?.first).filter((item) => !isDeterminer(item, grammar));
  return next && verbs.length <= 1 && verbs.every(({ kind }) => kind === 'word') ? next : undefined;
}

const CONCEDING = new Set(
  'though although albeit as being since because obwohl obgleich wenngleich zwar wie da weil'.split(' '),
);

const PRONOUNS = new Set(['es', 'sie', 'er', 'it', 'they', 'both', 'beide']);
