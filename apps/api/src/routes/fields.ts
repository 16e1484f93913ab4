import { Type } from 'typebox';
import { PROBLEM_TYPE } from '../errors.ts';

export const text = Type.String();
export const integer = Type.Integer();
export const time = Type.String({ format: 'date-time', description: 'ISO 8601 UTC with milliseconds' });

/** A name of up to 128 characters in a path, where no one else keeps out what Postgres does not take. */
export const nameInPath = (description: string) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$', description });

type Nullable = { string: string; integer: number; number: number };

/** A field that may be null. A list of types, not a union: the serialiser would validate every branch of a union. */
export const nullable = <T extends keyof Nullable>(type: T) =>
  Type.Unsafe<Nullable[T] | null>({ type: [type, 'null'] });

/** Paging of lists. Without a default of the schema: it would not be applied. */
export const limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 500, description: 'Rows of a page; default: 50' }),
);
export const offset = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Rows left out; default: 0' }),
);

const Problem = Type.Unsafe<Record<string, unknown>>({ $ref: 'Problem#' });

/** What every route may answer when it does not do what it was asked. */
export const problems = {
  '4xx': { description: 'Refused', content: { [PROBLEM_TYPE]: { schema: Problem } } },
  '5xx': { description: 'Not possible now', content: { [PROBLEM_TYPE]: { schema: Problem } } },
};

/** A body that says nothing; it may be left out, but nothing unknown may stand in it. */
export const NoBody = Type.Object({}, { additionalProperties: false });

export const IdParam = Type.Object({
  id: Type.String({ description: 'Id of the reading or of its run, or the jobId of any of its attempts' }),
});

export const RetryBody = Type.Object(
  { reason: Type.Optional(Type.String({ maxLength: 500 })) },
  { additionalProperties: false },
);

/** Stands in for a body that was left out. */
export const bodyOrEmpty = async (request: { body?: unknown }): Promise<void> => {
  request.body ??= {};
};
