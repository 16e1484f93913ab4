import { AppError, type ErrorCode } from '@taktstock/registry';
import { Faults } from '../faults.ts';

/** Fields whose rule has a code of its own, whatever is wrong with them. */
const OWN_CODE: ReadonlyMap<string, ErrorCode> = new Map([
  ['birthDate', 'INVALID_BIRTH_DATE'],
  ['birthTime', 'INVALID_BIRTH_TIME'],
  ['birthPlace', 'INVALID_BIRTH_PLACE'],
  ['utcOffset', 'INVALID_BIRTH_PLACE'],
]);

/** The schema only knows that none of its alternatives fits. */
const PLACE_FORMS = 'must be a name of 2 to 255 characters, {placeId}, or {latitude, longitude, timezone?}';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A body with birth data in it: what its schema found, and the fields it had nothing against, so that the other rules can be
 * checked as well and one answer names everything. A body that is no object ends the request at once.
 */
export function readBody<T>(body: unknown, schemaError: unknown): { faults: Faults; sound: T } {
  const faults = faultsOfSchema(schemaError);
  if (!isObject(body)) faults.throwIfAny();
  return { faults, sound: soundFields(body as Record<string, unknown>, '', faults) as T };
}

/** Takes over what the schema found; anything but faults of the body is thrown as it is. */
function faultsOfSchema(error: unknown): Faults {
  const faults = new Faults();
  if (error === undefined || error === null) return faults;
  if (!(error instanceof AppError) || error.details.faults === undefined) throw error;
  faults.addAll(
    error.details.faults.map((fault) => {
      const field = fault.pointer.replace(/^\/persons\/\d+/, '').split('/')[1] ?? '';
      const message = field === 'birthPlace' ? PLACE_FORMS : fault.message;
      return { ...fault, message, code: OWN_CODE.get(field) ?? fault.code };
    }),
  );
  return faults;
}

function soundFields(fields: Record<string, unknown>, pointer: string, faults: Faults): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const at = `${pointer}/${name}`;
      if (!faults.has(at)) return [[name, value]];
      // A list of the wrong length is not looked into: nobody looks up the birth places of a thousand persons.
      const people = name === 'persons' && !faults.hasExactly(at) && Array.isArray(value) && value.every(isObject);
      return people ? [[name, value.map((person, n) => soundFields(person, `${at}/${n}`, faults))]] : [];
    }),
  );
}
