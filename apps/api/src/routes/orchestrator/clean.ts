import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { cancelPending, type Sql } from '@taktstock/db';
import { AppError, getSupportedAgents } from '@taktstock/registry';
import { callerOf, OPERATORS } from '../../plugins/auth.ts';
import { bodyOrEmpty, NoBody, problems } from '../fields.ts';
import { CleanedDocument } from './schema.ts';

type Deps = { sql: Sql; bus: Bus; isProduction: boolean };

/** Throws away what waits, for installations that are tested. */
export const cleanRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { sql, bus, isProduction }) => {
  app.post(
    '/api/orchestrator/clean-queue',
    {
      config: { roles: OPERATORS },
      preValidation: bodyOrEmpty,
      schema: {
        tags: ['orchestrator'],
        operationId: 'cleanQueue',
        summary: 'Cancel all readings that wait, outside production',
        body: NoBody,
        response: { 200: CleanedDocument, ...problems },
      },
    },
    async (request) => {
      if (isProduction) throw new AppError('FORBIDDEN_IN_PRODUCTION');
      const { runs, events } = await cancelPending(sql, 'reading', callerOf(request));
      bus.live.publish(events);
      for (const { runId, progress } of runs)
        bus.live.status({ runId, kind: 'reading', status: 'cancelled', progress });
      const kept = await bus.doorbell.silence(getSupportedAgents('reading').map(({ queue }) => queue));
      const waiting = runs.filter(({ wasDue }) => wasDue).length;
      return { removed: { waiting, delayed: runs.length - waiting, ...kept } };
    },
  );
};
