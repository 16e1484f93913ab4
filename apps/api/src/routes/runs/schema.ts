import type { Violation as ChartViolation } from '@taktstock/chart';
import { RUN_STATUSES, STEP_STATUSES } from '@taktstock/registry';
import { Type } from 'typebox';
import { integer, nullable, text, time } from '../fields.ts';
import { ModelCall } from './calls.ts';
import { EXPLANATIONS } from './explain.ts';

export const RunParam = Type.Object({
  id: Type.String({ description: 'Id of the run, or the jobId of any of its attempts' }),
});

/** What stood against a text, in UTF-16 offsets; packages/chart finds it. */
export const Violation = Type.Unsafe<ChartViolation>(
  Type.Object({
    field: Type.String({ description: 'text, essence, or reflectionQuestions/<index>' }),
    start: integer,
    end: integer,
    kind: text,
    claim: text,
    expected: text,
    pointer: nullable('string'),
  }),
);

export type ErrorMeta = { violations?: ChartViolation[] } & Record<string, unknown>;
export const ErrorMeta = Type.Unsafe<ErrorMeta | null>({
  type: ['object', 'null'],
  properties: { violations: Type.Array(Violation) },
  additionalProperties: true,
  description: 'More about some errors, such as the violations of GROUNDING_FAILED',
});

export const RunDocument = Type.Object({
  runId: text,
  jobId: text,
  kind: text,
  agent: text,
  status: Type.Enum(RUN_STATUSES),
  attempt: integer,
  progress: integer,
  errorCount: integer,
  crashCount: integer,
  retryCount: integer,
  maxRetries: integer,
  retryAvailable: Type.Boolean(),
  waitReason: nullable('string'),
  errorCode: nullable('string'),
  error: nullable('string'),
  errorMeta: ErrorMeta,
  steps: Type.Array(
    Type.Object({ name: text, position: integer, status: Type.Enum(STEP_STATUSES), attempts: integer }),
  ),
  calls: Type.Array(ModelCall, { description: 'Model calls, oldest first' }),
  cost: Type.Object({
    calls: integer,
    tokensIn: integer,
    tokensOut: integer,
    costUsd: Type.Number(),
    unpricedCalls: Type.Integer({ description: 'Calls whose price is unknown: they are not part of costUsd' }),
  }),
  createdAt: time,
  updatedAt: time,
  startedAt: nullable('string'),
  finishedAt: nullable('string'),
});

const ids = { runId: text, readingId: Type.Optional(text) };

export const Cancelled = Type.Object({ ...ids, status: Type.Literal('cancelled') });
export const CancelRequested = Type.Object({ ...ids, cancelRequested: Type.Literal(true) });

export const Reopened = Type.Object({
  ...ids,
  status: Type.Literal('pending'),
  jobId: text,
  attempt: integer,
  retryCount: integer,
  pollUrl: text,
});

export const ExplanationDocument = Type.Object({
  runId: text,
  status: Type.Enum(RUN_STATUSES),
  code: Type.Enum([...EXPLANATIONS], {
    description:
      'QUEUED: other runs are first. STARTING: a worker is about to take it. RETRY, RATE_LIMIT, PROVIDER_COOLING, BREAKER_OPEN, ' +
      'BREAKER_HALF_OPEN, BUDGET: it waits until then. WORKER_LOST: until the lease of a dead worker is over',
  }),
  sentence: Type.String({ description: 'The same for people, in English' }),
  until: Type.Unsafe<string | null>({
    ...nullable('string'),
    format: 'date-time',
    description: 'When this will change by itself, as far as a time is known',
  }),
});
