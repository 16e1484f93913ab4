import { anyOf } from './grammar.ts';
import type { Item } from './item.ts';
import type { Sentence } from './sentences.ts';

/** What a sentence only imagines ("wenn Tor 20 aktiviert wird", "wenn Mars durch Tor 20 läuft") or asks. */

/**
 * Whether a claim about the item at `n` is what its sentence asks: "Bist du ein Generator?", "is your Spleen defined?". What
 * a question takes for granted ("... als Generator?", "deine offene Milz") is claimed; `predicated` tells the state of a center.
 */
export function isAsked({ items, grammar }: Sentence, n: number, predicated: boolean): boolean {
  if (items.at(-1)?.text !== '?' || items[n]!.clause !== items[0]!.clause) return false;
  const opening = items.find(({ kind }) => kind !== 'mark');
  const verbFirst = opening && [grammar.copula, grammar.has, ASKING].some((set) => set.has(opening.fold));
  if (!verbFirst) return false;
  const taken = [grammar.preposition, grammar.as, grammar.possessive];
  return predicated || !items.slice(Math.max(0, n - 4), n).some(({ fold }) => taken.some((set) => set.has(fold)));
}

const ASKING = new Set(['do', 'does', 'did']);

const HINTS = anyOf('transit', 'elsewhere', 'now', 'passes', 'condition', 'unreal', 'believes', 'others');

/** Per item, whether it is only imagined, empty if none is; only gates, channels and centers can be. */
export function imagined({ items, clauses, grammar, locale }: Sentence): boolean[] {
  const hints = HINTS[locale];
  if (!items.some(({ fold }) => hints.has(fold))) return [];
  if (isOfTheDay({ items, grammar })) return items.map(() => true);
  const supposed = clauses.some((clause) => isConditional(clause, grammar));
  // "wenn jemand mit Tor 57 kommt, schließt sich der Kanal"
  const brought = supposed && clauses.some((clause) => isConditional(clause, grammar) && isBrought(clause, grammar));
  const counterfactual =
    supposed && clauses.some((clause) => clause.some(({ fold }, n) => isCounterfactual(fold, clause[n + 1])));
  const unreal = clauses.map(
    (clause, n) =>
      isImagined(clause, grammar) ||
      isBelieved(clauses, n, grammar) ||
      isClosedByOthers(clause, grammar) ||
      (counterfactual && isConditional(clause, grammar)) ||
      (supposed && clause.some(({ fold }, at) => isCounterfactual(fold, clause[at + 1]))) ||
      (brought && clause.some(({ fold }) => grammar.forms.has(fold))) ||
      (brought && isMade(clause, grammar)),
  );
  const shared = sharedFrom(items, grammar);
  return items.map(({ clause }, n) => unreal[clause]! || n >= shared);
}

/** Transits ("heute steht der Mond in Tor 14", "Saturn läuft durch Tor 63") and the gates of airports and gardens. */
function isOfTheDay({ items, grammar }: Pick<Sentence, 'items' | 'grammar'>): boolean {
  const has = (...sets: ReadonlySet<string>[]) => items.some(({ fold }) => sets.some((set) => set.has(fold)));
  if (has(grammar.transit, grammar.elsewhere)) return true;
  const is = (kind: string) => items.some((item) => item.kind === 'term' && item.term.kind === kind);
  if (!is('body') || is('side') || has(grammar.second)) return false;
  const passes = items.some(
    (item, n) => grammar.passes.has(item.fold) && items.slice(n, n + 3).some(({ fold }) => THROUGH.test(fold)),
  );
  return passes || has(grammar.now);
}

/** "Der Kanal wäre vollständig, wenn ..."; "could" and "würde" also speak of what is there. */
const isCounterfactual = (fold: string, next: Item | undefined): boolean =>
  /^(waer|haett)/.test(fold) || (fold === 'would' && (next?.fold === 'be' || next?.fold === 'have'));

/** "Du glaubst vielleicht, dein Sakral sei definiert", "you may think your Sacral is defined". */
function isBelieved(clauses: readonly Item[][], n: number, grammar: Sentence['grammar']): boolean {
  const believes = (clause: readonly Item[] | undefined) =>
    clause?.some(({ fold }) => grammar.believes.has(fold)) && clause.some(({ fold }) => PERHAPS.has(fold));
  const ends = clauses[n]!.some((item) => item.kind === 'term' && item.term.kind === 'state');
  if (!ends) return false;
  if (believes(clauses[n])) return true;
  // "you may think too much, since ..." believes nothing
  const lead = clauses[n - 1]?.filter(({ kind }) => kind !== 'mark') ?? [];
  return believes(lead) === true && lead.slice(-2).some(({ fold }) => grammar.believes.has(fold));
}

