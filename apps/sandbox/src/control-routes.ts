import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { FAULT_WORDS, type FaultMatch, parseFault } from './faults.ts';
import type { World } from './model-routes.ts';

const SCRIPTED_FAULTS = 500;

const ScriptedFault = Type.Object(
  {
    match: Type.Optional(
      Type.Object(
        { model: Type.Optional(Type.String()), contains: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    fault: Type.String({ maxLength: 100_000 }),
    /** Calls that get this fault; null: all, until the faults are cleared. */
    times: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  },
  { additionalProperties: false },
);
type ScriptedFault = { match?: FaultMatch; fault: string; times?: number | null };

const Since = Type.Object({ since: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })) });

/** The side door: what happened, and what shall go wrong next. */
export async function controlRoutes(app: FastifyInstance, { log, script, cache }: World): Promise<void> {
  app.get('/health', async () => ({ status: 'ok', timestamp: new Date().toISOString() }));

  app.get<{ Querystring: { since?: string } }>(
    '/_sandbox/calls',
    { schema: { querystring: Since } },
    async ({ query }) => log.since(Number(query.since ?? 0)),
  );

  app.get('/_sandbox/counters', async () => log.counters);

  app.get('/_sandbox/faults', async () => ({ faults: script.pending }));

  app.post<{ Body: ScriptedFault }>(
    '/_sandbox/faults',
    { schema: { body: ScriptedFault } },
    async ({ body }, reply) => {
      const { match = {}, fault, times = 1 } = body;
      if (parseFault(fault) === null) {
        return reply.code(400).send({ error: `unknown fault ${JSON.stringify(fault)}`, known: FAULT_WORDS });
      }
      if (script.pending.length >= SCRIPTED_FAULTS) {
        return reply.code(409).send({ error: `${SCRIPTED_FAULTS} faults are waiting already` });
      }
      return reply.code(201).send(script.add({ match, fault, times }));
    },
  );

  app.delete('/_sandbox/faults', async (_request, reply) => {
    script.clear();
    return reply.code(204).send();
  });

  app.post('/_sandbox/reset', async (_request, reply) => {
    script.clear();
    cache.clear();
    log.reset();
    return reply.code(204).send();
  });
}
