import type { Bus } from '@taktstock/bus';
import { currentVersion, queueDepth, type RunWriter, type Sql } from '@taktstock/db';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { ChartStore } from '../../charts/store.ts';
import type { Config } from '../../config.ts';
import { waitForEnd } from '../../live/final.ts';
import type { Hub } from '../../live/hub.ts';
import { callerOf, WRITERS } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { readingOf } from '../runs/find.ts';
import { createAcceptance } from './accept.ts';
import { createDepthGuard } from './depth.ts';
import { resultDocument, statusDocument } from './documents.ts';
import { bodyHash } from './idempotency.ts';
import type { ReadingRequest } from './request.ts';
import { AcceptedReading, AskHeaders, FinishedReading } from './schema.ts';
import type { Wishes } from './wishes.ts';

export type AskDeps = { sql: Sql; writer: RunWriter; bus: Bus; hub: Hub; charts: ChartStore; config: Config };

/** Answers a request for a reading; `route` is the name under which its Idempotency-Key is kept. */
export type Ask = (
  request: FastifyRequest,
  reply: FastifyReply,
  asked: { wanted: ReadingRequest; wishes: Wishes; route: string },
) => Promise<FinishedReading>;

/** The options of a route that asks for a reading. */
export const askRoute = <Described extends { operationId: string; summary: string; body: TSchema }>(
  described: Described,
) => ({
  config: { roles: WRITERS },
  attachValidation: true, // faults of the schema are reported together with those of the rules
  serializerCompiler: () => JSON.stringify, // one by the schema would try which of the documents it is
  schema: {
    tags: ['readings'],
    ...described,
    headers: AskHeaders,
    response: { 200: FinishedReading, 202: AcceptedReading, ...problems },
  },
});

/** Builds what all routes that ask for a reading have in common: make it durable, and wait for its end if that is wished. */
export function createAsk({ sql, writer, bus, hub, charts, config }: AskDeps): Ask {
  const depth = createDepthGuard(() => queueDepth(sql), config.QUEUE_DEPTH_LIMIT);
  const accept = createAcceptance({ sql, writer, bus, charts, depth });

  /** The result of a finished reading, or how it ended. */
  async function outcome(request: FastifyRequest, readingId: string): Promise<FinishedReading> {
    const { reading, run } = await readingOf(sql, callerOf(request), readingId);
    const version = run.status === 'completed' ? await currentVersion(sql, reading.id) : undefined;
    return version === undefined ? statusDocument(reading, run) : resultDocument(reading, run, version);
  }

  return async (request, reply, { wanted, wishes, route }) => {
    const { idempotencyKey: key, waitMs } = wishes;
    const once = key === null ? null : { route, key, bodyHash: bodyHash(request.body) };
    const { replayed, runId, document } = await accept(wanted, callerOf(request), once);
    reply.code(replayed ? 200 : 202);
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (waitMs === 0) return document;
    clearTimeout(request.deadline); // the wait has its own end
    if (wishes.prefersWait) reply.header('preference-applied', `wait=${waitMs / 1_000}`);
    if (!(await waitForEnd(hub, runId, waitMs, goneSignal(reply)))) return document;
    reply.code(200);
    return outcome(request, document.readingId);
  };
}

/** Tells when the client has gone. Not request.signal: it ends when the body of a POST has been read. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
