import { asFamiliar } from './address.ts';
import { numbered } from './clauses.ts';
import { type Grammar, grammars, numberWords, ordinalWords } from './grammar.ts';
import type { Base, Item } from './item.ts';
import { lexiconOf, longestTerm } from './lexicon.ts';
import type { Term } from './term.ts';
import { type Locale, type Token, tokenize } from './tokens.ts';

/**
 * A sentence as items; `clause` counts up at commas and turns that do not belong to a list. `previous` is the one before,
 * which pronouns refer to.
 */
export type Sentence = {
  previous?: Sentence | undefined;
  /** Whether it names one of the persons a reading is about, or both. */
  named: boolean;
  items: Item[];
  clauses: Item[][];
  start: number;
  end: number;
  locale: Locale;
  grammar: Grammar;
};

const DASHES = new Set(['-', '–', '—', '‑', '−']);
const BULLETS = new Set(['-', '•', '–', '+']);

/** Cuts a text into sentences of recognised items, one at a time: only the one before stays alive. */
export function* sentencesOf(text: string, locale: Locale): Generator<Sentence> {
  const grammar = grammars[locale];
  const all = tokenize(text, locale);
  let previous: Sentence | undefined;
  for (const tokens of splitSentences(locale === 'de' ? asFamiliar(all) : all, locale)) {
    const items = numbered(itemsOf(tokens, locale), grammar);
    const clauses: Item[][] = [];
    for (const item of items) {
      clauses[item.clause] ??= [];
      clauses[item.clause]!.push(item);
    }
    const [start, end] = [tokens[0]!.start, tokens.at(-1)!.end];
    const sentence: Sentence = { items, clauses, start, end, locale, grammar, previous, named: false };
    yield sentence;
    sentence.previous = undefined;
    previous = sentence;
  }
}

/**
 * A full stop ends a sentence unless it stands inside a number, after an ordinal or an abbreviation. So do headings and
 * bullets, but bullets under a line that ends with a colon continue it: "Definierte Zentren:" and its list are one.
 */
function* splitSentences(tokens: readonly Token[], locale: Locale): Generator<Token[]> {
  let current: Token[] = [];
  let inList = false;
  for (let n = 0; n < tokens.length; n++) {
    const previous = tokens[n - 1];
    const token = tokens[n]!;
    if (token.opensLine && previous) {
      const bullet = BULLETS.has(token.text) && tokens[n + 1]?.spaced === true;
      inList = bullet && (inList || previous.text === ':');
      if (inList) {
        current.push({ ...token, kind: 'mark', text: ',', fold: ',' });
        continue;
      }
      if ((bullet || endsLine(current, token)) && current.length > 0) {
        yield current;
        current = [];
      }
    }
    if (token.text === '?' && isAnsweredAtOnce(current, tokens, n, locale)) {
      current.push({ ...token, text: ':', fold: ':' });
      continue;
    }
    current.push(token);
    if (token.kind === 'mark' && endsSentence(tokens, n)) {
      yield current;
      current = [];
    }
  }
  if (current.length > 0) yield current;
}

/** Lines at least this long were wrapped and go on; shorter ones are headings, table rows or "Typ: Projektor". */
const WRAPPED = 50;

function endsLine(current: readonly Token[], token: Token): boolean {
  if (current[0]?.text === '#' || token.text === '#' || token.text === '|') return true;
  const goesOn = token.kind === 'word' && token.text[0] === token.text[0]!.toLowerCase();
  return !goesOn && token.lineBefore < WRAPPED;
}

function endsSentence(tokens: readonly Token[], n: number): boolean {
  const [token, next] = [tokens[n]!, tokens[n + 1]];
  if ('!?…'.includes(token.text)) return true;
  if (token.text !== '.' || !next) return token.text === '.';
  if (!next.spaced) return false;
  const previous = tokens[n - 1];
  if (next.kind === 'digits' && NUMBERED_BY.has(previous?.fold ?? '')) return false;
  if (previous?.kind === 'word' && previous.text.length === 1 && previous.text !== 'G') return false;
  if (next.kind === 'word' && next.text[0] === next.text[0]!.toLowerCase()) return false;
  return !isOrdinal(tokens, n - 1);
}