const PERHAPS = new Set('may might vielleicht womoeglich'.split(' '));

const isBrought = (clause: readonly Item[], grammar: Sentence['grammar']): boolean =>
  isImagined(clause, grammar) || clause.some(({ fold }) => grammar.others.has(fold));

/** "Jemand mit Tor 20 schließt deinen Kanal 20-34": others come first, then the verb, then the channel. */
function isClosedByOthers(clause: readonly Item[], grammar: Sentence['grammar']): boolean {
  const others = clause.findIndex(({ fold }) => grammar.others.has(fold));
  const verb = clause.findIndex(({ fold }, n) => n > others && grammar.forms.has(fold));
  const channel = clause.findIndex((item) => item.kind === 'term' && item.term.kind === 'channel');
  return others >= 0 && verb > others && channel > verb;
}

/** "Dein Partner hat Tor 34, du hast Tor 57: Zusammen entsteht der Kanal 34-57": from that word on it is of both. */
function sharedFrom(items: readonly Item[], grammar: Sentence['grammar']): number {
  if (!items.some(({ fold }) => grammar.others.has(fold))) return items.length;
  const at = items.findIndex(({ fold }) => TOGETHER.has(fold));
  return at >= 0 && items.slice(at).some(({ fold }) => grammar.forms.has(fold)) ? at : items.length;
}

const TOGETHER = new Set(['zusammen', 'gemeinsam', 'together']);

/** "Dann wird dein Kanal 20-34 geschlossen", "your Spleen gets defined". */
const isMade = (clause: readonly Item[], grammar: Sentence['grammar']): boolean =>
  clause.some(({ fold }) => grammar.becomes.has(fold) && fold !== 'is') &&
  clause.some((item) => grammar.active.has(item.fold) || (item.kind === 'term' && item.term.kind === 'state'));

const THROUGH = /^(durch|through|crosses)/;

/** "Wenn jemand Tor 15 mitbringt", "trägt jemand Tor 15": German needs no conjunction. */
function isConditional(clause: readonly Item[], grammar: Sentence['grammar']): boolean {
  const opening = clause.filter(({ kind }) => kind !== 'mark').slice(0, 2);
  const inverted = opening[0]?.fold === 'had' && opening[1]?.fold === 'you';
  // "as soon as someone brings gate 34", "treffen zwei Menschen mit Tor 34 und Tor 57 aufeinander"
  const soon = opening[0]?.fold === 'as' && opening[1]?.fold === 'soon';
  const meeting = MEETING.has(opening[0]?.fold ?? '') && clause.some(({ fold }) => grammar.others.has(fold));
  const opened = opening.some(({ fold }) => grammar.condition.has(fold)) || opening[1]?.fold === 'jemand';
  return inverted || soon || meeting || opened;
}

const MEETING = new Set(['treffen', 'trifft', 'begegnen', 'begegnet', 'kommen', 'kommt']);

function isImagined(clause: readonly Item[], grammar: Sentence['grammar']): boolean {
  const words = clause.filter(({ kind }) => kind !== 'mark');
  const has = (set: ReadonlySet<string>) => words.some(({ fold }) => set.has(fold));
  // German subjunctives need no conjunction: "hättest du Tor 10"
  if (grammar.unreal.has(words[0]?.fold ?? '')) return words[0]!.fold !== 'had';
  // "es ist nicht so, dass deine Wurzel undefiniert wäre"
  if (words[0]?.fold === 'dass' && words.some(({ fold }) => isCounterfactual(fold, undefined))) return true;
  if (!isConditional(clause, grammar)) return false;
  return [grammar.unreal, grammar.active, grammar.passes].some(has) || endsInState(words, grammar);
}

/** "Wenn dein Sakral definiert ist", but not "wenn deine definierte Milz warnt". */
function endsInState(words: readonly Item[], grammar: Sentence['grammar']): boolean {
  const at = words.findLastIndex((item) => item.kind === 'term' && item.term.kind === 'state');
  const next = words[at + 1];
  const attributive = next?.kind === 'term' && next.term.kind.startsWith('center');
  return at >= 0 && !attributive && words.some(({ fold }) => grammar.copula.has(fold));
}
