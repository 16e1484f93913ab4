/** Every error a caller or a run can meet: its HTTP status, whether a run tries again by itself, and its title. */
export const ERRORS = {
  // A run that meets one of these tries again by itself.
  TIMEOUT: { status: 504, retryable: true, title: 'The time for this work ran out' },
  NETWORK_ERROR: { status: 502, retryable: true, title: 'The model could not be reached' },
  UPSTREAM_UNAVAILABLE: { status: 502, retryable: true, title: 'No model could answer' },
  UPSTREAM_RATE_LIMITED: { status: 503, retryable: true, title: 'The model asks us to slow down' },
  WORKER_LOST: { status: 500, retryable: true, title: 'The worker of this run was lost' },
  EMPTY_OUTPUT: { status: 502, retryable: true, title: 'The model wrote nothing' },
  TRUNCATED_OUTPUT: { status: 502, retryable: true, title: 'The answer of the model is incomplete' },

  // A run that meets one of these has failed.
  AUTH_FAILED: { status: 502, retryable: false, title: 'The model refuses our key' },
  QUOTA_EXCEEDED: { status: 502, retryable: false, title: 'The quota of our key is used up' },
  BUDGET_EXCEEDED: { status: 402, retryable: false, title: 'The budget does not allow this call' },
  UPSTREAM_REJECTED: { status: 502, retryable: false, title: 'The model refuses the request' },
  GROUNDING_FAILED: { status: 422, retryable: false, title: 'The text contradicts the chart' },
  ANSWER_INVALID: { status: 502, retryable: false, title: 'The answer has the wrong form' },
  UNKNOWN_KIND: { status: 500, retryable: false, title: 'No worker knows this kind of run' },
  INTERNAL_ERROR: { status: 500, retryable: false, title: 'Something went wrong on our side' },

  // Requests.
  MALFORMED_REQUEST: { status: 400, retryable: false, title: 'The request cannot be parsed' },
  UNAUTHENTICATED: { status: 401, retryable: false, title: 'A valid API key is needed' },
  LINK_SPENT: { status: 401, retryable: false, title: 'This sign-in link was used before or is too old' },
  FORBIDDEN_IN_PRODUCTION: { status: 403, retryable: false, title: 'Only installations that are tested may do that' },
  FORBIDDEN: { status: 403, retryable: false, title: 'This key may not do that' },
  NOT_FOUND: { status: 404, retryable: false, title: 'There is no such thing here' },
  UNKNOWN_AGENT: { status: 404, retryable: false, title: 'There is no such agent' },
  READING_NOT_FOUND: { status: 404, retryable: false, title: 'There is no such reading' },
  RUN_NOT_FOUND: { status: 404, retryable: false, title: 'There is no such run' },
  KEY_NOT_FOUND: { status: 404, retryable: false, title: 'There is no such API key' },
  BUDGET_NOT_FOUND: { status: 404, retryable: false, title: 'There is no such budget' },
  CHART_NOT_FOUND: { status: 404, retryable: false, title: 'There is no such chart' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, title: 'This route knows other methods' },
  RUN_FINAL: { status: 409, retryable: false, title: 'The run is already final' },
  RESULT_UNAVAILABLE: { status: 409, retryable: false, title: 'This run has no result' },
  IDEMPOTENCY_CONFLICT: { status: 409, retryable: false, title: 'This Idempotency-Key was used with another body' },
  TOO_MANY_KEYS: { status: 409, retryable: false, title: 'There are two live keys already' },
  KEY_IN_USE: { status: 409, retryable: false, title: 'A key cannot revoke itself' },
  NO_WORKER_HERE: { status: 409, retryable: false, title: 'No worker of this machine has this run' },
  NOT_RETRYABLE: { status: 409, retryable: false, title: 'This run cannot be retried' },
  RETRY_EXHAUSTED: { status: 409, retryable: false, title: 'This run was retried often enough' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, title: 'The body must be application/json' },
  VALIDATION_FAILED: { status: 422, retryable: false, title: 'The request is not valid' },
  INVALID_BIRTH_DATE: { status: 422, retryable: false, title: 'The birth date does not exist' },
  FUTURE_DATE: { status: 422, retryable: false, title: 'The birth lies in the future' },
  EPHEMERIS_RANGE: { status: 422, retryable: false, title: 'The date lies outside the ephemeris' },
  INVALID_BIRTH_TIME: { status: 422, retryable: false, title: 'The birth time is not valid' },
  INVALID_BIRTH_PLACE: { status: 422, retryable: false, title: 'The birth place is not valid' },
  PLACE_UNKNOWN: { status: 422, retryable: false, title: 'The birth place is unknown' },
  PLACE_AMBIGUOUS: { status: 422, retryable: false, title: 'There are several such places' },
  LOCAL_TIME_NONEXISTENT: { status: 422, retryable: false, title: 'This local time was skipped by the clocks' },
  LOCAL_TIME_AMBIGUOUS: { status: 422, retryable: false, title: 'This local time occurred twice' },
  CHART_NOT_TRUSTED: { status: 422, retryable: false, title: 'This chart was not computed here' },
  INVALID_READING_TYPE: { status: 422, retryable: false, title: 'There is no such type of reading' },
  MISSING_COMPATIBILITY_DATA: { status: 422, retryable: false, title: 'This type of reading needs two persons' },
  PERSONS_NOT_SUPPORTED: { status: 422, retryable: false, title: 'This agent reads one person' },
  RATE_LIMITED: { status: 429, retryable: true, title: 'Too many requests' },
  QUEUE_FULL: { status: 503, retryable: true, title: 'Too much work is waiting' },
  OVERLOADED: { status: 503, retryable: true, title: 'This process has too much to do' },
  PLACES_LOADING: { status: 503, retryable: true, title: 'Names of places cannot be looked up yet' },
  DATABASE_UNAVAILABLE: { status: 503, retryable: true, title: 'The database does not answer' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One fault of a request, at a JSON pointer, with what helps to mend it: the candidates of an unclear place. */
export type Fault = { pointer: string; code: string; message: string; [member: string]: unknown };

type Details = {
  /** Overrides the status of the table where one code is both "no such path" and "no such value". */
  status?: number;
  faults?: Fault[];
  retryAfterSeconds?: number;
  /** Further members of the problem document, such as `supportedAgents`. */
  members?: Record<string, unknown>;
  cause?: unknown;
};

/** The one error of this system: a code of the table and a sentence that may be shown to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, detail?: string, details: Details = {}) {
    super(detail ?? ERRORS[code].title, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return this.details.status ?? ERRORS[this.code].status;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Tells whether a string is a code of the table. */
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code);
