import facts from '../../../data/facts.json' with { type: 'json' };
import type { Found } from '../claim.ts';
import { type Item, isDeterminer, type Sentence } from '../sentences.ts';
import { before, clauseOf, isAddressed, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** Type, authority, profile and definition. */
export function coreClaims(sentence: Sentence, labelled: boolean): Claims {
  return [
    ...sentence.items.flatMap((item, n) => typeClaim(sentence, n, item, labelled)),
    ...authorityClaims(sentence),
    ...profileClaims(sentence),
    ...definitionClaims(sentence),
  ];
}

/** A type is claimed unless the sentence speaks of types in general or of somebody else's. */
function typeClaim(sentence: Sentence, n: number, item: Item, labelled: boolean): Claims {
  const term = termOf(item, 'type');
  if (!term || (term.plural && !isIncluded(sentence, n))) return [];
  const { items, grammar } = sentence;
  const clause = clauseOf(sentence, n);
  const at = before(sentence, n);
  const governor = items[at];
  if (clause.some((each) => isOne(each, grammar.unreal))) return [];
  const nonType = items[n - 1]?.text === '-' && NON.has(items[n - 2]?.fold ?? '');
  const denied = nonType || isOne(items[n - 1], grammar.none) || isOne(items[at], grammar.not);
  const negated =
    denied ||
    (isPredicate(sentence, n) &&
      isNegated(
        clause.filter((each) => each.start < item.start),
        sentence,
      ));
  if (!negated && !labelled && !isAboutPerson(sentence, n, governor)) return [];
  return [{ statement: { kind: 'type', value: term.value, negated }, start: item.start, end: item.end, at: n }];
}

const NON = new Set(['nicht', 'non', 'not']);

/** "Generatoren wie du", "du gehörst zu den Projektoren". */
function isIncluded(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const after = items.slice(n + 1, n + 3);
  if (after.some(({ fold }) => fold === 'wie' || fold === 'like') && after.some((item) => isOne(item, grammar.second)))
    return true;
  return clauseOf(sentence, n).some(({ fold }) => BELONGING.has(fold)) && isAddressed(clauseOf(sentence, n), sentence);
}

const BELONGING = new Set(['gehoerst', 'zaehlst', 'belong', 'among']);

/** The form of to be that governs item `n`, if the person or the chart is its subject. */
function isPredicate(sentence: Sentence, n: number): boolean {
  const { items, grammar } = sentence;
  const { clause } = items[n]!;
  return items.some((item, at) => at !== n && item.clause === clause && isOne(item, grammar.secondCopula));
}

/**
 * "Du bist (ein) X", "als X", "dein Typ ist X", "5/1 Projektor". With an indefinite article and no such word around it
 * ("ein Projektor wartet", "wenn ein Generator dich fragt") somebody else is meant.
 */
function isAboutPerson(sentence: Sentence, n: number, governor: Item | undefined): boolean {
  const { items, grammar } = sentence;
  const article = items[n - 1];
  const clause = clauseOf(sentence, n);
  if (isOne(governor, grammar.as) || isPredicate(sentence, n)) return true;
  if (clause.some((item) => isTerm(item, 'type-word'))) return true;
  const determined = items.slice(Math.max(0, n - 3), n).find((item) => isDeterminer(item, grammar));
  if (determined && grammar.article.has(determined.fold) && clause.includes(determined)) {
    return (
      isOne(items[n + 1], INNER) || items.slice(n + 1, n + 4).some((item) => isTerm(item, 'authority', 'type-word'))
    );
  }
  const others = clause.some((item) => isOne(item, grammar.others) && item.start < items[n]!.start);
  return article === undefined || !others;
}

const INNER = new Set(['in']);

function authorityClaims(sentence: Sentence): Claims {
  const { items } = sentence;
  return items.flatMap((item, n) => {
    const term = termOf(item, 'authority');
    if (term) return term.weak && !isOwned(sentence, n) ? [] : [authority(sentence, n, n, term.value)];
    if (isTerm(item, 'type') && MENTAL.has(items[n - 1]?.fold ?? ''))
      return [authority(sentence, n - 1, n - 1, 'mental')];
    return isTerm(item, 'authority-word') ? authorityNamed(sentence, n) : [];
  });
}

const MENTAL = new Set(['mental', 'mentaler', 'mentale', 'mentalen']);

/** "Äußere Autorität" is what every voice can be for others; it names the mental authority only as "deine ist ...". */
function isOwned(sentence: Sentence, n: number): boolean {
  const { grammar } = sentence;
  return clauseOf(sentence, n).some((item) => grammar.secondCopula.has(item.fold) || isTerm(item, 'authority-word'));
}

function authority(sentence: Sentence, n: number, last: number, value: string): Claims[number] {
  const { items, grammar } = sentence;
  const negated = isOne(items[n - 1], grammar.none) || isOne(items[before(sentence, n)], grammar.not);
  return { statement: { kind: 'authority', value, negated }, start: items[n]!.start, end: items[last]!.end, at: n };
}

/** "Deine Autorität ist emotional", "Autorität: sakral", "deine innere Autorität liegt in der Milz". */
function authorityNamed(sentence: Sentence, n: number): Claims {
  const { items, grammar } = sentence;
  const links = items
    .slice(n + 1, n + 3)
    .some((item) => isOne(item, grammar.copula) || item.text === ':' || LIES.has(item.fold));
  if (!links) return [];
  for (let at = n + 1; at <= n + 6; at++) {
    const item = items[at];
    if (!item || item.clause !== items[n]!.clause || isTerm(item, 'authority')) return [];
    const center = termOf(item, 'center')?.value;
    const value = termOf(item, 'authority-value')?.value ?? (center && BY_CENTER[center]);
    if (value) {
      const negated = isNegated(items.slice(n, at), sentence);
      return [{ statement: { kind: 'authority', value, negated }, start: items[n]!.start, end: item.end, at }];
    }
    const adjective = facts.authorities.find(
      ({ id }) => item.fold.startsWith(id.slice(0, 6)) && !isOne(item, grammar.preposition),
    );
    if (adjective)
      return [
        {
          statement: { kind: 'authority', value: adjective.id, negated: false },
          start: items[n]!.start,
          end: item.end,
          at,
        },
      ];
  }
  return [];
}

const LIES = new Set(['liegt', 'sitzt', 'kommt', 'lies', 'comes', 'sits']);

const BY_CENTER: Partial<Record<string, string>> = {
  solarPlexus: 'emotional',
  sacral: 'sacral',
  spleen: 'splenic',
  heart: 'ego',
  g: 'self-projected',
};

/** Pairs of lines near the word profile or before a type; "1/3 der Zeit" is a fraction. */
function profileClaims(sentence: Sentence): Claims {
  const { items, grammar } = sentence;
  const found = items.flatMap((item, n): Claims => {
    if (item.kind !== 'pair' || Math.max(item.first, item.second) > 6 || Math.min(item.first, item.second) < 1)
      return [];
    const next = items[n + 1];
    if (isOne(next, grammar.article) || isOne(next, grammar.inside) || isOne(next, grammar.unit) || next?.text === '|')
      return [];
    const near = items
      .slice(Math.max(0, n - 5), n + 4)
      .some((each) => isTerm(each, 'profile') && each.clause === item.clause);
    const beside = item.slash && items.slice(n + 1, n + 4).some((each) => isTerm(each, 'type'));
    if (!near && !beside) return [];
    const value = `${item.first}/${item.second}`;
    const negated = isNegated(items.slice(Math.max(0, n - 4), n), sentence) || isOne(items[n - 1], grammar.none);
    return [{ statement: { kind: 'profile', value, negated }, start: item.start, end: item.end, at: n }];
  });
  return found.length > 0 ? found : rolesClaim(sentence);
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

function definitionClaims(sentence: Sentence): Claims {
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
