import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type AuditFacts, auditEntries, type Sql } from '@taktstock/db';
import { Type } from 'typebox';
import { ADMINS } from '../../plugins/auth.ts';
import { limit, nullable, problems, text, time } from '../fields.ts';

const AuditQuery = Type.Object(
  {
    limit,
    cursor: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,17}$', description: 'nextCursor of the page before' })),
  },
  { additionalProperties: false },
);

const facts = Type.Unsafe<AuditFacts | null>({
  type: ['object', 'null'],
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
});

const AuditPage = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: text,
      actor: Type.String({ description: 'Id of the API key' }),
      role: text,
      action: text,
      subject: nullable('string'),
      before: facts,
      after: facts,
      reason: nullable('string'),
      at: time,
    }),
  ),
  nextCursor: nullable('string'),
});

/** Who did what to whom. */
export const auditRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/audit',
    {
      config: { roles: ADMINS },
      schema: {
        operationId: 'listAudit',
        tags: ['audit'],
        summary: 'What persons have changed, newest first',
        querystring: AuditQuery,
        response: { 200: AuditPage, ...problems },
      },
    },
    async ({ query: { limit: most = 50, cursor } }) => {
      const rows = await auditEntries(sql, cursor === undefined ? null : Number(cursor), most + 1);
      const entries = rows
        .slice(0, most)
        .map(({ id, at, ...entry }) => ({ ...entry, id: String(id), at: at.toISOString() }));
      return { entries, nextCursor: rows.length > most ? entries.at(-1)!.id : null };
    },
  );
};
