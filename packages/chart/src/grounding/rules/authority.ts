import facts from '../../../data/facts.json' with { type: 'json' };
import type { Found } from '../claim.ts';
import { isDeterminer } from '../clauses.ts';
import type { Item } from '../item.ts';
import type { Sentence } from '../sentences.ts';
import { before, clauseOf, isNegated, isOne, isTerm, termOf } from '../walk.ts';

type Claims = (Found & { at: number })[];

/** The authorities a sentence gives to the person, or denies. */
export function authorityClaims(sentence: Sentence): Claims {
  const { items } = sentence;
  return items.flatMap((item, n) => {
    const term = termOf(item, 'authority');
    if (term?.weak && !isOwned(sentence, n)) return [];
    if (term) {
      const own = authority(sentence, n, n, term.value);
      const denied = own.statement.kind === 'authority' && own.statement.negated;
      return denied ? [own, ...correctedAfter(sentence, n)] : [own];
    }
    const before = isTerm(item, 'type') ? adjectival(items[n - (items[n - 1]?.text === '-' ? 2 : 1)]) : undefined;
    if (before) return [authority(sentence, n - 1, n, before)];
    if (!isTerm(item, 'authority-word')) return [];
    const named = authorityNamed(sentence, n);
    return named.length > 0 ? named : authorityOfSubject(sentence, n);
  });
}

/** The authority in "emotionaler Projektor", "Splenic Projector", "Mental Projector". */
function adjectival(item: Item | undefined): string | undefined {
  if (item === undefined) return undefined;
  if (/^mentale?[nr]?$/.test(item.fold)) return 'mental';
  if (/^sa[ck]rale?[nr]?$/.test(item.fold)) return 'sacral';
  return termOf(item, 'authority-value')?.value;
}

/** "Äußere Autorität" is what every voice can be for others; it names the mental authority only as "deine ist ...". */
function isOwned(sentence: Sentence, n: number): boolean {
  const { grammar } = sentence;
  return clauseOf(sentence, n).some((item) => grammar.secondCopula.has(item.fold) || isTerm(item, 'authority-word'));
}

function authority(sentence: Sentence, n: number, last: number, value: string): Claims[number] {
  const { items, grammar } = sentence;
  const near = items.slice(Math.max(0, n - 4), n).filter(({ clause }) => clause === items[n]!.clause);
  const negated = isOne(items[n - 1], grammar.none) || isNegated(near, sentence);
  return { statement: { kind: 'authority', value, negated }, start: items[n]!.start, end: items[last]!.end, at: n };
}

/** "Keine emotionale Autorität, sondern eine sakrale", "no Emotional Authority: yours is Sacral". */
function correctedAfter(sentence: Sentence, n: number): Claims {
  const { items, grammar } = sentence;
  const at = items.findIndex((item, next) => {
    const governor = items[before(sentence, next)];
    const yours = isOne(governor, grammar.copula) && YOURS.has(items[before(sentence, next) - 1]?.fold ?? '');
    return next > n && authorityOf(item) && (isOne(governor, grammar.corrects) || yours);
  });
  return at < 0 || isTerm(items[at], 'authority') ? [] : [named(sentence, at, at, false)];
}

const YOURS = new Set(['yours', 'deine']);

/** "Deine Autorität ist emotional", "Autorität: sakral", "... ist nicht emotional, sondern sakral". */
function authorityNamed(sentence: Sentence, word: number): Claims {
  const { items, grammar } = sentence;
  // "your authority, however, is ..."
  const interposed =
    items[word + 1]?.text === ',' && isOne(items[word + 2], grammar.however) && items[word + 3]?.text === ',';
  const n = interposed ? word + 3 : word;
  const links = (item: Item) =>
    isOne(item, grammar.copula) || [':', '(', '|'].includes(item.text) || LIES.has(item.fold);
  const next = items[n + 1];
  const aside = asideOf(sentence, n);
  if (aside) return [named(sentence, n, aside, false)];
  // "Typ Generator, Autorität sakral"
  const closes = items[n + 2] === undefined || items[n + 2]!.kind === 'mark';
  const beside = isTerm(next, 'authority-value') || (closes && next !== undefined && authorityOf(next) !== undefined);
  if (!items.slice(n + 1, n + 3).some(links) && !beside) return [];
  const end = items.findIndex((item, at) => at > n && (item.clause > items[n]!.clause || isTerm(item, 'authority')));
  const found = items
    .slice(n + 1, end < 0 ? n + 7 : Math.min(end, n + 7))
    .findIndex((item) => authorityOf(item) !== undefined);
  if (found < 0) return [];
  const at = n + 1 + found;
  const negated = isNegated(items.slice(n, at), sentence);
  const claims = [named(sentence, n, at, negated)];
  // "weder emotional noch sakral"
  const other = items[at + 2];
  if (negated && NOR.has(items[at + 1]?.fold ?? '') && other && authorityOf(other))
    return [...claims, named(sentence, at + 2, at + 2, true)];
  const corrected = items.findIndex(
    (item, next) => next > at && negated && isOne(items[before(sentence, next)], grammar.corrects) && authorityOf(item),
  );
  return corrected < 0 ? claims : [...claims, named(sentence, corrected, corrected, false)];
}

