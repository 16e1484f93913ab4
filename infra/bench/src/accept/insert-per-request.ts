import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import postgres from 'postgres';
import { partArguments, servePart } from '../processes.ts';
import type { Addresses } from '../servers.ts';

/** The usual way: Fastify, a bearer check, a validated body, one insert per request, 202. */
const [{ databaseUrl }, token] = partArguments<[Addresses, string]>();
const sql = postgres(databaseUrl, { max: 10, onnotice: () => {} });
const known = createHash('sha256').update(token).digest();

type Body = { chartId: string; agentId?: string; userId?: string; question?: string; locale?: string };

const body = {
  type: 'object',
  required: ['chartId'],
  additionalProperties: false,
  properties: {
    chartId: { type: 'string', format: 'uuid' },
    agentId: { type: 'string', maxLength: 64 },
    userId: { type: 'string', minLength: 1, maxLength: 128 },
    question: { type: 'string', maxLength: 2_000 },
    locale: { type: 'string', enum: ['de', 'en'] },
  },
} as const;

const response = {
  202: {
    type: 'object',
    properties: { status: { type: 'string' }, readingId: { type: 'string' }, agentId: { type: 'string' } },
  },
} as const;

const app = Fastify({ logger: false, bodyLimit: 256 * 1_024 });
app.addHook('onRequest', async (request, reply) => {
  const given = /^bearer +([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(createHash('sha256').update(given).digest(), known)) return;
  await reply.code(401).send({ status: 'unauthenticated' });
});
app.post<{ Body: Body }>('/api/orchestrator/execute', { schema: { body, response } }, async (request, reply) => {
  const { agentId = 'crisis', userId = 'bench' } = request.body;
  const id = randomUUID();
  await sql`
    insert into runs (id, agent, owner, user_id, input)
    values (${id}, ${agentId}, 'bench', ${userId}, ${sql.json(request.body)})`;
  reply.code(202);
  return { status: 'pending', readingId: id, agentId };
});
await sql`
  create table if not exists runs (
    id         uuid primary key,
    agent      text not null,
    owner      text not null,
    user_id    text not null,
    status     text not null default 'pending',
    input      jsonb not null,
    created_at timestamptz not null default now()
  )`;
const url = await app.listen({ host: '127.0.0.1', port: 0 });

servePart({ url: () => url }, async () => {
  await app.close();
  await sql.end();
});
