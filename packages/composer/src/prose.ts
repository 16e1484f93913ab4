import type { CenterId } from '@taktstock/chart';
import type { Locale, Style } from '@taktstock/registry';
import deAgents from '../prose/de/agents.json' with { type: 'json' };
import deCenters from '../prose/de/centers.json' with { type: 'json' };
import deChannels from '../prose/de/channels.json' with { type: 'json' };
import deCore from '../prose/de/core.json' with { type: 'json' };
import deGates from '../prose/de/gates.json' with { type: 'json' };
import dePair from '../prose/de/pair.json' with { type: 'json' };
import deStyles from '../prose/de/styles.json' with { type: 'json' };
import deVoice from '../prose/de/voice.json' with { type: 'json' };
import enAgents from '../prose/en/agents.json' with { type: 'json' };
import enCenters from '../prose/en/centers.json' with { type: 'json' };
import enChannels from '../prose/en/channels.json' with { type: 'json' };
import enCore from '../prose/en/core.json' with { type: 'json' };
import enGates from '../prose/en/gates.json' with { type: 'json' };
import enPair from '../prose/en/pair.json' with { type: 'json' };
import enStyles from '../prose/en/styles.json' with { type: 'json' };
import enVoice from '../prose/en/voice.json' with { type: 'json' };

type Words = Readonly<Record<string, string>>;

/** The facts that a question may start from. */
export type QuestionKind =
  | 'type'
  | 'authority'
  | 'profile'
  | 'open'
  | 'defined'
  | 'channel'
  | 'gate'
  | 'definition'
  | 'strategy'
  | 'silent';

/** Sentences that state facts of one person: each names one kind of fact and nothing else, so that it can be checked. */
export type Voice = {
  type: string;
  authority: string;
  profile: string;
  definition: string;
  strategy: string;
  notSelf: string;
  defined: { one: string; many: string };
  open: { one: string; many: string };
  channel: string;
  gate: string;
  line: string;
  /** By side and body. */
  bodies: Words;
  /** Says openly that the chart does not tell. */
  silent: { type: string; authority: string; profile: string };
};

/** The sentences with which an agent, or a reading of two, sets its perspective. */
export type Lens = {
  opening: string;
  effects: string;
  tension: string;
  close: string;
  essence: string[];
  questions: Words;
};

/** One more for an agent: the centers it speaks of first, and what types, authorities and open centers mean in its field. */
export type AgentLens = Lens & { focus: string[]; types: Words; authorities: Words; open: Words };

export type Term = { name: string; plain: string; precise: string };

/** A sentence for the beginning of each of the five sections, or for its end. */
type Five = string[];

/** Everything that a reading is worded with in one language. Sentences about terms address nobody, so they fit one person and two. */
export type Prose = {
  voice: { and: string; center: string; gateName: string; you: Voice; label: Voice };
  core: {
    types: Readonly<Record<string, Term & { essence: string[] }>>;
    authorities: Readonly<Record<string, Term & { essence: string }>>;
    definitions: Readonly<Record<string, Omit<Term, 'precise'> & { essence: string }>>;
    strategies: Readonly<Record<string, Omit<Term, 'precise'>>>;
    notSelfThemes: Words;
    notSelf: string;
    /** By line, 1 to 6. */
    lines: Words;
    profile: { themes: string; essence: string; systemic: string };
    channelTheme: string;
    noChannel: string;
    gateTheme: string;
    /** The same, by the side and body that activates the gate. */
    bodyThemes: Words;
    lineTheme: string;
    gaps: string;
    questions: Words;
  };
  centers: Readonly<Record<CenterId, { name: string; defined: string; open: string }>>;
  channels: Words;
  gates: Words;
  styles: { openers: Readonly<Record<Style, Five>>; systemic: Five };
  agents: Readonly<Record<string, AgentLens>>;
  pair: Lens & { sharedGates: { one: string; many: string }; shared: string; electromagnetic: string; joined: string };
};

/** The words of each language. */
export const PROSE: Readonly<Record<Locale, Prose>> = {
  de: {
    ...{ voice: deVoice, core: deCore, centers: deCenters, channels: deChannels, gates: deGates },
    ...{ styles: deStyles, agents: deAgents, pair: dePair },
  },
  en: {
    ...{ voice: enVoice, core: enCore, centers: enCenters, channels: enChannels, gates: enGates },
    ...{ styles: enStyles, agents: enAgents, pair: enPair },
  },
};
