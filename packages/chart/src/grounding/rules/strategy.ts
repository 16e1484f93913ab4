import type { Found } from '../claim.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** Strategies, by their parts, and the themes beside the words signature and not-self. */
export function strategyClaims(sentence: Sentence): Claims {
  return [...strategies(sentence), ...themes(sentence)];
}

/**
 * With the word strategy in the sentence its parts are put together: responding and informing are the Manifesting
 * Generator's. Without it, only waiting for an invitation or for a lunar cycle is unmistakable.
 */
function strategies(sentence: Sentence): Claims {
  const { items } = sentence;
  const word = items.findIndex((item) => isTerm(item, 'strategy'));
  if (word >= 0 && isOfOthers(sentence, word)) return [];
  const parts = items.flatMap((item, at) => {
    const term = termOf(item, 'part');
    return term && !isRefused(sentence, word, at) ? [{ part: term.value, item, at }] : [];
  });
  const named = parts.filter(({ part, at }) => word >= 0 || isUnmistakable(sentence, part, at));
  const value = strategyOf(new Set(named.map(({ part }) => part)));
  const [first, last] = [named[0], named.at(-1)];
  if (!value || !first || !last) return [];
  return [{ statement: { kind: 'strategy', value }, start: first.item.start, end: last.item.end, at: first.at }];
}

/** "The company's strategy", "die Strategie des Unternehmens"; but "die Strategie des Projektors". */
function isOfOthers({ items, grammar }: Sentence, word: number): boolean {
  const [owner, genitive, noun] = [items[word - 1], items[word + 1], items[word + 2]];
  const named = isOne(genitive, OF) && noun?.kind === 'word' && !isOne(noun, grammar.wait);
  return (owner?.fold.endsWith("'s") ?? false) || (named && !isOne(items[word - 1], grammar.possessive));
}

const OF = new Set(['des', 'eines', 'einer', 'of']);

/** "Deine Strategie ist nicht, zu informieren", up to a "sondern". */
function isRefused(sentence: Sentence, word: number, at: number): boolean {
  const { items, grammar } = sentence;
  if (isNegated(clauseOf(sentence, at), sentence)) return true;
  const corrected = items.findLastIndex((item, n) => n < at && (isOne(item, grammar.corrects) || item.text === ';'));
  return word >= 0 && word < at && isNegated(items.slice(Math.max(word, corrected), at), sentence);
}

function isUnmistakable(sentence: Sentence, part: string, at: number): boolean {
  if (part !== 'invitation' && part !== 'lunar') return false;
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, at);
  // "er wartet auf deine Einladung"
  if (isOne(items[at - 1], grammar.second)) return false;
  const waits = clause.some((item) => isOne(item, grammar.wait) || (part === 'lunar' && TAKING.has(item.fold)));
  // "ein Projektor würde warten; bei dir ist es anders"
  const anotherType = clause.some((item) => isTerm(item, 'type')) && !isAddressed(clause, sentence);
  if (anotherType || clause.some((item) => isOne(item, grammar.unreal))) return false;
  return waits && isAddressed(items, sentence) && !isNegated(clause, sentence);
}

const TAKING = new Set('nimmst nehmen take taking'.split(' '));

function strategyOf(parts: ReadonlySet<string>): string | undefined {
  if (parts.has('invitation')) return 'projector';
  if (parts.has('lunar')) return 'reflector';
  if (parts.has('respond')) return parts.has('inform') ? 'manifesting-generator' : 'generator';
  return parts.has('inform') ? 'manifestor' : undefined;
}

/** "Dein Nicht-Selbst-Thema, Frustration und Wut, ...". */
const isApposed = (items: readonly Item[], word: Item, at: number): boolean =>
  items[items.indexOf(word) + 1]?.text === ',' && items.indexOf(word) < at && at <= items.indexOf(word) + 6;

/** "Anger, in your case, is the not-self theme", "die Bitterkeit, die zu deinem Nicht-Selbst gehört": the only word, without a theme beside it. */
function apart(sentence: Sentence, words: readonly Item[]): Item | undefined {
  const [only, more] = words;
  return only && !more && !sentence.clauses[only.clause]!.some((item) => isTerm(item, 'theme')) ? only : undefined;
}

/** "Dein Nicht-Selbst-Thema ist Frustration", "signature: peace". */
function themes(sentence: Sentence): Claims {
  const { items } = sentence;
  return items.flatMap((item, at): Claims => {
    const theme = termOf(item, 'theme');
    if (!theme) return [];
    const words = items.slice(Math.max(0, at - 8), at + 10).filter((each) => isTerm(each, 'signature', 'not-self'));
    const near =
      words.find(({ clause }) => clause === item.clause) ??
      words.find((each) => isApposed(items, each, at)) ??
      apart(sentence, words);
    if (near?.kind !== 'term') return [];
    const kind = near.term.kind === 'signature' ? 'signature' : 'not-self';
    return [{ statement: { kind, value: theme.value }, start: item.start, end: item.end, at }];
  });
}
