import type { RunKindName } from './jobs.ts';
import { promptOf } from './prompts.ts';
import type { Depth, Style } from './readings.ts';

/** Blank-separated words; a trailing star matches any token with that beginning. */
export type Keywords = string;

/** One agent: everything that makes it different from the others stands in its row. */
export type Agent = {
  id: string;
  kind: RunKindName;
  name: string;
  description: string;
  /** Route that always asks this agent. */
  endpoint: string;
  /** BullMQ queue; one Worker per agent and process. */
  queue: string;
  /** Lower goes first; no job goes without. */
  priority: number;
  /** Files below prompts/ that make up the system prompt, base rules first. */
  prompt: readonly string[];
  /** Tried in this order. */
  models: readonly string[];
  /** Tokens one model call may write. */
  maxOutputTokens: number;
  temperature: number;
  supportedDepth: readonly Depth[];
  defaultStyle: Style;
  /** Words that choose this agent when the caller leaves the choice to us. */
  keywords: Keywords;
  version: string;
};

const READING = {
  kind: 'reading',
  models: ['anthropic/claude-sonnet-4-6', 'openai/gpt-5.1'],
  maxOutputTokens: 2_000,
  temperature: 0.7,
  supportedDepth: ['basic', 'advanced', 'professional'],
  version: '1.0.0',
} as const;

const reading = (
  id: string,
  row: Pick<Agent, 'name' | 'description' | 'priority' | 'defaultStyle' | 'keywords'>,
): Agent => ({
  id,
  ...READING,
  endpoint: `/api/coach/agents/reading-${id}`,
  queue: `reading-${id}`,
  prompt: ['readings/base', `readings/${id}`],
  ...row,
});

/** THE table. A new agent is one row here and one Markdown file per language in prompts/. */
export const AGENTS: readonly Agent[] = [
  reading('crisis', {
    name: 'Crisis Reading Agent',
    description: 'Regulation, stabilising and orientation by authority and strategy when everything is too much',
    priority: 1,
    defaultStyle: 'ruhig',
    keywords:
      'krise* angst* panik* ueberforder* erschoepf* burnout zusammenbruch verzweif* notfall* verlust* stabil* ' +
      'crisis anxi* panic* overwhelm* exhaust* breakdown despair* emergency grief',
  }),
  reading('relationship', {
    name: 'Relationship Reading Agent',
    description: 'Closeness and distance, bonding, boundaries, communication and triggers between people',
    priority: 2,
    defaultStyle: 'empathisch',
    keywords:
      'beziehung* partner* liebe ehe naehe distanz* bindung* familie* freund* trennung* konflikt* ' +
      'relationship* love marriage closeness boundar* bond* family friend* separation conflict*',
  }),
  reading('business', {
    name: 'Business Reading Agent',
    description: 'Decisions, use of energy, collaboration, communication and positioning at work',
    priority: 3,
    defaultStyle: 'klar',
    keywords:
      'beruf* karriere* arbeit* zusammenarbeit* job firma* unternehm* geschaeft* kunde* geld team* projekt* entscheid* ' +
      'fuehrung* business career* work company customer* money project* decision* leadership',
  }),
  reading('personality', {
    name: 'Personality Reading Agent',
    description: 'Self-image, patterns, strengths and weaknesses without judging, development',
    priority: 4,
    defaultStyle: 'ruhig',
    keywords:
      'selbstbild* persoenlich* muster staerke* schwaeche* entwickl* identitaet* charakter* ' +
      'personality self pattern* strength* weakness* development identity character*',
  }),
];

const byId = new Map(AGENTS.map((agent) => [agent.id, agent]));

/** The agent of an id; undefined when there is none. */
export const getAgent = (id: string): Agent | undefined => byId.get(id);

/** Tells whether an id names an agent. */
export const isValidAgent = (id: string): boolean => byId.has(id);

/** All agents, or those of one kind, most urgent first. */
export const getSupportedAgents = (kind?: RunKindName): Agent[] =>
  AGENTS.filter((agent) => kind === undefined || agent.kind === kind);

/** SHA-256 (hex) over the system prompt of an agent in all languages: its prompt version. */
export const promptHashOf = (agent: Agent): string => promptOf(...agent.prompt).hash;
