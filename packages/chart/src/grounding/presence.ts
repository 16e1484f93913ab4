import { isDeterminer } from './clauses.ts';
import type { Item } from './item.ts';
import type { Sentence } from './sentences.ts';
import { before, clauseOf, inPhrase, isNegated, isOne, isTerm } from './walk.ts';

/**
 * Whether the gate or channel that begins at item `n` is said not to be there: "dir fehlt Tor 10", "ohne Tor 10", "Tor 10
 * ist nicht definiert". A negation without such a predicate ("Tor 34 drängt nicht") denies nothing.
 */
export function isDenied(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  if (isNoneOf(sentence, n) || isLeftOut(sentence, n)) return true;
  if (isRefused(sentence, n)) return true;
  const clause = clauseOf(sentence, n);
  // "mit Tor 34 fehlt dir Geduld", but "zum Kanal 34-57 fehlt dir Tor 34"
  if (isOutOfReach(sentence, n)) return true;
  if (inPhrase(sentence, n)) return false;
  const missing = clause.some((item) => isOne(item, grammar.missing));
  if (missing || isInVain(clause) || isHalfThere(clause, grammar) || isLackedBefore(sentence, n)) return true;
  const own = () => clause.filter((item) => !isOthersDenial(sentence, items.indexOf(item)));
  const negated = isNegated(clause, sentence) && isNegated(own(), sentence);
  if (negated && isElliptic(sentence, n)) return true;
  const undefinedState = clause.some(
    (item) =>
      item.kind === 'term' && item.term.kind === 'state' && (isClosed(item.term) || isOpenEnd(sentence, n, item)),
  );
  if (undefinedState && !clause.some((item) => isTerm(item, 'center'))) return !negated;
  if (!negated) return false;
  const predicate =
    occursApart(clause) ||
    isShown(clause) ||
    clause.some((item, at) => isHad(clause, at, grammar) || isOne(item, grammar.active) || isTerm(item, 'state')) ||
    // "channel 20-34 never closes"
    (isChannel(items[n]!) && clause.some((item) => isOne(item, grammar.forms)));
  // "gate 34 is not in your chart"
  const outside = clause.some((item, at) => isOne(item, grammar.not) && isOne(clause[at + 1], grammar.inside));
  return predicate || outside;
}

/** "Kein Tor 10", "none of the channels 10-20 and 34-57": right before item `n`. */
export function isNoneOf(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  return items.slice(Math.max(0, before(sentence, n) - 1), n).some((item) => isOne(item, grammar.none));
}

/** "Du verfügst nicht über den Kanal 35-36", "you have no access to gate 34": the preposition belongs to what is denied. */
function isOutOfReach(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  if (!REACHING.has(items[before(sentence, n)]?.fold ?? '') || !clause.some(({ fold }) => REACH.has(fold)))
    return false;
  return isNegated(clause, sentence) || clause.some((item) => isOne(item, grammar.none));
}

const REACHING = new Set('ueber auf zu zum to'.split(' '));
const REACH = new Set('verfuegst verfuegt zugang zugriff zurueckgreifen zugreifen verbindung access'.split(' '));

/** "Tor 10 suchst du in deinem Chart vergeblich". */
const isInVain = (clause: readonly Item[]): boolean =>
  clause.some(({ fold }) => IN_VAIN.has(fold)) && clause.some(({ fold }) => fold.startsWith('such'));

const IN_VAIN = new Set(['vergeblich', 'vergebens', 'umsonst']);

/** "The channel 37-40 is only half there". */
const isHalfThere = (clause: readonly Item[], { has, active }: Sentence['grammar']): boolean =>
  clause.some(({ fold }, n) => fold === 'half' && (isOne(clause[n + 1], has) || isOne(clause[n + 1], active)));

/** "Was dein Chart nicht enthält, ist Tor 36". */
function isLackedBefore(sentence: Sentence, n: number): boolean {
  const { items, clauses, grammar } = sentence;
  const lead = clauses[items[n]!.clause - 1];
  if (!lead || !WHAT.has(lead.find(({ kind }) => kind !== 'mark')?.fold ?? '')) return false;
  const verb = clauseOf(sentence, n).find(({ kind }) => kind !== 'mark');
  return isOne(verb, grammar.copula) && isNegated(lead, sentence) && lead.some((item) => isOne(item, grammar.has));
}

const WHAT = new Set(['was', 'what']);

