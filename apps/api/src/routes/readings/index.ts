import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { currentVersion, type Sql, versionsOf } from '@taktstock/db';
import { AppError, isFinal, isValidAgent } from '@taktstock/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { BirthDeps } from '../../births/read.ts';
import type { ChartStore } from '../../charts/store.ts';
import type { Config } from '../../config.ts';
import { waitForEnd } from '../../live/final.ts';
import type { Hub } from '../../live/hub.ts';
import { callerOf, READERS, WRITERS } from '../../plugins/auth.ts';
import { IdParam, problems } from '../fields.ts';
import { readingOf } from '../runs/find.ts';
import { createAcceptance } from './accept.ts';
import { createDepthGuard } from './depth.ts';
import { readingDocument, resultDocument, statusDocument } from './documents.ts';
import { bodyHash, wishesOf } from './idempotency.ts';
import { readRequest } from './request.ts';
import {
  AcceptedReading,
  ExecuteBody,
  ExecuteHeaders,
  FinishedReading,
  ReadingDocument,
  ResultDocument,
  StatusDocument,
} from './schema.ts';

type Deps = { sql: Sql; bus: Bus; hub: Hub; charts: ChartStore; births: BirthDeps; config: Config };

/** Seconds after which asking for a result again is worth it. */
const POLL_SECONDS = 3;

const tags = ['readings'];

/** Readings: asking for them, and what became of them. */
export const readingRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { sql, bus, hub, charts, births, config } = deps;
  const accept = createAcceptance({ sql, bus, charts, depth: createDepthGuard(sql, config.QUEUE_DEPTH_LIMIT) });

  async function execute(request: FastifyRequest, reply: FastifyReply, fixedAgent: string | null): Promise<unknown> {
    const caller = callerOf(request);
    const wishes = wishesOf(request);
    const wanted = await readRequest(request.body, request.validationError, fixedAgent, births, (faults) =>
      wishes.check(faults),
    );
    const route = `${request.routeOptions.url}${fixedAgent === null ? '' : `#${fixedAgent}`}`;
    const key = wishes.idempotencyKey;
    const once = key === null ? null : { route, key, bodyHash: bodyHash(request.body) };
    const { replayed, runId, document } = await accept(wanted, caller, once);
    if (replayed) {
      reply.header('idempotency-replayed', 'true');
      return document;
    }
    if (wishes.waitMs > 0) {
      clearTimeout(request.deadline); // the wait has its own end
      reply.header('preference-applied', `wait=${wishes.waitMs / 1_000}`);
      if (await waitForEnd(hub, runId, wishes.waitMs, goneSignal(reply))) return outcome(request, document.readingId);
    }
    reply.code(202);
    return document;
  }

  /** The result of a finished reading, or how it ended. */
  async function outcome(request: FastifyRequest, readingId: string): Promise<ResultDocument | StatusDocument> {
    const { reading, run } = await readingOf(sql, callerOf(request), readingId);
    const version = run.status === 'completed' ? await currentVersion(sql, reading.id) : undefined;
    return version === undefined ? statusDocument(reading, run) : resultDocument(reading, run, version);
  }

  const executeOptions = {
    config: { roles: WRITERS },
    attachValidation: true, // faults of the schema are reported together with those of the rules
    serializerCompiler: () => JSON.stringify, // one by the schema would try which of the documents it is
    schema: {
      tags,
      body: ExecuteBody,
      headers: ExecuteHeaders,
      response: { 200: FinishedReading, 202: AcceptedReading, ...problems },
    },
  };

  app.post(
    '/api/orchestrator/execute',
    {
      ...executeOptions,
      schema: { ...executeOptions.schema, operationId: 'executeReading', summary: 'Ask for a reading' },
    },
    (request, reply) => execute(request, reply, null) as never,
  );

  app.post(
    '/api/coach/agents/:agent',
    {
      ...executeOptions,
      schema: {
        ...executeOptions.schema,
        operationId: 'executeReadingByAgent',
        summary: 'Ask one agent for a reading',
        params: Type.Object({ agent: Type.String({ description: 'reading-<id of the agent>' }) }),
      },
    },
    (request, reply) => {
      const agent = /^reading-(.+)$/.exec(request.params.agent)?.[1];
      if (agent === undefined || !isValidAgent(agent)) throw new AppError('UNKNOWN_AGENT');
      return execute(request, reply, agent) as never;
    },
  );

  app.get(
    '/api/orchestrator/status/:id',
    {
      config: { roles: READERS },
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
      config: { roles: READERS },
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
        config: { roles: READERS },
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

/** Tells when the client has gone. Not request.signal: it ends when the body of a POST has been read. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
