import type { Item, Sentence } from './sentences.ts';

/**
 * What in a sentence is not about the person: comparisons ("anders als ein Projektor"), clauses about others ("Menschen
 * mit offener Milz ..."), and what is only imagined ("wenn Tor 20 aktiviert wird", "wenn Mars durch Tor 20 läuft").
 */

/** Words that open a comparison by themselves; the others need one of these after them. */
const ALONE = new Set(['unlike', 'statt', 'anstatt', 'anstelle', 'versus']);
const FOLLOWERS = new Set(['als', 'zu', 'zum', 'zur', 'mit', 'to', 'than', 'of', 'with', 'from']);

/** Words after people that describe them: "people who", "Menschen mit". */
const DESCRIBING = new Set(['mit', 'ohne', 'deren', 'die', 'with', 'without', 'whose', 'who', 'having']);

/** Per item, whether it speaks about someone else; empty if none does. */
export function aboutOthers({ items, grammar }: Sentence, labelled: boolean): boolean[] {
  const mentioned = items.some(
    (item) => grammar.contrast.has(item.fold) || grammar.others.has(item.fold) || isPluralType(item),
  );
  if (!mentioned) return [];
  const generic = labelled ? new Set<number>() : genericClauses({ items, grammar });
  let comparing = false;
  return items.map((item, n) => {
    if (grammar.second.has(item.fold) || (n > 0 && items[n - 1]!.clause !== item.clause)) comparing = false;
    if (opensComparison(items, n, grammar)) comparing = true;
    return comparing || generic.has(item.clause);
  });
}

function opensComparison(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  const [{ fold }, next] = [items[n]!, items[n + 1]];
  if (grammar.contrast.has(fold)) return ALONE.has(fold) || (next !== undefined && FOLLOWERS.has(next.fold));
  return grammar.others.has(fold) && next !== undefined && DESCRIBING.has(next.fold);
}

/** Clauses whose subject is people in general or a type in the plural, and that do not speak to "you". */
function genericClauses({ items, grammar }: Pick<Sentence, 'items' | 'grammar'>): Set<number> {
  // "dein Partner" is somebody else, whoever he belongs to
  const you = items.filter(({ fold }, n) => grammar.second.has(fold) && !grammar.others.has(items[n + 1]?.fold ?? ''));
  const addressed = new Set(you.map(({ clause }) => clause));
  const others = items.filter(
    (item, n) => (grammar.others.has(item.fold) || isPluralType(item)) && owns(items, n, grammar),
  );
  return new Set(others.map(({ clause }) => clause).filter((clause) => !addressed.has(clause)));
}

/**
 * Whether a clause speaks about the people at item `n`: they stand before all that a chart has, or right behind it as its
 * owners ("das Herz anderer", "gate 34 of many people"). In "Tor 34 wirkt auf andere" and "alle neun Zentren" they do not.
 */
function owns(items: readonly Item[], n: number, grammar: Sentence['grammar']): boolean {
  if (items.slice(n + 1, n + 3).some((item) => item.kind === 'term' && COUNTABLE.has(item.term.kind))) return false;
  const charted = items.findLastIndex((item, at) => at < n && item.clause === items[n]!.clause && isCharted(item));
  const links = [grammar.article, grammar.possessive, grammar.has, OF];
  return items.slice(charted + 1, n).every((item) => charted < 0 || links.some((set) => set.has(item.fold)));
}

const COUNTABLE = new Set(['center-word', 'gate', 'channel']);
const OF = new Set(['of', 'von', 'bei', 'in', 'with']);

const isCharted = (item: Item): boolean =>
  item.kind === 'number' ||
  item.kind === 'pair' ||
  item.kind === 'dotted' ||
  (item.kind === 'term' && item.term.kind !== 'nothing');

function isPluralType(item: Item): boolean {
  return item.kind === 'term' && item.term.kind === 'type' && item.term.plural;
}

/** Per item, whether it is only imagined; only gates, channels and centers can be. */
export function imagined({ items, clauses, grammar }: Sentence): boolean[] {
  if (items.some(({ fold }) => grammar.transit.has(fold))) return items.map(() => true);
  const unreal = clauses.map((clause) => isImagined(clause, grammar));
  return items.map(({ clause }) => unreal[clause]!);
}

function isImagined(clause: readonly Item[], grammar: Sentence['grammar']): boolean {
  const words = clause.filter(({ kind }) => kind !== 'mark');
  const conditional = words.slice(0, 2).some(({ fold }) => grammar.condition.has(fold));
  const has = (set: ReadonlySet<string>) => words.some(({ fold }) => set.has(fold));
  // German subjunctives need no conjunction: "hättest du Tor 10"
  if (grammar.unreal.has(words[0]?.fold ?? '')) return words[0]!.fold !== 'had';
  if (!conditional) return false;
  return [grammar.unreal, grammar.active, grammar.passes].some(has) || endsInState(words, grammar);
}

/** "Wenn dein Sakral definiert ist", but not "wenn deine definierte Milz warnt". */
function endsInState(words: readonly Item[], grammar: Sentence['grammar']): boolean {
  const at = words.findLastIndex((item) => item.kind === 'term' && item.term.kind === 'state');
  const next = words[at + 1];
  const attributive = next?.kind === 'term' && next.term.kind.startsWith('center');
  return at >= 0 && !attributive && words.some(({ fold }) => grammar.copula.has(fold));
}
