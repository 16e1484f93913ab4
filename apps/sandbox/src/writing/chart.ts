import type { ChartFacts } from '@taktstock/composer';
import Type from 'typebox';
import Value from 'typebox/value';

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Line = Type.Integer({ minimum: 1, maximum: 6 });

// A chart without a birth time lacks whatever changes over its day, so every field may be absent.
const Chart = Type.Object({
  core: Type.Optional(
    Type.Object({
      ...{ type: Text, authority: Text, strategy: Text, profile: Text, definition: Text, notSelfTheme: Text },
    }),
  ),
  centers: Type.Optional(Type.Record(Type.String(), Type.Enum(['defined', 'undefined']))),
  channels: Type.Optional(Type.Array(Type.Object({ number: Type.String({ pattern: '^\\d+-\\d+$' }) }))),
  gates: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^([1-9]|[1-5]\\d|6[0-4])$' }),
      Type.Object({
        line: Type.Optional(Type.Union([Line, Type.Null()])),
        activations: Type.Optional(
          Type.Array(Type.Object({ side: Type.String(), planet: Type.String(), line: Type.Optional(Line) })),
        ),
      }),
    ),
  ),
});

/** Reads a chart; null when the text is no chart. */
export function readChart(json: string): ChartFacts | null {
  try {
    const chart: unknown = JSON.parse(json);
    return Value.Check(Chart, chart) ? chart : null;
  } catch {
    return null;
  }
}
