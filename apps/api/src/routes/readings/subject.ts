import { type Birth, ChartError, type ResolvedBirth, resolveBirth } from '@taktstock/chart';
import type { ErrorCode } from '@taktstock/registry';
import type { ChartStore } from '../../charts/store.ts';
import { fieldOfChartError } from '../../errors.ts';
import type { Faults } from '../../faults.ts';
import type { ExecuteBody, PersonFields } from './schema.ts';

type Person = { pointer: string; label: string | null } & ({ chartId: string } | { birth: ResolvedBirth });

/** Whom a reading is about: one person or two; an inline chart has to be recognised first. */
export type Subject = { persons: Person[]; inlineChart: Record<string, unknown> | undefined };

const BIRTH_FIELDS = ['birthDate', 'birthTime', 'birthTimeUnknown', 'birthPlace', 'utcOffset', 'timeFold'] as const;

/** A birth that is right in everything, to find out which part of another one is wrong. */
const PROBE: Birth = { birthDate: '2000-01-01', birthTime: '12:00', utcOffset: '+00:00' };

/** Whether a caller gave the field, rightly or wrongly. */
const gave = (fields: PersonFields, name: keyof PersonFields, pointer: string, faults: Faults): boolean =>
  fields[name] !== undefined || faults.has(`${pointer}/${name}`);

const gaveBirth = (fields: PersonFields, pointer: string, faults: Faults): boolean =>
  BIRTH_FIELDS.some((name) => gave(fields, name, pointer, faults));

/** Reads the subject of a body, of which only the fields without fault are left; what is wrong goes to `faults`. */
export function readSubject(body: ExecuteBody, faults: Faults, now: number): Subject {
  const given = [
    gave(body, 'chartId', '', faults) || body.chart !== undefined || faults.has('/chart'),
    gaveBirth(body, '', faults),
    body.persons !== undefined || faults.has('/persons'),
  ];
  if (given.filter(Boolean).length !== 1) {
    faults.add('', 'VALIDATION_FAILED', 'Exactly one subject is needed: chartId, birth data, or persons.');
    return { persons: [], inlineChart: undefined };
  }
  const people = given[2] ? (body.persons ?? []) : [body];
  return {
    persons: people.flatMap((fields, n) => readPerson(fields, given[2] ? `/persons/${n}` : '', faults, now) ?? []),
    inlineChart: body.chart,
  };
}

function readPerson(fields: PersonFields, pointer: string, faults: Faults, now: number): Person | null {
  const label = fields.label ?? null;
  const [byChart, byBirth] = [gave(fields, 'chartId', pointer, faults), gaveBirth(fields, pointer, faults)];
  if (pointer !== '' && byChart === byBirth) {
    faults.add(pointer, 'VALIDATION_FAILED', 'A person needs either chartId or birth data.');
    return null;
  }
  if (!byBirth) return { pointer, label, chartId: fields.chartId?.toLowerCase() ?? '' };
  const birth = readBirth(fields, pointer, faults, now);
  return birth === null ? null : { pointer, label, birth };
}

/** The instant of birth; null when there is none, and everything that is wrong with it. */
function readBirth(fields: PersonFields, pointer: string, faults: Faults, now: number): ResolvedBirth | null {
  const { birthDate = '', birthTime, birthTimeUnknown, timeFold, utcOffset } = fields;
  const place = readPlace(fields, pointer, faults);
  const sound = BIRTH_FIELDS.every((name) => !faults.has(`${pointer}/${name}`));
  const whole = sound ? attempt({ ...place, birthDate, birthTime, birthTimeUnknown, timeFold, utcOffset }, now) : null;
  if (whole !== null && !(whole instanceof ChartError)) return whole;
  // The first fault hides the others: look at each part on its own, so that one answer names them all.
  const parts: [(keyof PersonFields)[], Birth][] = [
    [['birthDate'], { ...PROBE, birthDate }],
    [['birthTime', 'birthTimeUnknown'], { ...PROBE, birthTime, birthTimeUnknown }],
    [['birthPlace', 'utcOffset'], { ...PROBE, ...place, utcOffset }],
  ];
  const errors = parts.flatMap(([names, part]) => {
    const checkable = names.every((name) => !faults.has(`${pointer}/${name}`));
    const found = checkable ? attempt(part, now) : null;
    return found instanceof ChartError ? found : [];
  });
  for (const error of errors.length === 0 && whole !== null ? [whole] : errors) {
    faults.add(`${pointer}/${fieldOfChartError(error)}`, error.code, error.detail, error.data);
  }
  return null;
}

function attempt(birth: Birth, now: number): ResolvedBirth | ChartError {
  try {
    return resolveBirth(birth, now);
  } catch (error) {
    if (error instanceof ChartError) return error;
    throw error;
  }
}

type Coordinates = Pick<Birth, 'latitude' | 'longitude' | 'timezone'>;

/** The coordinates of the place; null when there is no such place, and no default takes its stead. */
function readPlace({ birthPlace }: PersonFields, pointer: string, faults: Faults): Coordinates | null {
  const at = `${pointer}/birthPlace`;
  if (faults.has(at)) return null;
  if (birthPlace === undefined) {
    faults.add(at, 'INVALID_BIRTH_PLACE', 'The birth place is missing.');
    return null;
  }
  if (typeof birthPlace === 'string' || 'placeId' in birthPlace) {
    // There is no directory of places yet: nothing can be found, and nothing is guessed.
    faults.add(at, 'PLACE_UNKNOWN', 'The birth place is unknown. Coordinates with a time zone always work.', {
      candidates: [],
    });
    return null;
  }
  return birthPlace;
}

/** The charts of a subject, computed where they are not stored yet; what cannot be found goes to `faults`. */
export async function chartIdsOf(subject: Subject, charts: ChartStore, faults: Faults): Promise<string[]> {
  const refuse = (pointer: string, code: ErrorCode, message: string): string => {
    faults.add(pointer, code, message);
    return '';
  };
  const { persons, inlineChart } = subject;
  return Promise.all(
    persons.map(async (person) => {
      if ('birth' in person) return charts.idOfBirth(person.birth);
      const { chartId, pointer } = person;
      const untrusted = () => refuse('/chart', 'CHART_NOT_TRUSTED', 'This chart was not computed here.');
      if (chartId === '') return (await charts.idOfContent(inlineChart)) ?? untrusted();
      if (!(await charts.has(chartId)))
        return refuse(`${pointer}/chartId`, 'CHART_NOT_FOUND', 'There is no such chart.');
      return inlineChart === undefined || (await charts.hasContent(chartId, inlineChart)) ? chartId : untrusted();
    }),
  );
}
