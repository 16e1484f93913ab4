import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { holderOfRunToken, type Sql } from '@taktstock/db';
import { isFinal, type Principal, runTopic } from '@taktstock/registry';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Hub } from '../../live/hub.ts';
import type { Seats } from '../../live/seats.ts';
import { EventStream } from '../../live/stream.ts';
import { callerOf, RUN_READERS } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { runOf } from './find.ts';
import { RunParam } from './schema.ts';

type Deps = { sql: Sql; hub: Hub; seats: Seats; streams: Set<EventStream> };

/** Proxies give up a connection that is silent for a minute, some for half of one. */
const BEAT_MS = 15_000;

const cursor = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description }));

const StreamQuery = Type.Object(
  {
    after: cursor('Id of the last event seen; default 0: from the beginning'),
    token: Type.Optional(Type.String({ description: 'A run token, for EventSource, which cannot send a header' })),
  },
  { additionalProperties: false },
);

const StreamHeaders = Type.Object({
  'last-event-id': cursor('Sent by EventSource when it comes back; counts more than `after`'),
});

/** A run token may stand in the address: it reads one run for an hour. A key must not, it would stay in logs for ever. */
function byTokenInQuery(sql: Sql, request: FastifyRequest): Promise<Principal | null> | null {
  const { token } = request.query as { token?: unknown };
  return typeof token === 'string' ? holderOfRunToken(sql, token) : null;
}

/** Events and previews of a run as Server-Sent Events, for whoever cannot speak WebSocket. */
export const streamRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { sql, hub, seats, streams }) => {
  app.get(
    '/runs/:id/stream',
    {
      exposeHeadRoute: false,
      config: { roles: RUN_READERS, authenticate: (request) => byTokenInQuery(sql, request) },
      serializerCompiler: () => JSON.stringify, // nothing is serialised here, and compiling all frames takes a while
      schema: {
        tags: ['live'],
        operationId: 'streamRun',
        summary: 'Follow a run: what was, then what comes, until it is over',
        params: RunParam,
        querystring: StreamQuery,
        headers: StreamHeaders,
        response: {
          200: {
            description: 'Server-Sent Events: `data` is a frame, `id` its cursor. A preview of text has no id',
            content: {
              'text/event-stream': { schema: Type.Unsafe<string>({ $ref: '#/components/schemas/RunFrame' }) },
            },
          },
          204: Type.Null({ description: 'The run is over and the cursor is at its end' }),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { keyId } = callerOf(request);
      seats.check(keyId);
      const run = await runOf(sql, callerOf(request), request.params.id);
      const after = request.headers['last-event-id'] ?? request.query.after ?? 0;
      const stream = new EventStream(reply, isFinal(run.status));
      const subscription = hub.subscribe(runTopic(run.id), after, stream);
      const leave = seats.take(keyId, () => stream.evict());
      streams.add(stream);
      reply.raw.once('close', () => {
        subscription.close();
        streams.delete(stream);
        leave();
      });
      return (await stream.opened) ? reply : reply.code(204).send(null);
    },
  );

  const beating = setInterval(() => {
    for (const stream of streams) stream.beat();
  }, BEAT_MS).unref();
  app.addHook('onClose', async () => clearInterval(beating)); // the hub ends the streams
};
