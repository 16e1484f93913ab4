import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Sql, type Usages, usageBetween } from '@taktstock/db';
import { usdOf } from '@taktstock/registry';
import { Faults } from '../../faults.ts';
import { callerOf, READERS, scopeOf } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { UsageDocument, UsageQuery } from './schema.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** More is a question for the database, not for a page. */
const MAX_DAYS = 400;

/** What models were asked, and what it cost. */
export const usageRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/api/usage',
    {
      config: { roles: READERS },
      schema: {
        operationId: 'getUsage',
        tags: ['money'],
        summary: 'Calls, tokens and cost by agent, model or day',
        querystring: UsageQuery,
        response: { 200: UsageDocument, ...problems },
      },
    },
    async (request) => {
      const { groupBy = 'day' } = request.query;
      const period = periodOf(request.query, Date.now());
      const { groups, total } = await usageBetween(sql, { ...period, groupBy, owner: scopeOf(callerOf(request)) });
      return {
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        groupBy,
        groups: groups.map(({ group, ...usages }) => ({ group, ...shown(usages) })),
        total: shown(total),
      };
    },
  );
};

function shown({
  input,
  cacheRead,
  cacheWrite,
  output,
  costMicros,
  estimatedMicros,
  reservedMicros,
  ...calls
}: Usages) {
  return {
    ...calls,
    tokens: { input, cacheRead, cacheWrite, output, total: input + cacheRead + cacheWrite + output },
    costUsd: costMicros === null ? null : usdOf(costMicros),
    estimatedUsd: usdOf(estimatedMicros),
    reservedUsd: usdOf(reservedMicros),
  };
}

/** The period that a query means; throws one 422 with everything that is wrong about it. */
function periodOf({ from, to }: { from?: string; to?: string }, now: number): { from: Date; to: Date } {
  const faults = new Faults();
  const end = to === undefined ? now : instantOf(to, '/query/to', faults) + (to.includes('T') ? 0 : DAY_MS);
  const start = from === undefined ? end - DEFAULT_DAYS * DAY_MS : instantOf(from, '/query/from', faults);
  if (start >= end) faults.add('/query/from', 'VALIDATION_FAILED', 'must lie before the end');
  if (end - start > MAX_DAYS * DAY_MS) faults.add('/query/from', 'VALIDATION_FAILED', `at most ${MAX_DAYS} days`);
  faults.throwIfAny();
  return { from: new Date(start), to: new Date(end) };
}

/** Milliseconds of a day or instant that exists: JavaScript would take 30 February for 2 March. */
function instantOf(text: string, pointer: string, faults: Faults): number {
  const date = new Date(text);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
  if (!exists) faults.add(pointer, 'VALIDATION_FAILED', 'there is no such time');
  return date.getTime();
}
