import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { createTicket, type Sql } from '@taktstock/db';
import { Type } from 'typebox';
import { callerOf, RUN_READERS } from '../../plugins/auth.ts';
import { bodyOrEmpty, NoBody, problems } from '../fields.ts';

const Ticket = Type.Object({
  ticket: Type.String({
    description: 'Opens one WebSocket within 30 s: subprotocols `taktstock.v1`, `ticket.<value>`',
  }),
});

/** Tickets for browsers, which cannot send a key with a WebSocket. */
export const ticketRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.post(
    '/ws-tickets',
    {
      config: { roles: RUN_READERS },
      preValidation: bodyOrEmpty,
      schema: {
        tags: ['live'],
        operationId: 'createTicket',
        summary: 'A ticket for /ws',
        body: NoBody,
        response: { 200: Ticket, ...problems },
      },
    },
    async (request) => ({ ticket: await createTicket(sql, callerOf(request)) }),
  );
};
