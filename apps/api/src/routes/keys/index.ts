import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type ApiKeyRow, issueApiKey, listApiKeys, revokeApiKey, type Sql } from '@taktstock/db';
import { AppError, createApiKey, MAX_LIVE_KEYS } from '@taktstock/registry';
import { Faults } from '../../faults.ts';
import { ADMINS, callerOf } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { ApiKey, IssuedKey, KeyBody, KeyList, KeyParam, KeysQuery } from './schema.ts';

const tags = ['keys'];
const config = { roles: ADMINS };

/** API keys: who may call us, as whom, and until when. */
export const keyRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/api/keys',
    {
      config,
      schema: {
        operationId: 'listKeys',
        tags,
        summary: 'API keys, newest first; never their secrets',
        querystring: KeysQuery,
        response: { 200: KeyList, ...problems },
      },
    },
    async ({ query: { owner = null, limit = 50, offset = 0 } }) => {
      const { keys, total } = await listApiKeys(sql, { owner, limit, offset });
      return { keys: keys.map(documentOf), total, limit, offset };
    },
  );

  app.post(
    '/api/keys',
    {
      config,
      schema: {
        operationId: 'createKey',
        tags,
        summary: 'A new API key; its token is shown this once',
        description: `An owner has at most ${MAX_LIVE_KEYS} live keys of a role: the one in use and its successor.`,
        body: KeyBody,
        response: { 201: IssuedKey, ...problems },
      },
    },
    async (request, reply) => {
      const { expiresAt: until, ...wanted } = request.body;
      const expiresAt = until === undefined ? null : expiryOf(until);
      const { id, hash, token } = createApiKey();
      const key = await issueApiKey(sql, { id, hash, expiresAt, ...wanted }, callerOf(request));
      if (key === undefined) {
        throw new AppError(
          'TOO_MANY_KEYS',
          `${wanted.owner} has ${MAX_LIVE_KEYS} live keys of this role: revoke one first.`,
        );
      }
      return reply.code(201).send({ token, key: documentOf(key) });
    },
  );

  app.delete(
    '/api/keys/:id',
    {
      config,
      schema: {
        operationId: 'revokeKey',
        tags,
        summary: 'Revoke an API key for good',
        params: KeyParam,
        response: { 200: ApiKey, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      // So there is always a key left that can undo what this one did.
      if (request.params.id === caller.keyId) throw new AppError('KEY_IN_USE', 'Use another key to revoke this one.');
      const key = await revokeApiKey(sql, request.params.id, caller);
      if (key === undefined) throw new AppError('KEY_NOT_FOUND');
      return documentOf(key);
    },
  );
};

function expiryOf(until: string): Date {
  const expiresAt = new Date(until);
  const faults = new Faults();
  if (!(expiresAt.getTime() > Date.now())) faults.add('/expiresAt', 'VALIDATION_FAILED', 'must be a time to come');
  faults.throwIfAny();
  return expiresAt;
}

const documentOf = ({ createdAt, expiresAt, revokedAt, ...key }: ApiKeyRow) => ({
  ...key,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
});