/** "Your Sacral? Defined.", "Dein Typ? Generator.": the question mark of so short a question is a colon. */
function isAnsweredAtOnce(current: readonly Token[], tokens: readonly Token[], n: number, locale: Locale): boolean {
  const next = tokens[n + 1];
  if (!next || next.kind === 'mark' || next.opensLine || current.length === 0) return false;
  const { possessive, article, copula, has } = grammars[locale];
  const opens = current.length === 1 || possessive.has(current[0]!.fold) || article.has(current[0]!.fold);
  const verbless = current.every(({ text, kind, fold }) => {
    return (kind === 'word' && !copula.has(fold) && !has.has(fold)) || text === '-';
  });
  const answer = tokens.slice(n + 1, n + 5);
  const endsSoon = answer.length < 4 || answer.some(({ text }) => /^[.!?…]$/.test(text));
  const short = current.filter(({ kind }) => kind === 'word').length <= 4 && endsSoon;
  return opens && verbless && short && !REPLIES.has(next.fold);
}

const REPLIES = new Set('nein ja nicht kein keine no yes not nope never'.split(' '));

const NUMBERED_BY = new Set(['nr', 'no', 'ca']);

function itemsOf(tokens: readonly Token[], locale: Locale): Item[] {
  const items: Item[] = [];
  for (let n = 0; n < tokens.length; n += items.at(-1)!.tokens) items.push(itemAt(tokens, n, items, locale));
  return items;
}

function itemAt(tokens: readonly Token[], n: number, items: readonly Item[], locale: Locale): Item {
  const token = tokens[n]!;
  if (token.kind === 'digits') return numeric(tokens, n, token);
  if (token.kind === 'mark')
    return opensValue(token, items.at(-1)) ? { ...plain(token), text: ':', fold: ':' } : plain(token);
  return (
    numberWord(tokens, n, items, locale) ?? ordinalWord(tokens, n, locale) ?? termAt(tokens, n, locale) ?? plain(token)
  );
}

function termAt(tokens: readonly Token[], at: number, locale: Locale): Item | undefined {
  const first = tokens[at]!;
  const found = longestTerm(lexiconOf(locale), tokens, at) ?? (locale === 'de' ? compoundAt(first) : undefined);
  if (!found) return undefined;
  const { length } = found;
  const last = tokens[at + length - 1]!;
  const [next, after] = [tokens[at + length], tokens[at + length + 1]];
  const compound =
    next !== undefined && DASHES.has(next.text) && !next.spaced && after?.kind === 'word' && !after.spaced;
  const term = found.term.kind === 'type' ? { ...found.term, plural: PLURAL[locale].test(last.fold) } : found.term;
  const item: Item = { ...base(first, last, length), kind: 'term', term, compound };
  // "Nicht-Selbst" is no "nicht", "keine Definition" no "keine"
  for (let n = at + 1; n < at + length; n++) item.fold += ` ${tokens[n]!.fold}`;
  return item;
}

/** "Der Kraftkanal 34-57", "deine Entscheidungsautorität": German compounds with the word channel or authority. */
function compoundAt({ fold }: Token): { term: Term; length: number } | undefined {
  if (fold.endsWith('autoritaet')) return { term: { kind: 'authority-word' }, length: 1 };
  const isChannel = CHANNEL_WORDS.some((word) => fold.length > word.length && fold.endsWith(word));
  return isChannel ? { term: { kind: 'channel' }, length: 1 } : undefined;
}

const CHANNEL_WORDS = ['kanal', 'kanals', 'kanaele', 'kanaelen'];

/** German Generators is a genitive, English Generators a plural. */
const PLURAL = { de: /(oren|innen)$/, en: /(ors|mgs)$/ };

function plain({ kind, start, end, text, fold }: Token): Item {
  return { kind: kind === 'mark' ? 'mark' : 'word', start, end, text, last: text, fold, clause: 0, tokens: 1 };
}

function base(first: Token, last: Token, tokens: number): Base {
  return { start: first.start, end: last.end, text: first.text, last: last.text, fold: first.fold, clause: 0, tokens };
}