/** "Nicht Tor 34", "not the channel 34-57", "weder Tor 41 noch Tor 30": denies this one and no other. */
function isRefused(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const governor = before(sentence, n);
  const at = items[governor]?.fold === 'aber' ? governor - 1 : governor;
  const { fold } = items[at] ?? { fold: '' };
  if (!grammar.not.has(fold)) return false;
  // "und noch Tor 34": only after a negation does it go on with it
  const goesOn = !CONTINUING.has(fold) || items.slice(0, at).some((item) => isOne(item, grammar.not));
  return goesOn && isNegated(items.slice(at, at + 2), sentence);
}

const CONTINUING = new Set(['noch', 'nor']);

/** Whether the negation at item `n` stands before a gate, channel or number and so denies nothing else. */
function isOthersDenial({ items, grammar }: Sentence, n: number): boolean {
  if (!isOne(items[n], grammar.not)) return false;
  let at = n + 1;
  while (items[at] && (items[at]!.fold === 'aber' || isDeterminer(items[at]!, grammar))) at++;
  return isTerm(items[at], 'gate', 'channel') || items[at]?.kind === 'number' || items[at]?.kind === 'pair';
}

/** "Der Kanal 12-22 bleibt offen": of a channel the everyday word says what "undefined" does; a gate may be open in itself. */
function isOpenEnd(sentence: Sentence, n: number, state: Item): boolean {
  const { items, grammar } = sentence;
  const at = items.indexOf(state);
  const next = items[at + 1];
  const ends = next === undefined || next.kind === 'mark' || next.clause !== state.clause;
  const open = state.kind === 'term' && state.term.kind === 'state' && state.term.value !== 'defined';
  const says = (item: Item) => isOne(item, grammar.copula) || LEAVING.has(item.fold);
  return isChannel(items[n]!) && open && ends && clauseOf(sentence, n).some(says);
}

const isChannel = (item: Item): boolean => isTerm(item, 'channel', 'channel-name') || item.kind === 'pair';
const LEAVING = new Set(['leaves', 'laesst', 'lassen']);

/** "Ohne Tor 10", "without its partner gate 22": up to two words between. */
function isLeftOut({ items, grammar }: Sentence, n: number): boolean {
  const from = items.findLastIndex((item, at) => at < n && at >= n - 4 && isOne(item, grammar.without));
  return from >= 0 && items.slice(from + 1, n).every(({ kind }) => kind === 'word');
}

/** "Gate 57 you don't", "you don't have ..."; but "gate 34 doesn't make you loud" only begins with its auxiliary. */
const isHad = (clause: readonly Item[], at: number, grammar: Sentence['grammar']): boolean =>
  isOne(clause[at], grammar.has) && !(AUXILIARY.has(clause[at]!.fold) && clause[at + 1]?.kind === 'word');

const AUXILIARY = new Set(["don't", "doesn't"]);

/** "Your chart doesn't show gate 34": the chart shows it, unlike a gate that shows itself. */
function isShown(clause: readonly Item[]): boolean {
  const chart = clause.findIndex(({ fold }) => CHART.has(fold));
  const verb = clause.findIndex(({ fold }) => SHOWING.has(fold));
  const gate = clause.findIndex((item) => isTerm(item, 'gate', 'channel'));
  return chart >= 0 && verb > chart && gate > verb;
}

const CHART = new Set(['chart', 'bodygraph', 'design']);
const SHOWING = new Set(['show', 'feature', 'zeigt', 'weist', 'kennt']);

/** "Tor 34 kommt in deinem Chart nicht vor": the verb and its prefix at the end. */
function occursApart(clause: readonly Item[]): boolean {
  const prefix = PREFIXES[clause.findLast(({ kind }) => kind !== 'mark')?.fold ?? ''];
  return prefix !== undefined && clause.some(({ fold }) => prefix.includes(fold));
}

const PREFIXES: Partial<Record<string, string[]>> = { vor: ['kommt', 'kommen'], auf: ['taucht', 'tauchen'] };

/** "Gate 34 is active, gate 57 is not": after the numbers only the negation, and a predicate before in the sentence. */
function isElliptic({ items, grammar }: Sentence, n: number): boolean {
  const rest = items.filter((item, at) => at > n && item.clause === items[n]!.clause && item.kind !== 'mark');
  const bare = rest.every(
    (item) =>
      item.kind === 'number' ||
      item.kind === 'pair' ||
      isOne(item, grammar.however) ||
      isOne(item, grammar.copula) ||
      isOne(item, grammar.not),
  );
  return (
    bare &&
    items
      .slice(0, n)
      .some((item, at) => isOne(item, grammar.active) || isHad(items, at, grammar) || isTerm(item, 'state'))
  );
}

const isClosed = (term: { value: string; colloquial: boolean }) => term.value === 'undefined' && !term.colloquial;
