import { ChartError, type ChartErrorCode } from '@taktstock/chart';
import { isUnreachable } from '@taktstock/db';
import { AppError, ERRORS, type ErrorCode } from '@taktstock/registry';
import { Type } from 'typebox';

/** RFC 9457; further members are allowed. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Enum(Object.keys(ERRORS), { description: 'Stable name of the error' }),
    detail: Type.Optional(Type.String()),
    requestId: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.String({ description: 'JSON pointer into the body; /headers, /query or /params elsewhere' }),
            code: Type.String(),
            message: Type.String(),
          },
          { additionalProperties: true, description: 'With `candidates` of an unclear place, `offsets` of a time' },
        ),
      ),
    ),
  },
  { $id: 'Problem', additionalProperties: true, description: 'Problem details (RFC 9457)' },
);

export const PROBLEM_TYPE = 'application/problem+json';

/** Where the faults of birth data are. */
const CHART_FIELDS: Record<ChartErrorCode, string> = {
  INVALID_BIRTH_DATE: 'birthDate',
  FUTURE_DATE: 'birthDate',
  EPHEMERIS_RANGE: 'birthDate',
  INVALID_BIRTH_TIME: 'birthTime',
  INVALID_BIRTH_PLACE: 'birthPlace',
  LOCAL_TIME_NONEXISTENT: 'birthTime',
  LOCAL_TIME_AMBIGUOUS: 'timeFold',
};

export const fieldOfChartError = (error: ChartError): string => CHART_FIELDS[error.code];

/** Errors of the framework that are the caller's doing, by their code; everything else of ours is INTERNAL_ERROR. */
const FRAMEWORK: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('PAYLOAD_TOO_LARGE'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('UNSUPPORTED_MEDIA_TYPE'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => malformed('The body is not as long as its Content-Length says.'),
  FST_ERR_BAD_URL: () => malformed('The path is not a valid URL.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('NOT_FOUND'),
};

export const malformed = (detail: string): AppError => new AppError('MALFORMED_REQUEST', detail);

/** What a caller may know about an error; null when it is our fault and has to be looked at. */
function knownError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof ChartError) {
    const fault = { pointer: `/${fieldOfChartError(error)}`, code: error.code, message: error.detail };
    return new AppError(error.code, error.detail, { faults: [fault], ...(error.data && { members: error.data }) });
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && Object.hasOwn(FRAMEWORK, code)) return FRAMEWORK[code]!();
  // Before the database: a body that breaks off and a lost connection to Postgres are both ECONNRESET, only the first has a status.
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return malformed(ERRORS.MALFORMED_REQUEST.title);
  return isUnreachable(error) ? databaseUnavailable(error) : null;
}

export const databaseUnavailable = (cause?: unknown): AppError =>
  new AppError('DATABASE_UNAVAILABLE', undefined, { retryAfterSeconds: 1, cause });

export type Problem = { status: number; headers: Record<string, string>; body: Record<string, unknown> };

/** The problem document of an error. `unexpected`: nothing of its message is shown, and somebody should look at the log. */
export function problemOf(error: unknown, requestId: string): Problem & { unexpected: boolean } {
  const known = knownError(error);
  const shown = known ?? new AppError('INTERNAL_ERROR');
  const { faults, members, retryAfterSeconds } = shown.details;
  const title: string = ERRORS[shown.code].title;
  return {
    status: shown.status,
    headers: {
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
      ...(shown.status === 401 ? { 'www-authenticate': 'Bearer' } : {}), // RFC 9110: every 401 names a way in
    },
    body: {
      ...members,
      type: `urn:taktstock:error:${shown.code satisfies ErrorCode}`,
      title,
      status: shown.status,
      code: shown.code,
      ...(shown.message === title ? {} : { detail: shown.message }),
      requestId,
      ...(faults === undefined ? {} : { errors: faults }),
    },
    unexpected: known === null,
  };
}
