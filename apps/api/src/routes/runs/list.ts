import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type ListedRun, listRuns, runsEnded, type Sql } from '@taktstock/db';
import { RUN_STATUSES, usdOf } from '@taktstock/registry';
import { Type } from 'typebox';
import { UUID } from '../../births/fields.ts';
import { callerOf, READERS, scopeOf } from '../../plugins/auth.ts';
import { integer, limit, nullable, problems, text, time } from '../fields.ts';

const RunsQuery = Type.Object(
  {
    kind: Type.Optional(Type.String({ maxLength: 64, description: 'Such as `reading`' })),
    status: Type.Optional(Type.Enum(RUN_STATUSES)),
    agent: Type.Optional(Type.String({ maxLength: 64, description: 'Id of the agent' })),
    id: Type.Optional(Type.String({ pattern: UUID, description: 'Id of a run, or of its reading' })),
    cursor: Type.Optional(Type.String({ pattern: UUID, description: 'nextCursor of the page before' })),
    limit,
  },
  { additionalProperties: false },
);

const RunList = Type.Object({
  runs: Type.Array(
    Type.Object({
      runId: text,
      readingId: nullable('string'),
      kind: text,
      agent: text,
      status: Type.Enum(RUN_STATUSES),
      attempt: integer,
      progress: integer,
      waitReason: nullable('string'),
      errorCode: nullable('string'),
      costUsd: Type.Number(),
      createdAt: time,
      startedAt: nullable('string'),
      finishedAt: nullable('string'),
    }),
  ),
  nextCursor: Type.Unsafe<string | null>({ ...nullable('string'), description: 'null: this is the last page' }),
});

const ActivityQuery = Type.Object(
  { minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_440, default: 60 })) },
  { additionalProperties: false },
);

const Activity = Type.Object({
  minutes: Type.Array(Type.Object({ at: time, completed: integer, failed: integer }), {
    description: 'Oldest first; the last one is not over yet',
  }),
});

const tags = ['runs'];

/** Runs of every kind as a list, and how many ended when. */
export const runListRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/runs',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'listRuns',
        summary: 'Runs, newest first',
        querystring: RunsQuery,
        response: { 200: RunList, ...problems },
      },
    },
    async (request) => {
      const { kind = null, status = null, agent = null, id = null, cursor = null, limit = 50 } = request.query;
      const owner = scopeOf(callerOf(request));
      const runs = await listRuns(sql, { owner, kind, status, agent, id, cursor, limit: limit + 1 });
      const page = runs.slice(0, limit);
      return { runs: page.map(rowOf), nextCursor: runs.length > limit ? page.at(-1)!.runId : null };
    },
  );

  app.get(
    '/runs/activity',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'getActivity',
        summary: 'Runs that ended, by minute',
        querystring: ActivityQuery,
        response: { 200: Activity, ...problems },
      },
    },
    async (request) => {
      const minutes = await runsEnded(sql, request.query.minutes ?? 60, scopeOf(callerOf(request)));
      return { minutes: minutes.map(({ at, ...ended }) => ({ at: at.toISOString(), ...ended })) };
    },
  );
};

const rowOf = ({ costMicros, createdAt, startedAt, finishedAt, ...run }: ListedRun) => ({
  ...run,
  costUsd: usdOf(costMicros),
  createdAt: createdAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  finishedAt: finishedAt?.toISOString() ?? null,
});
