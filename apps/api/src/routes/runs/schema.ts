import type { Violation as ChartViolation } from '@taktstock/chart';
import { RUN_STATUSES, STEP_STATUSES } from '@taktstock/registry';
import { Type } from 'typebox';
import { integer, nullable, text, time } from '../fields.ts';

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
