import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Sql, type Timeline, timelineOf } from '@taktstock/db';
import { STEP_STATUSES } from '@taktstock/registry';
import { Type } from 'typebox';
import { callerOf, READERS } from '../../plugins/auth.ts';
import { integer, nullable, problems, text, time } from '../fields.ts';
import { callDocument, ModelCall } from './calls.ts';
import { runOf } from './find.ts';
import { RunParam } from './schema.ts';

const TimelineDocument = Type.Object({
  runId: text,
  events: Type.Array(
    Type.Object({
      id: integer,
      type: text,
      payload: Type.Record(Type.String(), Type.Unsafe<string | number | boolean | null>({})),
      at: time,
    }),
    { description: 'In order, without the pieces of text; at most the latest 500' },
  ),
  steps: Type.Array(
    Type.Object({
      name: text,
      position: integer,
      status: Type.Enum(STEP_STATUSES),
      attempts: integer,
      errorCode: nullable('string'),
      startedAt: Type.Unsafe<string | null>({ ...nullable('string'), description: 'Of its latest attempt' }),
      finishedAt: nullable('string'),
    }),
  ),
  calls: Type.Array(ModelCall),
});

/** Where the time and the money of a run went. */
export const timelineRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/runs/:id/timeline',
    {
      config: { roles: READERS }, // names the machines of workers
      schema: {
        tags: ['runs'],
        operationId: 'getTimeline',
        summary: 'Events, steps and model calls of a run with their times; not for run tokens, which browsers hold',
        params: RunParam,
        response: { 200: TimelineDocument, ...problems },
      },
    },
    async (request) => {
      const run = await runOf(sql, callerOf(request), request.params.id);
      return { runId: run.id, ...shown(await timelineOf(sql, run.id)) };
    },
  );
};

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

const shown = ({ events, steps, calls }: Timeline) => ({
  events: events.map(({ seq, type, data, at }) => ({
    id: seq,
    type,
    payload: data as Record<string, string | number | boolean | null>,
    at,
  })),
  steps: steps.map((step) => ({ ...step, startedAt: iso(step.startedAt), finishedAt: iso(step.finishedAt) })),
  calls: calls.map(callDocument),
});
