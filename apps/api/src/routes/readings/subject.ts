import type { ChartUser } from '@taktstock/db';
import type { ErrorCode } from '@taktstock/registry';
import { type BirthDeps, gave, gaveBirth, type Person, readBirth, readPersons } from '../../births/read.ts';
import type { ChartStore } from '../../charts/store.ts';
import type { Faults } from '../../faults.ts';
import type { ExecuteBody } from './schema.ts';

/** Whom a reading is about: one person or two; an inline chart has to be recognised first. */
export type Subject = { persons: Person[]; inlineChart: Record<string, unknown> | undefined };

/** Reads the subject of a body, of which only the fields without fault are left; what is wrong goes to `faults`. */
export async function readSubject(body: ExecuteBody, faults: Faults, births: BirthDeps, now: number): Promise<Subject> {
  const [byChart, byBirth, byPersons] = [
    gave(body, 'chartId', '', faults) || body.chart !== undefined || faults.has('/chart'),
    gaveBirth(body, '', faults),
    body.persons !== undefined || faults.has('/persons'),
  ];
  if ([byChart, byBirth, byPersons].filter(Boolean).length !== 1) {
    faults.add('', 'VALIDATION_FAILED', 'Exactly one subject is needed: chartId, birth data, or persons.');
    return { persons: [], inlineChart: undefined };
  }
  if (byPersons) {
    const persons = await readPersons(body.persons ?? [], faults, births, now);
    const [first, second] = labelsOf(persons);
    if (first !== undefined && first === second)
      faults.add('/persons/1/label', 'VALIDATION_FAILED', 'must differ from that of the other person');
    return { persons, inlineChart: undefined };
  }
  const only = { pointer: '', label: null };
  if (byChart) return { persons: [{ ...only, chartId: body.chartId?.toLowerCase() ?? '' }], inlineChart: body.chart };
  const birth = await readBirth(body, '', faults, births, now);
  return { persons: birth === null ? [] : [{ ...only, birth }], inlineChart: undefined };
}

/** How two persons are named when the caller does not. */
const LABELS = ['Person A', 'Person B'];

/** The names by which a reading tells two persons apart; a single one needs none. */
export const labelsOf = (persons: readonly Person[]): string[] =>
  persons.length === 2 ? persons.map(({ label }, n) => label ?? LABELS[n]!) : [];

/**
 * The charts of a subject, computed where they are not stored yet; what cannot be found goes to `faults`, and then nothing is
 * computed either.
 */
export async function chartIdsOf(
  subject: Subject,
  charts: ChartStore,
  user: ChartUser,
  faults: Faults,
): Promise<string[]> {
  const { persons, inlineChart } = subject;
  const known = await Promise.all(
    persons.map((person) => ('birth' in person ? '' : knownChart(person, inlineChart, charts, faults))),
  );
  faults.throwIfAny();
  return Promise.all(
    persons.map((person, n) => ('birth' in person ? charts.idOfBirth(person.birth, user) : known[n]!)),
  );
}

async function knownChart(
  { chartId, pointer }: { chartId: string; pointer: string },
  inlineChart: Subject['inlineChart'],
  charts: ChartStore,
  faults: Faults,
): Promise<string> {
  const refuse = (at: string, code: ErrorCode, message: string): string => {
    faults.add(at, code, message);
    return '';
  };
  const untrusted = () => refuse('/chart', 'CHART_NOT_TRUSTED', 'This chart was not computed here.');
  if (chartId === '') return (await charts.idOfContent(inlineChart)) ?? untrusted();
  if (!(await charts.has(chartId))) return refuse(`${pointer}/chartId`, 'CHART_NOT_FOUND', 'There is no such chart.');
  return inlineChart === undefined || (await charts.hasContent(chartId, inlineChart)) ? chartId : untrusted();
}
