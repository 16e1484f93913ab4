import { DEPTHS, FALLBACKS, LOCALES, RUN_STATUSES, STYLE_ALIASES, STYLES } from '@taktstock/registry';
import { type Static, Type } from 'typebox';
import { birthFields, chartId, closed, notes, Person, userId } from '../../births/fields.ts';
import { integer, nullable, text, time } from '../fields.ts';

/** The body of every route that asks for a reading. Which fields go together is checked in subject.ts. */
export const ExecuteBody = Type.Object(
  {
    userId: Type.Optional(userId),
    agentId: Type.Optional(Type.String({ maxLength: 64, description: 'Id of an agent, or "auto" (default)' })),
    context: Type.Optional(Type.String({ maxLength: 500, description: 'Perspective; never changes facts' })),
    question: Type.Optional(Type.String({ maxLength: 2_000 })),
    depth: Type.Optional(Type.Enum([...DEPTHS])),
    style: Type.Optional(Type.Enum([...STYLES, ...Object.keys(STYLE_ALIASES)])),
    locale: Type.Optional(Type.Enum([...LOCALES])),
    fallback: Type.Optional(Type.Enum([...FALLBACKS])),
    chartId: Type.Optional(chartId),
    chart: Type.Optional(
      Type.Unsafe<Record<string, unknown>>(
        Type.Object({}, { additionalProperties: true, description: 'Taken only if it equals a stored chart' }),
      ),
    ),
    ...birthFields,
    persons: Type.Optional(Type.Array(Person, { minItems: 2, maxItems: 2, description: 'Two persons, one reading' })),
  },
  { ...closed, description: 'Exactly one subject: `chartId`, birth data, or `persons`' },
);
export type ExecuteBody = Static<typeof ExecuteBody>;

export const ExecuteHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: '1-255 visible characters; the same key and body are one reading (24 h)' }),
  ),
  prefer: Type.Optional(Type.String({ description: '`wait=1` to `wait=120`: seconds to wait for the result' })),
});

const Selection = Type.Object({
  mode: text,
  agentId: text,
  scores: Type.Record(Type.String(), Type.Integer()),
  matched: Type.Array(text),
  reason: text,
});

export const AcceptedReading = Type.Object({
  status: Type.Literal('pending'),
  readingId: text,
  runId: text,
  jobId: text,
  agentId: text,
  chartId: text,
  chartIds: Type.Array(text),
  pollUrl: text,
  selection: Selection,
  notes,
});
export type AcceptedReading = Static<typeof AcceptedReading>;

export const StatusDocument = Type.Object({
  readingId: text,
  jobId: text,
  agentId: text,
  status: Type.Enum(RUN_STATUSES),
  progress: integer,
  hasResult: Type.Boolean(),
  attempt: integer,
  retryAvailable: Type.Boolean(),
  retryCount: integer,
  maxRetries: integer,
  errorCode: nullable('string'),
  error: nullable('string'),
  errorMeta: nullable('object'),
  createdAt: time,
  updatedAt: time,
  startedAt: nullable('string'),
  completedAt: nullable('string'),
});
export type StatusDocument = Static<typeof StatusDocument>;

const Content = Type.Object({
  text,
  essence: nullable('string'),
  reflectionQuestions: Type.Unsafe<string[] | null>({ type: ['array', 'null'], items: { type: 'string' } }),
});
const free = { additionalProperties: true } as const;

export const ResultDocument = Type.Object({
  readingId: text,
  jobId: text,
  agentId: text,
  chartId: text,
  status: Type.Literal('completed'),
  version: integer,
  content: Content,
  missingParts: Type.Array(text),
  metadata: Type.Unsafe<Record<string, unknown>>(Type.Object({}, free)),
  completedAt: time,
});
export type ResultDocument = Static<typeof ResultDocument>;

export const ReadingDocument = Type.Object({
  readingId: text,
  userId: text,
  agentId: text,
  context: nullable('string'),
  question: nullable('string'),
  depth: text,
  style: text,
  locale: text,
  chartIds: Type.Array(text),
  status: Type.Enum(RUN_STATUSES),
  currentVersion: nullable('integer'),
  versions: Type.Array(
    Type.Object({
      version: integer,
      status: Type.Enum(['accepted', 'rejected']),
      jobId: text,
      attempt: integer,
      model: text,
      promptHash: text,
      content: Type.Optional(Content),
      violations: Type.Array(Type.Unsafe<unknown>(Type.Object({}, free))),
      createdAt: time,
    }),
  ),
  createdAt: time,
  updatedAt: time,
});
export type ReadingDocument = Static<typeof ReadingDocument>;
