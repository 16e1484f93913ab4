import {
  type Agent,
  DEFAULT_DEPTH,
  DEFAULT_LOCALE,
  type Depth,
  getAgent,
  getSupportedAgents,
  type Locale,
  type Selection,
  STYLE_ALIASES,
  type Style,
  selectAgent,
} from '@taktstock/registry';
import type { BirthDeps } from '../../births/read.ts';
import type { Faults } from '../../faults.ts';
import type { ExecuteBody } from './schema.ts';
import { readSubject, type Subject } from './subject.ts';

/** What a caller asked for, complete and checked. */
export type ReadingRequest = {
  agent: Agent;
  selection: Selection;
  subject: Subject;
  userId: string | null;
  context: string | null;
  question: string | null;
  depth: Depth;
  style: Style;
  locale: Locale;
  fallback: string;
};

/** Reads the fields of a request for a reading that its schema had nothing against; throws one 422 with everything that is wrong. */
export async function readRequest(
  { faults, sound }: { faults: Faults; sound: ExecuteBody },
  fixedAgent: string | null,
  births: BirthDeps,
  now = Date.now(),
): Promise<ReadingRequest> {
  const agentId = fixedAgent ?? sound.agentId;
  checkAgent(sound, fixedAgent, faults);
  const { context, question } = sound;
  const persons = sound.persons?.length ?? 0;
  if (persons > 0 && agentId !== undefined && agentId !== 'auto' && agentId !== 'relationship') {
    faults.add('/persons', 'PERSONS_NOT_SUPPORTED', 'Only the relationship agent reads two persons.');
  }
  const subject = await readSubject(sound, faults, births, now);
  faults.throwIfAny();
  const selection = selectAgent({ agentId, persons, context, question });
  const agent = getAgent(selection.agentId)!;
  return {
    agent,
    selection,
    subject,
    userId: sound.userId ?? null,
    context: context || null,
    question: question || null,
    depth: sound.depth ?? DEFAULT_DEPTH,
    style: styleOf(sound.style) ?? agent.defaultStyle,
    locale: sound.locale ?? DEFAULT_LOCALE,
    fallback: sound.fallback ?? 'none',
  };
}

const styleOf = (style: string | undefined): Style | undefined =>
  style === undefined ? undefined : (STYLE_ALIASES[style] ?? (style as Style));

/** Ids of the agents that write readings. */
export const readingAgents = (): string[] => getSupportedAgents('reading').map(({ id }) => id);

function checkAgent({ agentId }: ExecuteBody, fixedAgent: string | null, faults: Faults): void {
  if (agentId === undefined || agentId === 'auto') return;
  if (getAgent(agentId)?.kind !== 'reading') {
    const supportedAgents = readingAgents();
    faults.add('/agentId', 'UNKNOWN_AGENT', `must be one of ${supportedAgents.join(', ')}, auto`, { supportedAgents });
  } else if (fixedAgent !== null && agentId !== fixedAgent) {
    faults.add('/agentId', 'VALIDATION_FAILED', 'differs from the agent of the path');
  }
}