/** Numbers, "34.2", "2." before a line, and pairs such as 34-57, 57/34 and 34 – 57; dates and chains are no pairs. */
function numeric(tokens: readonly Token[], n: number, token: Token): Item {
  const [mark, second, after, beyond] = [tokens[n + 1], tokens[n + 2], tokens[n + 3], tokens[n + 4]];
  const value = Number(token.text);
  if (mark && second?.kind === 'digits') {
    const tight = !mark.spaced && !second.spaced;
    const chain = after !== undefined && !after.spaced && after.text === mark.text && beyond?.kind === 'digits';
    const chained = chain || (tokens[n - 1]?.text === mark.text && tokens[n - 2]?.kind === 'digits' && !token.spaced);
    if (mark.text === '.' && tight && !chained && second.text.length === 1) {
      return { ...base(token, second, 3), kind: 'dotted', gate: value, line: Number(second.text) };
    }
    if ((mark.text === '/' || DASHES.has(mark.text)) && !chained && mark.spaced === second.spaced) {
      return {
        ...base(token, second, 3),
        kind: 'pair',
        first: value,
        second: Number(second.text),
        slash: mark.text === '/',
      };
    }
  }
  if (isOrdinal(tokens, n)) {
    return { ...base(token, mark!, 2), kind: 'ordinal', value };
  }
  if (mark && !mark.spaced && /^(st|nd|rd|th|te|ten|ter|er)$/.test(mark.fold)) {
    return { ...base(token, mark, 2), kind: 'ordinal', value };
  }
  return { ...base(token, token, 1), kind: 'number', value };
}

/** "die 2. Linie", "das 34. Tor"; but in "... Tor 20. Tor 57 ..." and "... Tor 34. Linie 2 ..." the sentence ends. */
function isOrdinal(tokens: readonly Token[], n: number): boolean {
  const [before, token, mark, next] = [tokens[n - 1], tokens[n], tokens[n + 1], tokens[n + 2]];
  if (token?.kind !== 'digits' || mark?.text !== '.' || mark.spaced || !next?.spaced) return false;
  if (/^lini?e/.test(next.fold)) return !/^(tor|gate)/.test(before?.fold ?? '');
  return /^(tor|gate)/.test(next.fold) && /^(das|dem|des|im|the)$/.test(before?.fold ?? '');
}

/** "Dritte Linie", and the first of "zweite und vierte Linie". */
function ordinalWord(tokens: readonly Token[], n: number, locale: Locale): Item | undefined {
  const [token, next] = [tokens[n]!, tokens[n + 1]];
  const [isLine, goesOn] = [next?.fold.startsWith('lin'), next !== undefined && grammars[locale].and.has(next.fold)];
  const listed = goesOn && tokens.slice(n + 3, n + 5).some(({ fold }) => fold.startsWith('lin'));
  if (!(isLine || listed)) return undefined;
  const value = ordinalWords[locale][token.stem] ?? ordinalWords[locale][token.fold];
  return value === undefined ? undefined : { ...base(token, token, 1), kind: 'ordinal', value };
}

/** "Gate thirty-four", "Tore fünf, vierzehn und neunundzwanzig": a number in words behind the word gate, channel or line. */
function numberWord(tokens: readonly Token[], n: number, items: readonly Item[], locale: Locale): Item | undefined {
  const joint = items.at(-1);
  const listed = joint !== undefined && (joint.text === ',' || grammars[locale].and.has(joint.fold));
  const head = listed ? items.at(-2) : joint;
  const spoken = head?.kind === 'number' && /\p{L}/u.test(head.text);
  if (!(listed ? spoken : head?.kind === 'term' && NUMBERED.has(head.term.kind))) return undefined;
  const words = numberWords[locale];
  const [token, hyphen, next] = [tokens[n]!, tokens[n + 1], tokens[n + 2]];
  if (!Object.hasOwn(words, token.fold)) return undefined;
  const value = words[token.fold]!;
  const unit = hyphen && DASHES.has(hyphen.text) && !hyphen.spaced && next ? words[next.fold] : undefined;
  return unit !== undefined && unit < 10 && value >= 20
    ? { ...base(token, next!, 3), kind: 'number', value: value + unit }
    : { ...base(token, token, 1), kind: 'number', value };
}

const NUMBERED = new Set(['gate', 'channel', 'line']);

const HEADWORDS = new Set(['type-word', 'authority-word', 'profile', 'definition-word', 'strategy']);

/** "Autorität – emotional": a dash after a headword is its colon. */
function opensValue(mark: Token, head: Item | undefined): boolean {
  if (head?.kind !== 'term' || !HEADWORDS.has(head.term.kind)) return false;
  return /^[–—-]$/.test(mark.text) && mark.start > head.end;
}
