import Type from 'typebox';
import Value from 'typebox/value';
import { CENTERS } from './centers.ts';

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const State = Type.Union([Type.Literal('defined'), Type.Literal('undefined')]);

// A chart without a birth time lacks whatever changes over its day, so every field may be absent.
const Chart = Type.Object({
  core: Type.Optional(
    Type.Object({
      type: Text,
      authority: Text,
      strategy: Text,
      profile: Text,
      definition: Text,
      notSelfTheme: Text,
    }),
  ),
  centers: Type.Optional(Type.Object(Object.fromEntries(CENTERS.map((center) => [center, Type.Optional(State)])))),
  channels: Type.Optional(Type.Array(Type.Object({ number: Type.String({ pattern: '^\\d+-\\d+$' }), name: Text }))),
  gates: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^\\d+$' }),
      Type.Object({
        line: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 6 }), Type.Null()])),
        name: Text,
        activations: Type.Optional(
          Type.Array(Type.Object({ side: Type.String(), planet: Type.String(), line: Type.Optional(Type.Integer()) })),
        ),
      }),
    ),
  ),
});

/** A chart as the prompt carries it, as far as the sandbox writes about it. */
export type Chart = Type.Static<typeof Chart>;

/** Reads a chart; null when the text is no chart. */
export function readChart(json: string): Chart | null {
  try {
    const chart: unknown = JSON.parse(json);
    return Value.Check(Chart, chart) ? chart : null;
  } catch {
    return null;
  }
}
