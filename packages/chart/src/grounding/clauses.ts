import type { Grammar } from './grammar.ts';
import type { Item } from './item.ts';

/** Numbers the clauses: a comma between two members of a list divides nothing, and after an aside the clause goes on. */
export function numbered(items: Item[], grammar: Grammar): Item[] {
  const around: number[] = [];
  let highest = 0;
  let clause = 0;
  const [opening, closing] = asideOf(items);
  let compared = false;
  for (let n = 0; n < items.length; n++) {
    const item = items[n]!;
    const boundary =
      item.kind === 'mark' &&
      ((/^[,;–—]$/.test(item.text) && !isListComma(items, n, grammar)) || opensStatement(items, n, grammar));
    if (item.text === '(' || n === opening) around.push(clause);
    // "dein Sakral ist, anders als deine Milz, definiert"
    if (boundary && compared) {
      compared = false;
      clause = around.pop() ?? clause;
      item.clause = clause;
      continue;
    }
    if (boundary && n > 1 && grammar.contrast.has(items[n + 1]?.fold ?? '')) {
      compared = true;
      around.push(clause);
    }
    // "anything but open" turns nothing
    const turn =
      item.kind === 'word' &&
      grammar.turn.has(item.fold) &&
      !(item.fold === 'aber' && items[n - 1]?.text !== ',') &&
      items[n - 1]?.fold !== 'anything';
    if (boundary || turn || turnsToPerson(items, n, grammar) || item.text === '(') clause = ++highest;
    item.clause = clause;
    if (item.text === ')' || n === closing) clause = around.pop() ?? clause;
  }
  return items;
}

/** The indexes of two dashes that enclose an aside; of one or three it is not known what they enclose. */
function asideOf(items: readonly Item[]): [opening?: number, closing?: number] {
  const isDash = ({ text }: Item) => text === '–' || text === '—';
  const opening = items.findIndex(isDash);
  if (opening < 0) return [];
  const closing = items.findLastIndex(isDash);
  const between = items.slice(opening + 1, closing);
  return opening < closing && !between.some(isDash) ? [opening, closing] : [];
}

/**
 * "You do not have channel 34-57: gate 57 is active" has a verb on both sides of the colon, "definiert sind: ..." has one.
 * What names nothing of a chart only leads in: "even if it rarely shows: ...".
 */
function opensStatement(items: readonly Item[], n: number, grammar: Grammar): boolean {
  if (items[n]!.text !== ':') return false;
  const isVerb = ({ fold }: Item) => grammar.copula.has(fold) || grammar.has.has(fold);
  const before = items.slice(0, n);
  const end = items.findIndex((item, at) => at > n && /^[,;–—]$/.test(item.text));
  if (items.slice(n, end < 0 ? undefined : end).some(isVerb) && before.some(isVerb)) return true;
  // "was du nicht hast: Tor 10" has its verb before the colon
  return before.every(({ kind, fold }) => (kind === 'word' || kind === 'mark') && !grammar.has.has(fold));
}

/** "Your partner has gate 34 and you have gate 57". */
function turnsToPerson(items: readonly Item[], n: number, grammar: Grammar): boolean {
  if (!grammar.and.has(items[n]!.fold)) return false;
  const [person, verb] = [items[n + 1], items[n + 2]];
  if (!verb || (person?.fold !== 'du' && person?.fold !== 'you')) return false;
  return grammar.has.has(verb.fold) || grammar.secondCopula.has(verb.fold);
}

function isListComma(items: readonly Item[], n: number, grammar: Grammar): boolean {
  if (items[n]!.text !== ',') return false;
  // "der Kanal der Gemeinschaft, 37-40, ist ..."
  const isName = (at: number) => isKind(items[at], 'channel-name') && items[at + 2]?.kind === 'pair';
  if (isName(n - 1) || (isName(n - 3) && items[n - 2]?.text === ',')) return true;
  const isMember = (item: Item | undefined) =>
    item !== undefined &&
    (item.kind === 'number' ||
      item.kind === 'dotted' ||
      item.kind === 'pair' ||
      (item.kind === 'term' && ['center', 'gate', 'channel', 'body', 'center-word'].includes(item.term.kind)));
  const at = items.findIndex(
    (item, m) =>
      m > n &&
      !(item.kind === 'word' && (isDeterminer(item, grammar) || grammar.and.has(item.fold))) &&
      item.text !== ',',
  );
  // "with your defined Root, your Heart is open" lists nothing; "your Root, your Heart and your Spleen" does
  const goesOn = items.slice(n + 1, at + 4).some((item) => grammar.and.has(item.fold) || item.text === ',');
  const opens = grammar.possessive.has(items[n + 1]?.fold ?? '') && !goesOn;
  return at <= n + 4 && isMember(items[n - 1]) && isMember(items[at]) && !opens;
}

const isKind = (item: Item | undefined, kind: string): boolean => item?.kind === 'term' && item.term.kind === kind;

/** Articles and possessives. */
export function isDeterminer(item: Item, grammar: Grammar): boolean {
  return grammar.article.has(item.fold) || grammar.possessive.has(item.fold);
}
