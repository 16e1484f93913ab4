import { USAGE_GROUPS } from '@taktstock/db';
import { Type } from 'typebox';
import { integer, nullable, time } from '../fields.ts';

const moment = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z)?$',
      description: `${description}: a day (UTC) or an instant, such as 2026-01-15 or 2026-01-15T09:00:00.000Z`,
    }),
  );

export const UsageQuery = Type.Object(
  {
    from: moment('Beginning, inclusive; default: 30 days before the end'),
    to: moment('End: a day counts whole, an instant does not count; default: now'),
    groupBy: Type.Optional(Type.Enum([...USAGE_GROUPS], { default: 'day' })),
  },
  { additionalProperties: false },
);

const usages = {
  calls: integer,
  openCalls: Type.Integer({ description: 'Under way: what they cost is not known yet, see reservedUsd' }),
  failedCalls: integer,
  unpricedCalls: Type.Integer({ description: 'Calls whose price is unknown: they are not part of costUsd' }),
  estimatedCalls: Type.Integer({ description: 'Calls whose worker died: counted with the most they can have used' }),
  tokens: Type.Object(
    { input: integer, cacheRead: integer, cacheWrite: integer, output: integer, total: integer },
    { description: 'Buckets that do not overlap; total is their sum' },
  ),
  costUsd: Type.Unsafe<number | null>({
    ...nullable('number'),
    description: 'null: calls have ended, and of none of them the price is known',
  }),
  estimatedUsd: Type.Number({ description: 'The part of costUsd that is estimated' }),
  reservedUsd: Type.Number({ description: 'The most that the calls under way may cost' }),
};

export const UsageDocument = Type.Object({
  from: time,
  to: time,
  groupBy: Type.Enum([...USAGE_GROUPS]),
  groups: Type.Array(
    Type.Object({ group: Type.String({ description: 'Id of the agent or model, or the day' }), ...usages }),
    { description: 'In order of their name; a group without calls is not there' },
  ),
  total: Type.Object(usages),
});
