import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { currentVersion, versionsOf } from '@taktstock/db';
import { AppError, getAgent, isFinal } from '@taktstock/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { readBody } from '../../births/body.ts';
import type { BirthDeps } from '../../births/read.ts';
import { callerOf, RUN_READERS } from '../../plugins/auth.ts';
import { IdParam, problems } from '../fields.ts';
import { readingOf } from '../runs/find.ts';
import { type AskDeps, askRoute, createAsk } from './ask.ts';
import { readingDocument, resultDocument, statusDocument } from './documents.ts';
import { generateRoutes } from './generate.ts';
import { readingAgents, readRequest } from './request.ts';
import { ExecuteBody, ReadingDocument, ResultDocument, StatusDocument } from './schema.ts';
import { readWishes } from './wishes.ts';

type Deps = AskDeps & { births: BirthDeps };

const EXECUTE = '/api/orchestrator/execute';
const AgentParam = Type.Object({ agent: Type.String({ description: 'reading-<id of the agent>' }) });

/** Seconds after which asking for a result again is worth it. */
const POLL_SECONDS = 3;

const tags = ['readings'];

/** Readings: asking for them, and what became of them. */
export const readingRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { sql, births } = deps;
  const ask = createAsk(deps);

  async function execute(request: FastifyRequest, reply: FastifyReply, fixedAgent: string | null) {
    const read = readBody<ExecuteBody>(request.body, request.validationError);
    const wishes = readWishes(request, read.faults);
    const wanted = await readRequest(read, fixedAgent, births);
    return ask(request, reply, { wanted, wishes, route: fixedAgent === null ? EXECUTE : `${EXECUTE}#${fixedAgent}` });
  }

  for (const [url, operationId] of [
    [EXECUTE, 'executeReading'],
    ['/orchestrate', 'executeReadingAlias'],
  ] as const) {
    app.post(url, askRoute({ operationId, summary: 'Ask for a reading', body: ExecuteBody }), (request, reply) =>
      execute(request, reply, null),
    );
  }

  app.post(
    '/api/coach/agents/:agent',
    askRoute({
      operationId: 'executeReadingByAgent',
      summary: 'Ask one agent for a reading',
      body: ExecuteBody,
      params: AgentParam,
    }),
    (request, reply) => {
      const agentId = /^reading-(.+)$/.exec(request.params.agent)?.[1] ?? '';
      if (getAgent(agentId)?.kind !== 'reading')
        throw new AppError('UNKNOWN_AGENT', undefined, { members: { supportedAgents: readingAgents() } });
      return execute(request, reply, agentId);
    },
  );

  await app.register(generateRoutes, { ask, births });

  app.get(
    '/api/orchestrator/status/:id',
    {
      config: { roles: RUN_READERS },
      schema: {
        tags,
        operationId: 'getReadingStatus',
        summary: 'Where a reading stands',
        params: IdParam,
        response: { 200: StatusDocument, ...problems },
      },
    },
    async (request) => {
      const { reading, run } = await readingOf(sql, callerOf(request), request.params.id);
      return statusDocument(reading, run);
    },
  );

  app.get(
    '/api/orchestrator/result/:id',
    {
      config: { roles: RUN_READERS },
      schema: {
        tags,
        operationId: 'getReadingResult',
        summary: 'The text of a reading',
        params: IdParam,
        response: { 200: ResultDocument, 202: StatusDocument, ...problems },
      },
    },
    async (request, reply) => {
      const { reading, run } = await readingOf(sql, callerOf(request), request.params.id);
      if (!isFinal(run.status)) {
        return reply.code(202).header('retry-after', POLL_SECONDS).send(statusDocument(reading, run));
      }
      const version = run.status === 'completed' ? await currentVersion(sql, reading.id) : undefined;
      if (version === undefined) {
        throw new AppError('RESULT_UNAVAILABLE', undefined, {
          members: { errorCode: run.errorCode, runStatus: run.status },
        });
      }
      return resultDocument(reading, run, version);
    },
  );

  for (const [url, operationId] of [
    ['/api/orchestrator/reading/:id', 'getReading'],
    ['/api/reading/:id', 'getReadingCompat'],
  ] as const) {
    app.get(
      url,
      {
        config: { roles: RUN_READERS },
        schema: {
          tags,
          operationId,
          summary: 'A reading with all its versions',
          params: IdParam,
          response: { 200: ReadingDocument, ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { reading, run } = await readingOf(sql, caller, request.params.id);
        return readingDocument(reading, run, await versionsOf(sql, reading.id), caller.role);
      },
    );
  }
};
