import type { Found, Statement } from '../claim.ts';
import { numberWords } from '../grammar.ts';
import type { Sentence } from '../sentences.ts';
import { clauseOf, isOne, isTerm, termOf } from '../walk.ts';

type Count = Extract<Statement, { kind: 'count' }>;

/** "du hast fünf definierte Zentren", "your three channels", "no defined centers"; "64 Tore" in general is no claim. */
export function countClaims(sentence: Sentence): (Found & { at: number })[] {
  const { items } = sentence;
  return items.flatMap((item, n) => {
    const of = item.kind === 'term' ? COUNTED[item.term.kind] : undefined;
    if (!of) return [];
    const { state, at } = stateBefore(sentence, n, of);
    const value = numberAt(sentence, at);
    if (value === undefined || !isTotal(sentence, n, at, of, state)) return [];
    const statement: Count = state ? { kind: 'count', of, state, value } : { kind: 'count', of, value };
    return [{ statement, start: items[at]!.start, end: item.end, at }];
  });
}

const COUNTED: Partial<Record<string, Count['of']>> = { gate: 'gates', channel: 'channels', 'center-word': 'centers' };

/** The state in "fünf definierte Zentren", and the index where the number must stand. */
function stateBefore({ items, grammar }: Sentence, n: number, of: Count['of']) {
  const term = termOf(items[n - 1], 'state');
  if (term && of !== 'gates')
    return { state: term.value === 'defined' ? ('defined' as const) : ('undefined' as const), at: n - 2 };
  const active = isOne(items[n - 1], grammar.active) || term?.value === 'defined';
  return { state: active ? ('defined' as const) : undefined, at: active ? n - 2 : n - 1 };
}

function numberAt({ items, grammar, locale }: Sentence, at: number): number | undefined {
  const item = items[at];
  if (item?.kind === 'number') return item.value;
  if (item && grammar.none.has(item.fold) && item.fold !== 'none') return 0;
  return item && Object.hasOwn(numberWords[locale], item.fold) ? numberWords[locale][item.fold] : undefined;
}

/** The whole number is meant: of the person's chart, not "zwei deiner Kanäle" nor "zwei Kanäle in der Milz". */
function isTotal(sentence: Sentence, n: number, at: number, of: Count['of'], state: Count['state']): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  if (of === 'centers' && !state) return false;
  if (of === 'gates' && !state) return false;
  const located = items.slice(n + 1, n + 4).some((item) => isOne(item, grammar.inside) || isOne(item, grammar.joins));
  const inChart = items.slice(n + 1, n + 5).some(({ fold }) => CHART.has(fold));
  if (located && !inChart) return false;
  const possessed = isOne(items[at - 1], grammar.possessive);
  const owned =
    clause.some((item) => isOne(item, grammar.second)) &&
    clause.some((item) => isOne(item, grammar.has) || isTerm(item, 'state'));
  const listed = items[n + 1]?.kind === 'number' || items[n + 1]?.kind === 'pair';
  return !listed && (possessed || owned || inChart) && !clause.some(({ fold }) => PARTLY.has(fold));
}

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
