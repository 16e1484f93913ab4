import type { Chart } from '@taktstock/chart';
import { type Static, Type } from 'typebox';
import { birthFields, closed, notes, Person, UUID, userId } from '../../births/fields.ts';
import { integer, nullable, text } from '../fields.ts';

export const CalculateBody = Type.Object({ userId: Type.Optional(userId), ...birthFields }, closed);
export type CalculateBody = Static<typeof CalculateBody>;

export const CompositeBody = Type.Object(
  { persons: Type.Array(Person, { minItems: 2, maxItems: 10, description: 'Each with `chartId` or with birth data' }) },
  closed,
);
export type CompositeBody = Static<typeof CompositeBody>;

export const ChartParam = Type.Object({ id: Type.String({ description: 'Id of the chart' }) });

export const DrawingQuery = Type.Object(
  { theme: Type.Optional(Type.Enum(['light', 'dark'], { default: 'light' })) },
  { additionalProperties: false },
);

const state = Type.Enum(['defined', 'undefined']);
const variation = Type.Record(Type.String(), Type.Array(Type.Unsafe<string | number>({ type: ['string', 'number'] })), {
  description: 'JSON pointer to all values of the fact, in order of time',
});
const side = Type.Enum(['personality', 'design']);
const some = { additionalProperties: true } as const;

const Activation = Type.Object({
  side,
  planet: text,
  line: integer,
  nextLine: Type.Optional(
    Type.Object(
      { arcsec: Type.Number(), minutes: nullable('integer') },
      { description: 'Distance to the nearest other line: in arc, and in minutes of birth time (negative: earlier)' },
    ),
  ),
});

/** The public chart; packages/chart makes it and it is answered as it was stored, so this only describes it. */
const ChartDocument = Type.Unsafe<Chart>(
  Type.Object(
    {
      core: Type.Object({
        type: Type.Optional(text),
        authority: Type.Optional(text),
        strategy: Type.Optional(text),
        profile: Type.Optional(text),
        definition: Type.Optional(text),
        notSelfTheme: Type.Optional(text),
      }),
      centers: Type.Record(Type.String(), state),
      channels: Type.Array(Type.Object({ number: text, name: text })),
      gates: Type.Record(
        Type.String(),
        Type.Object({ line: Type.Optional(integer), name: text, activations: Type.Array(Activation) }),
        { description: 'By number of the gate' },
      ),
      incarnationCross: Type.Optional(
        Type.Object({ type: text, gates: Type.Array(integer), name: nullable('string') }),
      ),
      engine: Type.Object({ name: text, version: text }),
      birthTimeUnknown: Type.Boolean(),
      unstable: Type.Optional(variation),
      sensitivity: Type.Optional(
        Type.Array(Type.Object({ minutes: integer, changes: variation }), {
          description: 'What would be different within so many minutes of the birth time',
        }),
      ),
      lessExact: Type.Optional(Type.Array(text, { description: 'Bodies outside the years their series was made for' })),
    },
    {
      ...some,
      description: 'Immutable and free of birth data. With an unknown birth time it holds only what is certain all day',
    },
  ),
);

export const ChartAnswer = Type.Object({
  success: Type.Literal(true),
  chartId: Type.String({ pattern: UUID }),
  chart: ChartDocument,
  source: Type.Enum(['calculated', 'stored'], { description: 'stored: this chart was computed before' }),
  version: Type.String({ description: 'Of the engine that computed it' }),
  sources: Type.Array(Type.String({ description: 'To be named where the chart is shown' })),
  notes,
});
export type ChartAnswer = Static<typeof ChartAnswer>;

export const CompositeAnswer = Type.Object({
  success: Type.Literal(true),
  chartId: Type.String({
    description: 'Equal for equal charts in equal order; it names this composite and is not stored',
  }),
  persons: Type.Array(Type.String({ description: 'Id of the chart' })),
  channels: Type.Array(
    Type.Object({
      number: text,
      class: Type.Enum(['parallel', 'companionship', 'compromise', 'electromagnetic', 'none']),
      owners: Type.Array(integer, { description: 'Positions in `persons` of those who have the whole channel' }),
    }),
    { description: 'All 36' },
  ),
  centers: Type.Record(Type.String(), state, { description: 'As all gates together define them' }),
  notes,
});
export type CompositeAnswer = Static<typeof CompositeAnswer>;
