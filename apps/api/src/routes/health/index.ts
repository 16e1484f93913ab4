import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import type { Sql } from '@taktstock/db';
import { Type } from 'typebox';
import { text, time } from '../fields.ts';

type Deps = { sql: Sql; bus: Bus };
type Check = 'ok' | 'error';
type Readiness = { ready: boolean; checks: { database: Check; redis: Check } };

const Health = Type.Object({ status: text, timestamp: time });
const check = Type.Enum(['ok', 'error']);
const Ready = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Object({
    database: check,
    redis: Type.Enum(['ok', 'error'], { description: 'The queue, whatever it runs on' }),
  }),
});

/** A check that takes longer than this has failed. */
const CHECK_MS = 1_000;

/** Probes are public: more than this often they are answered from memory. */
const REMEMBER_MS = 500;

const tags = ['health'];
const config = { roles: 'public', rateLimit: 'none' } as const;

/** The process answers; nothing else is asked. */
export const isAlive = () => ({ status: 'ok', timestamp: new Date().toISOString() });

async function checked(work: Promise<unknown>): Promise<Check> {
  const { promise, resolve } = Promise.withResolvers<Check>();
  const timer = setTimeout(resolve, CHECK_MS, 'error');
  work.then(
    () => resolve('ok'),
    () => resolve('error'),
  );
  const result = await promise;
  clearTimeout(timer);
  return result;
}

/** Whether work can be accepted: that takes Postgres alone, the queue is only reported. */
export async function isReady({ sql, bus }: Deps): Promise<Readiness> {
  const [database, redis] = await Promise.all([checked(sql`select 1`.execute()), checked(bus.ping())]);
  return { ready: database === 'ok', checks: { database, redis } };
}

export const healthRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  let latest: Promise<Readiness> | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;

  app.get(
    '/health',
    {
      config,
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'Whether the process lives',
        security: [],
        response: { 200: Health },
      },
    },
    async () => isAlive(),
  );

  app.get(
    '/ready',
    {
      config,
      schema: {
        tags,
        operationId: 'getReadiness',
        summary: 'Whether work is accepted',
        security: [],
        response: { 200: Ready, 503: Ready },
      },
    },
    async (_request, reply) => {
      if (latest === null || performance.now() - askedAt > REMEMBER_MS) {
        askedAt = performance.now();
        latest = isReady(deps);
      }
      const readiness = await latest;
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    },
  );
};
