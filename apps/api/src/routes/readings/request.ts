import {
  type Agent,
  AppError,
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
import { Faults } from '../../faults.ts';
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

/** Fields whose rule has a code of its own, whatever is wrong with them. */
const OWN_CODE: Record<string, string> = {
  birthDate: 'INVALID_BIRTH_DATE',
  birthTime: 'INVALID_BIRTH_TIME',
  birthPlace: 'INVALID_BIRTH_PLACE',
  utcOffset: 'INVALID_BIRTH_PLACE',
};

/** Takes over what the schema found; anything but faults of the body ends the request at once. */
function faultsOfSchema(error: unknown): Faults {
  const faults = new Faults();
  if (error === undefined || error === null) return faults;
  if (!(error instanceof AppError) || error.details.faults === undefined) throw error;
  faults.addAll(
    error.details.faults.map((fault) => {
      const field = fault.pointer.replace(/^\/persons\/\d+/, '').split('/')[1] ?? '';
      return { ...fault, code: OWN_CODE[field] ?? fault.code };
    }),
  );
  return faults;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that the schema had nothing against, so that the other rules can be checked as well. */
function soundFields(fields: Record<string, unknown>, pointer: string, faults: Faults): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const at = `${pointer}/${name}`;
      if (!faults.has(at)) return [[name, value]];
      const people = name === 'persons' && Array.isArray(value) && value.length === 2 && value.every(isObject);
      return people ? [[name, value.map((person, n) => soundFields(person, `${at}/${n}`, faults))]] : [];
    }),
  );
}

/** Reads the body of a request for a reading; throws one 422 with everything that is wrong. */
export function readRequest(
  body: unknown,
  schemaError: unknown,
  fixedAgent: string | null,
  headerFaults: (faults: Faults) => void,
  now = Date.now(),
): ReadingRequest {
  const faults = faultsOfSchema(schemaError);
  if (!isObject(body)) faults.throwIfAny();
  const sound = soundFields(body as Record<string, unknown>, '', faults) as ExecuteBody;
  headerFaults(faults);
  const agentId = fixedAgent ?? sound.agentId;
  checkAgent(sound, fixedAgent, faults);
  const { context, question } = sound;
  const persons = sound.persons?.length ?? 0;
  if (persons > 0 && agentId !== undefined && agentId !== 'auto' && agentId !== 'relationship') {
    faults.add('/persons', 'PERSONS_NOT_SUPPORTED', 'Only the relationship agent reads two persons.');
  }
  const subject = readSubject(sound, faults, now);
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

function checkAgent({ agentId }: ExecuteBody, fixedAgent: string | null, faults: Faults): void {
  if (agentId === undefined || agentId === 'auto') return;
  if (getAgent(agentId)?.kind !== 'reading') {
    const supportedAgents = getSupportedAgents('reading').map(({ id }) => id);
    faults.add('/agentId', 'UNKNOWN_AGENT', `must be one of ${supportedAgents.join(', ')}, auto`, { supportedAgents });
  } else if (fixedAgent !== null && agentId !== fixedAgent) {
    faults.add('/agentId', 'VALIDATION_FAILED', 'differs from the agent of the path');
  }
}
