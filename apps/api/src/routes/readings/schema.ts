import { DEPTHS, FALLBACKS, LOCALES, RUN_STATUSES, SELECTION_MODES, STYLE_ALIASES, STYLES } from '@taktstock/registry';
import { type Static, Type } from 'typebox';
import { birthFields, chartId, closed, notes, Person, userId } from '../../births/fields.ts';
import { integer, nullable, text, time } from '../fields.ts';
import { ErrorMeta, Violation } from '../runs/schema.ts';

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

export const AskHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: '1-255 visible characters; the same key and body are one reading (24 h)' }),
  ),
  prefer: Type.Optional(Type.String({ description: '`wait=1` to `wait=120`: seconds to wait for the result' })),
});

const Selection = Type.Object(
  {
    mode: Type.Enum(SELECTION_MODES),
    agentId: text,
    scores: Type.Record(Type.String(), Type.Integer(), { description: 'By id of the agent' }),
    matched: Type.Array(Type.String({ description: 'A keyword; `*` ends one that stands for a beginning' })),
    reason: text,
  },
  { description: 'Why this agent' },
);

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
  errorMeta: ErrorMeta,
  createdAt: time,
  updatedAt: time,
  startedAt: nullable('string'),
  completedAt: nullable('string'),
});
export type StatusDocument = Static<typeof StatusDocument>;

const Content = Type.Object({
  text: Type.String({ description: 'Markdown' }),
  essence: nullable('string'),
  reflectionQuestions: Type.Unsafe<string[] | null>({
    type: ['array', 'null'],
    items: { type: 'string' },
    description: 'Six, or null',
  }),
});

const Metadata = Type.Object(
  {
    agentId: text,
    agentVersion: text,
    promptHash: text,
    chartId: text,
    chartVersion: text,
    inputHash: text,
    context: nullable('string'),
    depth: Type.Enum(DEPTHS),
    style: Type.Enum(STYLES),
    locale: Type.Enum(LOCALES),
    model: text,
    tokensIn: integer,
    tokensOut: integer,
    costUsd: nullable('number'),
    durationMs: integer,
    fallback: Type.Boolean({ description: 'Composed from the chart without a model' }),
    claims: Type.Array(
      Type.Object({ kind: text, claim: text, pointer: nullable('string'), label: Type.Optional(text) }),
      { description: 'The facts that the reading names, each once' },
    ),
  },
  { description: 'What the version was made of; `costUsd` is null when a price is unknown' },
);
export type Metadata = Static<typeof Metadata>;

export const ResultDocument = Type.Object({
  readingId: text,
  jobId: text,
  agentId: text,
  chartId: text,
  status: Type.Literal('completed'),
  version: integer,
  content: Content,
  missingParts: Type.Array(text),
  metadata: Metadata,
  completedAt: time,
});
export type ResultDocument = Static<typeof ResultDocument>;

export const ReadingDocument = Type.Object({
  readingId: text,
  userId: text,
  agentId: text,
  context: nullable('string'),
  question: nullable('string'),
  depth: Type.Enum(DEPTHS),
  style: Type.Enum(STYLES),
  locale: Type.Enum(LOCALES),
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
      violations: Type.Array(Violation),
      createdAt: time,
    }),
  ),
  createdAt: time,
  updatedAt: time,
});
export type ReadingDocument = Static<typeof ReadingDocument>;

/** What an answer to a request for a reading says that did not just promise one. */
export const FinishedReading = Type.Union([ResultDocument, StatusDocument, AcceptedReading], {
  description:
    'With `Prefer: wait`: the result, or the status of a run that failed. Repeated `Idempotency-Key`: the first answer',
});
export type FinishedReading = Static<typeof FinishedReading>;
