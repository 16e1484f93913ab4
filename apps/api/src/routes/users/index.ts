import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { eraseUser, type Sql } from '@taktstock/db';
import { Type } from 'typebox';
import { ADMINS, callerOf } from '../../plugins/auth.ts';
import { integer, nameInPath, problems, text } from '../fields.ts';

const UserParam = Type.Object({ userId: nameInPath('As the requests named the user') });

const EraseQuery = Type.Object(
  {
    owner: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Only the user whom the keys of this owner named so; default: whoever named them',
      }),
    ),
  },
  { additionalProperties: false },
);

const ErasedUser = Type.Object({
  userId: text,
  deleted: Type.Object({
    readings: integer,
    versions: integer,
    charts: Type.Integer({ description: 'Those that no other user has' }),
    runs: Type.Integer({ description: 'Of these nothing is left but numbers' }),
  }),
});

/** Users are names that backends make up; all there is to do with them here is to forget them. */
export const userRoutes: FastifyPluginAsyncTypebox<{ sql: Sql; bus: Bus }> = async (app, { sql, bus }) => {
  app.delete(
    '/api/users/:userId/data',
    {
      config: { roles: ADMINS },
      schema: {
        operationId: 'eraseUserData',
        tags: ['users'],
        summary: 'Erase everything that is kept about a user',
        params: UserParam,
        querystring: EraseQuery,
        response: { 200: ErasedUser, ...problems },
      },
    },
    async (request) => {
      const { userId } = request.params;
      const user = { userId, owner: request.query.owner ?? null };
      const { deleted, stopped, events } = await eraseUser(sql, user, callerOf(request));
      bus.live.publish(events);
      for (const { runId, kind } of stopped) {
        bus.live.cancel(runId);
        bus.live.status({ runId, kind, status: 'cancelled', progress: 0 });
      }
      return { userId, deleted };
    },
  );
};
