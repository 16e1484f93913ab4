import type { Found } from '../claim.ts';
import type { Sentence } from '../sentences.ts';
import { before, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** The definition a sentence gives to the person, or denies: single, split and so on. */
export function definitionClaims(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  return items.flatMap((item, n): Claims => {
    const own = termOf(item, 'definition');
    const found = own ? { value: own.value, at: n } : definitionAfter(sentence, n);
    if (!found) return [];
    const refused = isOne(items[n - 1], grammar.none) || isOne(items[before(sentence, n)], grammar.not);
    const negated = refused || isNegated(items.slice(n, found.at), sentence);
    const statement = { kind: 'definition', value: found.value, negated } as const;
    return [{ statement, start: item.start, end: items[found.at]!.end, at: n }];
  });
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
