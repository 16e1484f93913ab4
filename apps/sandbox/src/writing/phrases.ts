import type { Style } from '@taktstock/registry';
import type { Center } from './centers.ts';

/** A term of the chart in one language, with a plain and a more precise sentence about it. */
export type Term = { name: string; plain: string; precise: string };

/** Sentences that state facts of one person: each names one kind of fact and nothing else, so that it can be checked. */
export type Voice = {
  type(name: string): string;
  authority(name: string): string;
  profile(profile: string): string;
  definition(name: string): string;
  strategy(name: string): string;
  notSelf(name: string): string;
  defined(centers: readonly string[]): string;
  open(centers: readonly string[]): string;
  channel(number: string, name: string | null): string;
  gate(gate: string, line: number | null, name: string | null): string;
  /** Null when the language has no word for the body. */
  activation(side: string, body: string, gate: string, line: number): string | null;
  /** Says openly that the chart is silent. */
  silent(fact: 'type' | 'authority' | 'profile'): string;
};

/** The sentences with which an agent sets its perspective. */
export type Lens = {
  opening: string;
  effects: string;
  tension: string;
  close: string;
  /** By type: how it shows from this perspective. */
  types: Readonly<Record<string, string>>;
};

/** How each of the five sections begins. */
export type Openers = readonly [string, string, string, string, string];

/** The facts that a question may start from. */
export type QuestionKind =
  | 'type'
  | 'authority'
  | 'profile'
  | 'defined'
  | 'open'
  | 'channel'
  | 'gate'
  | 'definition'
  | 'strategy'
  | 'silent';

/** Everything that a reading is worded with in one language. Sentences about terms address nobody, so they fit one person and two. */
export type Phrases = {
  voice(label: string | null): Voice;
  types: Readonly<Record<string, Term>>;
  authorities: Readonly<Record<string, Term & { effect: string }>>;
  definitions: Readonly<Record<string, Omit<Term, 'precise'>>>;
  strategies: Readonly<Record<string, Omit<Term, 'precise'>>>;
  notSelfThemes: Readonly<Record<string, string>>;
  notSelf: string;
  /** By line, 1 to 6. */
  lines: Readonly<Record<string, string>>;
  profileThemes(first: string, second: string): string;
  lineTheme(theme: string): string;
  gateCenter(gate: string, center: string): string;
  centers: Readonly<Record<Center, { name: string; defined: string; open: string }>>;
  channels: Readonly<Record<string, string>>;
  channelTheme(theme: string): string;
  channelCenters(channel: string, first: string, second: string): string;
  openers: Readonly<Record<Style, Openers>>;
  /** What professional depth adds to each section. */
  systemic: Openers;
  agents: Readonly<Record<string, Lens>>;
  pair: Omit<Lens, 'types'>;
  /** What is asked after a fact has been named, of one person and of two. */
  questions: Readonly<Record<'you' | 'both', Readonly<Record<QuestionKind, string>>>>;
  sharedGates(gates: readonly string[]): string;
  joinedChannel(channel: string, first: [gate: number, label: string], second: [gate: number, label: string]): string;
  asked: string;
  noChannel: string;
  gaps: string;
  written: string;
};
