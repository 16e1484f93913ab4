import type { Found } from '../claim.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** The definition a sentence gives to the person, or denies: single, split and so on. */
export function definitionClaims(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  return items.flatMap((item, n): Claims => {
    const own = termOf(item, 'definition');
    if (own?.value === 'none' && isOfCenter(sentence, n)) return [];
    const found = own ? { value: own.value, at: n } : (definitionAfter(sentence, n) ?? definedAs(sentence, n));
    if (!found) return [];
    const refused = isOne(items[n - 1], grammar.none) || isOne(items[before(sentence, n)], grammar.not);
    const negated = refused || isNotHad(sentence, n) || isNegated(items.slice(n, found.at), sentence);
    const statement = { kind: 'definition', value: found.value, negated } as const;
    return [{ statement, start: item.start, end: items[found.at]!.end, at: n }];
  });
}

/** "You do not have a split definition". */
function isNotHad(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const earlier = items.slice(0, n).filter(({ clause }) => clause === items[n]!.clause);
  return isNegated(earlier, sentence) && earlier.some((item) => isOne(item, grammar.has));
}

/** "Deine Milz hat keine Definition", "there is no definition in your Spleen": about the center. */
const isOfCenter = ({ items, grammar }: Sentence, n: number): boolean =>
  items.slice(0, n).some((item) => isTerm(item, 'center') && item.clause === items[n]!.clause) ||
  (isOne(items[n + 1], grammar.inside) && items.slice(n + 2, n + 4).some((item) => isTerm(item, 'center')));

/** "Du bist dreifach geteilt", "du bist einfach definiert": only in more than one word, one alone is an everyday one. */
function definedAs(sentence: Sentence, n: number): { value: string; at: number } | undefined {
  const item = sentence.items[n]!;
  const value = termOf(item, 'definition-value')?.value;
  const clause = clauseOf(sentence, n);
  const said = isAddressed(clause, sentence) && clause.some((each) => isOne(each, sentence.grammar.secondCopula));
  return value !== undefined && item.tokens > 1 && said ? { value, at: n } : undefined;
}

/** "Deine Definition ist geteilt", "Definition: Split". */
function definitionAfter({ items, grammar }: Sentence, n: number): { value: string; at: number } | undefined {
  if (!isTerm(items[n], 'definition-word')) return undefined;
  const linked = items.slice(n + 1, n + 3).some((item) => isOne(item, grammar.copula) || item.text === ':');
  for (let at = n + 2; linked && at <= n + 5; at++) {
    const value = termOf(items[at], 'definition-value')?.value;
    if (value) return { value, at };
  }
  return undefined;
}
