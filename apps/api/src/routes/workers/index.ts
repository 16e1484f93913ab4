import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { listWorkers, type Sql } from '@taktstock/db';
import { LEASE, type Role, SEES_ALL } from '@taktstock/registry';
import { Type } from 'typebox';
import { READERS } from '../../plugins/auth.ts';
import { integer, problems, text, time } from '../fields.ts';

const Workers = Type.Object({
  workers: Type.Array(
    Type.Object({
      instance: text,
      agents: Type.Array(text),
      running: Type.Integer({ description: 'Runs it works on' }),
      isAlive: Type.Boolean({ description: 'false: silent for longer than a lease lasts, or its connection is gone' }),
      silentMs: Type.Integer({ description: 'Age of its last heartbeat' }),
      startedAt: time,
    }),
  ),
  heartbeatMs: integer,
});

/** Whose work this is concerns nobody but those who see everything. */
const roles = READERS.filter((role: Role) => SEES_ALL.includes(role));

/** The fleet: which processes serve which agents. */
export const workerRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/workers',
    {
      config: { roles },
      schema: {
        tags: ['orchestrator'],
        operationId: 'listWorkers',
        summary: 'Worker processes of the last hour, the living first',
        response: { 200: Workers, ...problems },
      },
    },
    async () => ({
      workers: (await listWorkers(sql)).map(({ startedAt, ...worker }) => ({
        ...worker,
        startedAt: startedAt.toISOString(),
      })),
      heartbeatMs: LEASE.heartbeatMs,
    }),
  );
};
