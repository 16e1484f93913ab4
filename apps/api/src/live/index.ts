import websocket from '@fastify/websocket';
import { type Sql, spendTicket } from '@taktstock/db';
import { AppError, type Principal } from '@taktstock/registry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Config, listOf } from '../config.ts';
import { callerOf, RUN_READERS } from '../plugins/auth.ts';
import { isOwnOrigin } from '../plugins/sessions.ts';
import type { Hub } from './hub.ts';
import type { Seats } from './seats.ts';
import { GOING_AWAY, LiveSocket, POLICY } from './socket.ts';

export const PROTOCOL = 'taktstock.v1';
const MAX_PAYLOAD = 16 * 1_024;
const PING_MS = 30_000;

/** Whoever holds a connection open shows the key only once: it is looked at again this often. */
const REVIEW_MS = 2_000;

type Deps = { sql: Sql; hub: Hub; seats: Seats; config: Config; sockets: Set<LiveSocket> };

/** Ends what is left of the sockets this long after their goodbye. */
const CLOSE_MS = 1_000;

/** Browsers cannot send a header with a WebSocket: they bring a ticket as a second subprotocol. */
function ticketOf(request: FastifyRequest): string | null {
  const protocols = listOf(request.headers['sec-websocket-protocol'] ?? '');
  return protocols.find((protocol) => protocol.startsWith('ticket.'))?.slice('ticket.'.length) ?? null;
}

/** A page of a foreign origin must not use its visitor's network position; programs send no Origin. */
function refuseForeignOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || allowed.includes(origin)) return;
  if (isOwnOrigin(origin, request)) return;
  throw new AppError('FORBIDDEN', 'This origin is not allowed.');
}

/**
 * Lets requests become sockets. Before any other hook: as of 11.3.6 the plugin lets go of the connection of a refused
 * upgrade only if its own hook came first, and without that every refusal would leave a connection open for ever.
 */
export async function acceptSockets(app: FastifyInstance, hub: Hub): Promise<Set<LiveSocket>> {
  const sockets = new Set<LiveSocket>();
  await app.register(websocket, {
    options: {
      maxPayload: MAX_PAYLOAD,
      handleProtocols: (protocols) => (protocols.has(PROTOCOL) ? PROTOCOL : false),
    },
    // ws says goodbye by itself (1009 for a message too large, 1002 for garbage); cutting it off would lose that.
    errorHandler: (error, socket) => {
      app.log.debug({ err: error }, 'live: socket error');
      setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    },
    preClose: (done) => {
      hub.close();
      for (const socket of sockets) socket.close(GOING_AWAY, 'the server is stopping');
      // Sockets that do not answer would keep the server open.
      const clients = app.websocketServer.clients;
      setTimeout(() => {
        for (const client of clients) client.terminate();
      }, CLOSE_MS).unref();
      app.websocketServer.close(() => {});
      done();
    },
  });
  return sockets;
}

/** `/ws`: events and previews, live and replayed. */
export function liveRoutes(app: FastifyInstance, { sql, hub, seats, config, sockets }: Deps): void {
  const origins = listOf(config.CORS_ORIGINS);

  const byTicket = async (request: FastifyRequest): Promise<Principal | null> => {
    const ticket = ticketOf(request);
    return ticket === null || !request.ws ? null : spendTicket(sql, ticket);
  };

  app.route({
    method: 'GET',
    url: '/ws',
    schema: { hide: true },
    exposeHeadRoute: false,
    config: { roles: RUN_READERS, authenticate: byTicket }, // what they see differs
    preValidation: async (request) => {
      if (!request.ws) throw new AppError('MALFORMED_REQUEST', 'This is a WebSocket.', { status: 426 });
      refuseForeignOrigin(request, origins);
      seats.check(callerOf(request).keyId);
    },
    handler: async () => null,
    wsHandler: (socket, request) => {
      const caller = callerOf(request);
      const maxSubscriptions = config.WS_SUBSCRIPTIONS;
      const live = new LiveSocket(socket, request.raw.socket, caller, { sql, hub, log: request.log, maxSubscriptions });
      sockets.add(live);
      const leave = seats.take(caller.keyId, () => live.close(POLICY, 'the key is not valid any more'));
      clearTimeout(request.deadline);
      socket.on('close', () => {
        sockets.delete(live);
        leave();
      });
    },
  });

  const pinging = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, PING_MS).unref();
  const reviewing = setInterval(() => {
    seats.review(sql).catch((error: unknown) => app.log.warn({ err: error }, 'live: keys could not be looked at'));
  }, REVIEW_MS).unref();
  app.addHook('onClose', async () => {
    clearInterval(pinging);
    clearInterval(reviewing);
  });
}
