import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { insertRunToken, type Sql } from '@taktstock/db';
import { createRunToken } from '@taktstock/registry';
import { Type } from 'typebox';
import { callerOf, WRITERS } from '../../plugins/auth.ts';
import { bodyOrEmpty, NoBody, problems, text, time } from '../fields.ts';
import { runOf } from './find.ts';
import { RunParam } from './schema.ts';

const RunToken = Type.Object({
  token: Type.String({
    description: 'Bearer token that reads this run: state, result, reading, stream, tickets for /ws. Shown once',
  }),
  runId: text,
  expiresAt: time,
});

/** Tokens that a backend hands to a browser, so that its key stays at home. */
export const tokenRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.post(
    '/runs/:id/tokens',
    {
      config: { roles: WRITERS },
      preValidation: bodyOrEmpty,
      schema: {
        tags: ['runs'],
        operationId: 'createRunToken',
        summary: 'A token that reads this run for an hour',
        params: RunParam,
        body: NoBody,
        response: { 201: RunToken, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const run = await runOf(sql, caller, request.params.id);
      const { id, hash, token } = createRunToken();
      const expiresAt = await insertRunToken(sql, { id, hash, runId: run.id, keyId: caller.keyId });
      return reply.code(201).send({ token, runId: run.id, expiresAt: expiresAt.toISOString() });
    },
  );
};
