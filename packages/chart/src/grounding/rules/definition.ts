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

const YOURS = new Set(['yours', 'deine']);

/** "Du bist dreifach geteilt", "du bist einfach definiert": only in more than one word, one alone is an everyday one. */
function definedAs(sentence: Sentence, n: number): { value: string; at: number } | undefined {
  const { items, grammar, locale } = sentence;
  const item = items[n]!;
  const value = termOf(item, 'definition-value')?.value;
  const clause = clauseOf(sentence, n);
  const said = isAddressed(clause, sentence) && clause.some((each) => isOne(each, grammar.secondCopula));
  // "du bist ein Split"
  const noun = locale === 'de' ? /^[A-Z]/.test(item.text) : isOne(items[n - 1], grammar.article);
  const named = noun && INDEFINITE.has(items[n - 1]?.fold ?? '') && ends(sentence, n);
  return value !== undefined && (item.tokens > 1 || named) && said ? { value, at: n } : undefined;
}

const INDEFINITE = new Set(['ein', 'a']);

const ends = ({ items }: Sentence, n: number): boolean =>
  items[n + 1] === undefined || items[n + 1]!.kind === 'mark' || items[n + 1]!.clause !== items[n]!.clause;

/** "Deine Definition ist geteilt", "Definition: Split". */
function definitionAfter({ items, grammar }: Sentence, n: number): { value: string; at: number } | undefined {
  // "you don't have a split definition; yours is single"
  const again =
    YOURS.has(items[n]!.fold) && items.slice(0, n).some((item) => isTerm(item, 'definition', 'definition-word'));
  if (!isTerm(items[n], 'definition-word') && !again) return undefined;
  const next = termOf(items[n + 1], 'definition-value');
  const closes = !items[n + 2] || items[n + 2]!.kind === 'mark';
  if (next && (closes || isOne(items[n - 1], grammar.possessive))) return { value: next.value, at: n + 1 };
  const linked = items
    .slice(n + 1, n + 3)
    .some((item) => isOne(item, grammar.copula) || [':', '|'].includes(item.text));
  const [mark, none] = [items[n + 1], items[n + 2]];
  if (
    (mark?.text === ':' || mark?.text === '|') &&
    isOne(none, grammar.none) &&
    (!items[n + 3] || items[n + 3]!.kind === 'mark')
  )
    return { value: 'none', at: n + 2 };
  for (let at = n + 2; linked && at <= n + 5; at++) {
    const value = termOf(items[at], 'definition-value')?.value;
    if (value) return { value, at };
  }
  return undefined;
}
