import { profiles } from '../../chart/cross.ts';
import type { Found } from '../claim.ts';
import type { Item, Sentence } from '../sentences.ts';
import { before, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** Pairs of lines in a clause with the word profile, or said of the person; "1/3 der Zeit" is a fraction. */
export function profileClaims(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  const found = items.flatMap((item, n): Claims => {
    if (item.kind !== 'pair' || Math.max(item.first, item.second) > 9 || isFraction(sentence, n)) return [];
    const certain = item.slash && profiles.includes(`${item.first}/${item.second}`);
    const named = items.some((each) => isTerm(each, 'profile') && (certain || each.clause === item.clause));
    if (!named && !(item.slash && isSaidOfPerson(sentence, n, item))) return [];
    const value = `${item.first}/${item.second}`;
    const negated = isNegated(items.slice(Math.max(0, n - 4), n), sentence) || isOne(items[n - 1], grammar.none);
    return [{ statement: { kind: 'profile', value, negated }, start: item.start, end: item.end, at: n }];
  });
  return found.length > 0 ? found : rolesClaim(sentence);
}

/** "1/3 der Zeit", "2/4 of them", "(12/11 | 36/6)". */
function isFraction({ items, grammar }: Sentence, n: number): boolean {
  const next = items[n + 1];
  return (
    [grammar.article, grammar.inside, grammar.unit].some((set) => isOne(next, set)) ||
    next?.text === '|' ||
    items[n - 1]?.text === '|'
  );
}

/** "5/1 Projektor", "als 4/6", "your 4/6 nature": one of the twelve profiles. */
function isSaidOfPerson(sentence: Sentence, n: number, { first, second }: Extract<Item, { kind: 'pair' }>): boolean {
  const { items, grammar } = sentence;
  if (items.slice(n + 1, n + 4).some((item) => isTerm(item, 'type'))) return true;
  const owned = isOne(items[n - 1], grammar.possessive) || isOne(items[before(sentence, n)], grammar.as);
  return owned && profiles.includes(`${first}/${second}`);
}

/** "Profil Märtyrer/Ketzer": two of the six roles beside the word profile. */
function rolesClaim(sentence: Sentence): Claims {
  const { items } = sentence;
  if (!items.some((item) => isTerm(item, 'profile'))) return [];
  return items.flatMap((item, n): Claims => {
    const [first, second] = [termOf(item, 'role'), termOf(items[n + 2], 'role')];
    if (!first || !second || !/^[-/–]$/.test(items[n + 1]!.text)) return [];
    const value = `${first.value}/${second.value}`;
    return [
      { statement: { kind: 'profile', value, negated: false }, start: item.start, end: items[n + 2]!.end, at: n },
    ];
  });
}
