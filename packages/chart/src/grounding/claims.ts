import type { Claim, Found } from './claim.ts';
import { keyOf } from './claim.ts';
import { disguise } from './labels.ts';
import { aboutOthers } from './others.ts';
import { activationClaims, bareGates } from './rules/activations.ts';
import { authorityClaims } from './rules/authority.ts';
import { centerClaims } from './rules/centers.ts';
import { channelClaims } from './rules/channels.ts';
import { countClaims } from './rules/counts.ts';
import { crossClaims } from './rules/cross.ts';
import { definitionClaims } from './rules/definition.ts';
import { type GateMention, gateClaims, gateMentions, unnamedGates } from './rules/gates.ts';
import { profileClaims } from './rules/profile.ts';
import { strategyClaims } from './rules/strategy.ts';
import { typeClaims } from './rules/type.ts';
import { type Sentence, sentencesOf } from './sentences.ts';
import type { Locale } from './tokens.ts';
import { imagined, isAsked } from './unreal.ts';
import { isOne, isTerm } from './walk.ts';

/**
 * Everything a text claims about a chart, in order, with UTF-16 offsets. With the labels of several persons each claim of a
 * sentence that names exactly one of them carries it. Deterministic; no model.
 */
export function claims(text: string, locale: Locale, labels: readonly string[] = []): Claim[] {
  const read = disguise(text, labels);
  const all: Claim[] = [];
  for (const sentence of sentencesOf(read.text, locale)) {
    const named = labelsIn(sentence, read.mentions);
    sentence.named = named.length > 0 || (labels.length > 0 && isOfBoth(sentence));
    for (const { statement, start, end } of claimsOf(sentence, read.text, sentence.named)) {
      const claim = { ...statement, claim: keyOf(statement), text: text.slice(start, end), start, end };
      all.push(named.length === 1 ? { ...claim, label: named[0]! } : claim);
    }
  }
  return all;
}

/** The labels of the persons a sentence names, each once. */
function labelsIn({ start, end }: Sentence, mentions: readonly { label: string; start: number }[]): string[] {
  const here = mentions.filter((mention) => mention.start >= start && mention.start < end);
  return here.length === 0 ? [] : [...new Set(here.map(({ label }) => label))];
}

/** "Beide haben eine definierte Wurzel". */
const isOfBoth = ({ items }: Sentence): boolean => BOTH.has(items[0]?.fold ?? '');
const BOTH = new Set(['beide', 'both']);

/** Kinds that can be imagined ("wenn Tor 20 aktiviert wird"); a type or a profile is what one is. */
const IMAGINABLE = new Set(['gate', 'line', 'activation', 'hanging', 'gate-center', 'channel', 'class', 'center']);

type Reader = (sentence: Sentence, text: string, labelled: boolean) => (Found & { at: number })[];

/** Which rule reads what: a sentence without one of the terms or numbers it starts from is not worth its while. */
const RULES: readonly { from: readonly string[]; read: Reader }[] = [
  { from: ['type'], read: (sentence, _, labelled) => typeClaims(sentence, labelled) },
  { from: ['authority', 'authority-word', 'type'], read: authorityClaims },
  { from: ['pair', 'role', 'profile', 'profile-lines'], read: profileClaims },
  { from: ['definition', 'definition-word', 'definition-value'], read: definitionClaims },
  { from: ['gate', 'dotted'], read: gatesAndActivations },
  { from: ['channel', 'channel-name', 'pair'], read: channelClaims },
  { from: ['state', 'state-noun', 'definition', 'definition-word'], read: centerClaims },
  { from: ['part', 'theme'], read: strategyClaims },
  { from: ['cross', 'cross-word', 'angle', 'pair'], read: crossClaims },
  { from: ['gate', 'channel', 'center-word'], read: countClaims },
  { from: ['penta', 'variable'], read: absentFields },
];

/** Per kind of term or number, the rules that start from it: bit n stands for the nth of the table. */
const STARTED_BY = new Map<string, number>();
for (const [n, { from }] of RULES.entries()) {
  for (const kind of from) STARTED_BY.set(kind, (STARTED_BY.get(kind) ?? 0) | (1 << n));
}

function claimsOf(sentence: Sentence, text: string, labelled: boolean): Found[] {
  let started = 0;
  for (const item of sentence.items) {
    started |= STARTED_BY.get(item.kind === 'term' ? item.term.kind : item.kind) ?? 0;
  }
  if (started === 0) return [];
  const all: (Found & { at: number })[] = [];
  for (const [n, { read }] of RULES.entries()) {
    if (started & (1 << n)) for (const found of read(sentence, text, labelled)) all.push(found);
  }
  if (all.length === 0) return [];
  const others = aboutOthers(sentence, labelled);
  const unreal = all.some(isImaginable) ? imagined(sentence) : [];
  return withoutLinesOfActivations(all)
    .filter((found) => {
      if (others[found.at] || (unreal[found.at] && isImaginable(found))) return false;
      return !isAsked(sentence, found.at, isPredicated(sentence, found));
    })
    .sort((a, b) => a.start - b.start);
}

/** "Deine Milz ist offen", unlike "deine offene Milz". */
const isPredicated = ({ items }: Sentence, { statement, at, end }: Found & { at: number }): boolean =>
  statement.kind === 'center' && end > items[at]!.end;

const isImaginable = ({ statement }: Found) => IMAGINABLE.has(statement.kind);

function gatesAndActivations(sentence: Sentence): (Found & { at: number })[] {
  const gates = allGates(sentence);
  return [...activationClaims(sentence, gates), ...gateClaims(sentence, gates)];
}

/** Gates with and, where there is a decimal number ("Sonne in 26.5"), without the word, in order. */
function allGates(sentence: Sentence): GateMention[] {
  const named = gateMentions(sentence);
  const decimal = sentence.items.some(({ kind }) => kind === 'dotted');
  const bare = decimal ? [...named, ...bareGates(sentence, named)] : named;
  const all = decimal ? [...bare, ...unnamedGates(sentence, bare)] : named;
  return all.sort((a, b) => a.at - b.at);
}

/** "Sonne in Tor 26.5" says its line with the activation. */
function withoutLinesOfActivations<F extends Found>(all: F[]): F[] {
  if (!all.some(({ statement }) => statement.kind === 'line')) return all;
  const said = new Set(all.flatMap(({ statement: s, start }) => (s.kind === 'activation' && s.line ? [start] : [])));
  return all.filter(({ statement, start }) => statement.kind !== 'line' || !said.has(start));
}

/** Penta and variables: no chart of ours has them, so naming one as the person's own is already too much. */
function absentFields({ items, grammar }: Sentence): (Found & { at: number })[] {
  return items.flatMap((item, at) => {
    const own =
      items.slice(Math.max(0, at - 2), at).some((each) => isOne(each, grammar.possessive)) ||
      items[at + 1]?.text === ':';
    const kind = isTerm(item, 'penta') ? 'penta' : isTerm(item, 'variable') && own ? 'variable' : undefined;
    return kind ? [{ statement: { kind }, start: item.start, end: item.end, at }] : [];
  });
}
