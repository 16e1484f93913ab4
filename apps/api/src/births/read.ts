import { type Birth, ChartError, labelFault, type ResolvedBirth, resolveBirth } from '@taktstock/chart';
import type { Computing } from '../charts/computing.ts';
import { fieldOfChartError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import { BIRTH_FIELDS, type PersonFields } from './fields.ts';
import { type Gazetteer, type Located, locate, NO_PLACE } from './place.ts';

export type BirthDeps = { places: Gazetteer; computing: Pick<Computing, 'resolve'> };

/** A person as a body names one: by a stored chart, or by a birth. An empty `chartId` stands for an inline chart. */
export type Person = { pointer: string; label: string | null } & ({ chartId: string } | { birth: ResolvedBirth });

/** A birth that is right in everything, to find out which part of another one is wrong. */
const PROBE: Birth = { birthDate: '2000-01-01', birthTime: '12:00', utcOffset: '+00:00' };

/** Whether a caller gave the field, rightly or wrongly. */
export const gave = (fields: PersonFields, name: keyof PersonFields, pointer: string, faults: Faults): boolean =>
  fields[name] !== undefined || faults.has(`${pointer}/${name}`);

export const gaveBirth = (fields: PersonFields, pointer: string, faults: Faults): boolean =>
  BIRTH_FIELDS.some((name) => gave(fields, name, pointer, faults));

/** All persons of a list; those with whom something is wrong are missing, and what it is goes to `faults`. */
export async function readPersons(
  persons: readonly PersonFields[],
  faults: Faults,
  deps: BirthDeps,
  now: number,
): Promise<Person[]> {
  const read: Person[] = [];
  // One after the other, so that their faults are listed in order.
  for (const [n, fields] of persons.entries()) {
    const person = await readPerson(fields, `/persons/${n}`, faults, deps, now);
    if (person !== null) read.push(person);
  }
  return read;
}

async function readPerson(
  fields: PersonFields,
  pointer: string,
  faults: Faults,
  deps: BirthDeps,
  now: number,
): Promise<Person | null> {
  const label = readLabel(fields, pointer, faults);
  const byBirth = gaveBirth(fields, pointer, faults);
  if (gave(fields, 'chartId', pointer, faults) === byBirth) {
    faults.add(pointer, 'VALIDATION_FAILED', 'A person needs either chartId or birth data.');
    return null;
  }
  if (!byBirth) return { pointer, label, chartId: fields.chartId?.toLowerCase() ?? '' };
  const birth = await readBirth(fields, pointer, faults, deps, now);
  return birth === null ? null : { pointer, label, birth };
}

/** A person's name as a text writes it: composed characters, one line. */
function readLabel({ label }: PersonFields, pointer: string, faults: Faults): string | null {
  if (label === undefined) return null;
  const name = label.normalize('NFC').replace(/\s+/g, ' ').trim();
  const fault = labelFault(name);
  if (fault !== null) faults.add(`${pointer}/label`, 'VALIDATION_FAILED', fault);
  return name;
}

/** The instant of birth; null when there is none, and everything that is wrong with it. */
export async function readBirth(
  fields: PersonFields,
  pointer: string,
  faults: Faults,
  deps: BirthDeps,
  now: number,
): Promise<ResolvedBirth | null> {
  const { birthDate = '', birthTime, birthTimeUnknown, timeFold, utcOffset } = fields;
  const place = await readPlace(fields, pointer, faults, deps.places);
  const sound = BIRTH_FIELDS.every((name) => !faults.has(`${pointer}/${name}`));
  const birth = { ...place, birthDate, birthTime, birthTimeUnknown, timeFold, utcOffset };
  const whole = sound ? await refusedOr(() => resolve(birth, deps, now)) : null;
  if (whole !== null && !(whole instanceof ChartError)) return whole;
  // The first fault hides the others: look at each part on its own, so that one answer names them all.
  const parts: [(keyof PersonFields)[], Birth][] = [
    [['birthDate'], { ...PROBE, birthDate }],
    [['birthTime', 'birthTimeUnknown'], { ...PROBE, birthTime, birthTimeUnknown }],
    [['birthPlace', 'utcOffset'], { ...PROBE, ...place, utcOffset }],
  ];
  const errors: ChartError[] = [];
  for (const [names, part] of parts) {
    if (names.some((name) => faults.has(`${pointer}/${name}`))) continue;
    const found = await refusedOr(async () => resolveBirth(part, now));
    if (found instanceof ChartError) errors.push(found);
  }
  for (const error of errors.length === 0 && whole !== null ? [whole] : errors) {
    faults.add(`${pointer}/${fieldOfChartError(error)}`, error.code, error.detail, error.data);
  }
  return null;
}

/** Of two instants with the same local time both charts are computed and compared, so that is not done here. */
async function resolve(birth: Birth, { computing }: BirthDeps, now: number): Promise<ResolvedBirth> {
  const earlier = resolveBirth({ ...birth, timeFold: birth.timeFold ?? 'earlier' }, now);
  if (birth.timeFold !== undefined || 'utcFirst' in earlier) return earlier;
  const later = resolveBirth({ ...birth, timeFold: 'later' }, now);
  return 'utc' in later && later.utc === earlier.utc ? earlier : computing.resolve(birth, now);
}

async function refusedOr<T>(work: () => Promise<T>): Promise<T | ChartError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChartError) return error;
    throw error;
  }
}

/** The place as the clock needs it; null when there is none, and what is wrong goes to `faults`. */
async function readPlace(
  { birthPlace, utcOffset }: PersonFields,
  pointer: string,
  faults: Faults,
  places: Gazetteer,
): Promise<Located | null> {
  const at = `${pointer}/birthPlace`;
  if (faults.has(at)) return null;
  if (birthPlace === undefined) {
    faults.add(at, 'INVALID_BIRTH_PLACE', 'The birth place is missing.');
    return null;
  }
  const located = await locate(birthPlace, utcOffset, places);
  if (!('code' in located)) return located;
  const { code, candidates } = located;
  faults.add(at, code, NO_PLACE[code], { candidates });
  return null;
}
