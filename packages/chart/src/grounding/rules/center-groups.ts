import type { CenterId } from '../../facts.ts';
import { isDeterminer } from '../clauses.ts';
import { closedWords } from '../grammar.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, isOne, isTerm, termOf } from '../walk.ts';

/** Centers that share what is said of them: "dein Kopf und deine Ajna"; `first` and `last` are item indexes. */
export type Group = {
  centers: { id: CenterId; at: number }[];
  first: number;
  last: number;
  technical: boolean;
  bound: boolean;
};

/** The centers of a sentence in the lists they stand in. */
export function groupsOf(sentence: Sentence): Group[] {
  const { items, grammar } = sentence;
  const groups: Group[] = antecedent(sentence);
  for (let n = 0; n < items.length; n++) {
    const item = items[n]!;
    if (isYours(sentence, n)) groups.push(...again(groups.at(-1), n));
    const term = termOf(item, 'center');
    if (!term || item.kind !== 'term' || (item.compound && !isTerm(items[n + 2], 'center-word'))) continue;
    // "the root of the problem", "at the heart of your chart"
    if (term.ordinary && item.text === item.fold && items[n + 1]?.fold === 'of') continue;
    if (term.ordinary && isFirstOfNoun(sentence, n)) continue;
    if (EXCEPTING.has(items[before(sentence, n)]?.fold ?? '')) continue;
    const last = groups.at(-1);
    const between = last ? items.slice(last.last + 1, n) : [];
    const inside = last && isOne(items[before(sentence, last.first)], grammar.inside);
    const joined =
      last !== undefined &&
      between.length > 0 &&
      items[last.last]!.clause === item.clause &&
      between.every((each, at) => isJoint(each, grammar) || (inside && at > 0 && isOne(each, grammar.inside)));
    const group = joined ? last : { centers: [], first: n, last: n, technical: false, bound: false };
    if (!joined) groups.push(group);
    group.centers.push({ id: term.value, at: n });
    group.last = n;
    group.technical ||= isTechnical(sentence, n, term.ordinary);
  }
  // "eine definierte Milz und ein offenes Herz": beside the state of another, no everyday heart
  const spoken =
    groups.some(({ technical }) => technical) &&
    (items.some((item) => termOf(item, 'state')?.colloquial === false) ||
      items.filter((item) => isTerm(item, 'state')).length > 1);
  if (spoken) for (const group of groups) group.technical = true;
  return groups;
}

/** "Dein Partner hat ein definiertes Herz, deines ist offen", "..., but yours is not": the centers named last, of the person. */
function isYours({ items, grammar }: Sentence, n: number): boolean {
  if (!YOURS.has(items[n]!.fold)) return false;
  const [next, after] = [items[n + 1], items[n + 2]];
  const ends = after === undefined || after.kind === 'mark';
  return isOne(next, grammar.copula) || (isOne(items[n - 1], grammar.copula) && isTerm(next, 'state') && ends);
}

const YOURS = new Set('yours deins deines deine deiner'.split(' '));

const again = (named: Group | undefined, at: number): Group[] =>
  named === undefined
    ? []
    : [{ centers: named.centers.map(({ id }) => ({ id, at })), first: at, last: at, technical: true, bound: false }];

/** "Dein Sakral trägt dich. Es ist definiert.": the pronoun stands for the only centers of the sentence before. */
function antecedent({ items, grammar, previous }: Sentence): Group[] {
  const at = items.findIndex(({ kind }) => kind !== 'mark');
  const plural = PRONOUNS[items[at]?.fold ?? ''];
  const others = previous?.items.some(({ fold }) => grammar.others.has(fold) || grammar.theirs.has(fold));
  if (!previous || plural === undefined || others || !grammar.copula.has(items[at + 1]?.fold ?? '')) return [];
  const [only, more] = groupsOf({ ...previous, previous: undefined });
  if (!only || more || !plural.includes(only.centers.length > 1)) return [];
  return again(only, at);
}

/** Whether a pronoun can stand for several. */
const PRONOUNS: Partial<Record<string, boolean[]>> = {
  es: [false],
  er: [false],
  sie: [false, true],
  beide: [true],
  it: [false],
  they: [true],
  both: [true],
};

/** "The root cause", "the heart rate": an English noun goes on with another one. */
function isFirstOfNoun({ items, grammar, locale }: Sentence, n: number): boolean {
  const [item, next] = [items[n]!, items[n + 1]];
  const small = item.text === item.fold && isOne(items[n - 1], grammar.article);
  return locale === 'en' && small && next?.kind === 'word' && !closedWords.en.has(next.fold);
}

/** "alle Zentren außer der Milz sind offen" says nothing of the kind about the spleen. */
const EXCEPTING = new Set(['ausser', 'except', 'besides']);

/** What may stand between the members of a list of centers. */
function isJoint(item: Item, grammar: Sentence['grammar']): boolean {
  if (isTerm(item, 'center-word')) return true;
  if (item.kind === 'mark') return [',', '/', '-'].includes(item.text);
  return isDeterminer(item, grammar) || [grammar.and, grammar.likewise, grammar.as].some((set) => set.has(item.fold));
}

/** Names that only a chart has, or everyday words made technical by "center" or, in English, by a capital. */
function isTechnical({ items, locale }: Sentence, n: number, ordinary: boolean): boolean {
  if (!ordinary || isTerm(items[n + 1], 'center-word') || items[n]!.fold === 'g') return true;
  const after = items[n + 1]?.text === '-' ? items[n + 2] : items[n + 1];
  if (isTerm(after, 'center-word')) return true;
  return locale === 'en' && n > 0 && items[n]!.text[0] !== items[n]!.text[0]!.toLowerCase();
}
