import { DEPTHS, FALLBACKS, LOCALES, RUN_STATUSES, STYLE_ALIASES, STYLES } from '@taktstock/registry';
import { type Static, Type } from 'typebox';
import { integer, nullable, text, time } from '../fields.ts';

export const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

const closed = { additionalProperties: false } as const;
const chartId = Type.String({ pattern: UUID, description: 'Id of a stored chart' });

const BirthPlace = Type.Union(
  [
    Type.String({ minLength: 2, maxLength: 255 }),
    Type.Object({ placeId: Type.String({ minLength: 1, maxLength: 100 }) }, closed),
    Type.Object(
      {
        latitude: Type.Number({ description: '-90 to 90' }),
        longitude: Type.Number({ description: '-180 to 180' }),
        timezone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name' })),
      },
      closed,
    ),
  ],
  { description: 'Name of a place, its id, or its coordinates with an IANA zone (`utcOffset` may replace the zone)' },
);

const birthFields = {
  birthDate: Type.Optional(Type.String({ maxLength: 32, description: 'YYYY-MM-DD' })),
  birthTime: Type.Optional(Type.String({ maxLength: 32, description: 'HH:MM, 24 hours' })),
  birthTimeUnknown: Type.Optional(Type.Boolean({ description: 'true: there is no birthTime' })),
  birthPlace: Type.Optional(BirthPlace),
  utcOffset: Type.Optional(Type.String({ maxLength: 16, description: '+HH:MM, replaces the zone of the place' })),
  timeFold: Type.Optional(Type.Enum(['earlier', 'later'], { description: 'Which of two equal local times is meant' })),
};

const Person = Type.Object(
  {
    label: Type.Optional(
      Type.String({ minLength: 1, maxLength: 80, description: 'How the reading names this person' }),
    ),
    chartId: Type.Optional(chartId),
    ...birthFields,
  },
  closed,
);

/** The body of every route that asks for a reading. Which fields go together is checked in subject.ts. */
export const ExecuteBody = Type.Object(
  {
    userId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'Opaque; default: the owner of the key' }),
    ),
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
export type PersonFields = Static<typeof Person>;

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
  notes: Type.Optional(
    Type.Array(Type.Object({ code: text, detail: text }), { description: 'How the instant of birth was found' }),
  ),
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