const NOR = new Set(['noch', 'nor']);

/** "Deine Autorität (Sakral) ...", "deine Autorität, die Milz, ...". */
function asideOf({ items, grammar }: Sentence, n: number): number | undefined {
  const opening = items[n + 1]?.text;
  const at = isDeterminer(items[n + 2] ?? items[n]!, grammar) ? n + 3 : n + 2;
  const closes = items[at + 1]?.text === (opening === '(' ? ')' : ',');
  return (opening === '(' || opening === ',') && closes && items[at] && authorityOf(items[at]!) ? at : undefined;
}

/** "Die Milz ist deine innere Autorität", "mit der Milz als innerer Autorität". */
function authorityOfSubject(sentence: Sentence, n: number): Claims {
  const { items, grammar } = sentence;
  const opens = (item: Item) => isOne(item, grammar.possessive) || isOne(item, grammar.as);
  const owner = items.findLastIndex((item, at) => at < n && at >= n - 2 && opens(item));
  const meant = pronounBefore(sentence, owner);
  if (meant) {
    const statement = { kind: 'authority', value: meant, negated: false } as const;
    return [{ statement, start: items[owner]!.start, end: items[n]!.end, at: n }];
  }
  const at = items.findLastIndex((item, index) => index < owner && authorityOf(item) !== undefined);
  // "your sacral response is your authority"
  const from = ANSWERS.has(items[at + 1]?.fold ?? '') ? at + 2 : at + 1;
  const between = items.slice(from, owner);
  const isAs = between.length === 0 && isOne(items[owner], grammar.as);
  const said = isAs || isOne(between[0], grammar.copula) || isOne(between[0], grammar.as);
  const isSubject = said && between.every(({ kind }) => kind === 'word');
  if (at < 0 || !isSubject || items[at]!.clause !== items[n]!.clause) return [];
  return [named(sentence, at, n, isNegated(between, sentence))];
}

/** "Deine Milz spricht leise. Sie ist deine Autorität.": the only center before, in the sentence or the last one. */
function pronounBefore({ items, grammar, previous }: Sentence, owner: number): string | undefined {
  if (!isOne(items[owner - 1], grammar.copula) || !PRONOUNS.has(items[owner - 2]?.fold ?? '')) return undefined;
  const own = items.slice(0, owner).filter((item) => isTerm(item, 'center'));
  const centers = own.length > 0 ? own : (previous?.items.filter((item) => isTerm(item, 'center')) ?? []);
  return centers.length === 1 ? authorityOf(centers[0]!) : undefined;
}

const PRONOUNS = new Set(['sie', 'es', 'er', 'it']);

function named({ items }: Sentence, from: number, at: number, negated: boolean): Claims[number] {
  const value = (authorityOf(items[at]!) ?? authorityOf(items[from]!))!;
  const statement = { kind: 'authority', value, negated } as const;
  return { statement, start: items[from]!.start, end: items[at]!.end, at };
}

/** The authority of an adjective or of a center. */
function authorityOf(item: Item): string | undefined {
  const center = termOf(item, 'center')?.value;
  const lunar = termOf(item, 'part')?.value === 'lunar' ? 'lunar' : undefined;
  const value = termOf(item, 'authority-value')?.value ?? (center && BY_CENTER[center]) ?? lunar;
  if (value || item.kind !== 'word') return value;
  return facts.authorities.find(({ id }) => item.fold.startsWith(id) || (id === 'sacral' && /^sakral/.test(item.fold)))
    ?.id;
}

const ANSWERS = new Set('response voice wave antwort stimme welle'.split(' '));
const LIES = new Set(
  `liegt sitzt ruht wohnt kommt stammt entspringt lies sits rests resides lives comes stems
   der des deiner deines of`.split(/\s+/),
);

const BY_CENTER: Partial<Record<string, string>> = {
  solarPlexus: 'emotional',
  sacral: 'sacral',
  spleen: 'splenic',
  heart: 'ego',
  g: 'self-projected',
};
