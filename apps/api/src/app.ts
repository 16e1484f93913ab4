import { randomUUIDv7 } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { createRunWriter, type RunWriter, type Sql } from '@taktstock/db';
import { validateRegistry } from '@taktstock/registry';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type Computing, createComputing } from './charts/computing.ts';
import { createChartStore } from './charts/store.ts';
import { type Config, listOf } from './config.ts';
import { Hub } from './live/hub.ts';
import { acceptSockets, liveRoutes } from './live/index.ts';
import { Seats } from './live/seats.ts';
import type { EventStream } from './live/stream.ts';
import { logAnswers } from './logging.ts';
import { createPlaces } from './places/directory.ts';
import { guardRoutes } from './plugins/auth.ts';
import { closePromptly } from './plugins/closing.ts';
import { guardEdges } from './plugins/edges.ts';
import { acceptJson } from './plugins/json-body.ts';
import { describeRoutes } from './plugins/openapi.ts';
import {
  answerProblems,
  createMethodGuard,
  onClientError,
  refuseExpectations,
  sendPathProblem,
} from './plugins/problems.ts';
import { createRateLimits } from './plugins/rate-limits.ts';
import { acceptCookies } from './plugins/sessions.ts';
import { closeQueries, validatorCompiler } from './plugins/validation.ts';
import { appRoutes } from './routes/app/index.ts';
import { auditRoutes } from './routes/audit/index.ts';
import { budgetRoutes } from './routes/budgets/index.ts';
import { chartRoutes } from './routes/charts/index.ts';
import { healthRoutes } from './routes/health/index.ts';
import { keyRoutes } from './routes/keys/index.ts';
import { metricsRoutes } from './routes/metrics/index.ts';
import { orchestratorRoutes } from './routes/orchestrator/index.ts';
import { placeRoutes } from './routes/places/index.ts';
import { readingRoutes } from './routes/readings/index.ts';
import { runRoutes } from './routes/runs/index.ts';
import { killRoutes } from './routes/runs/kill.ts';
import { runListRoutes } from './routes/runs/list.ts';
import { streamRoutes } from './routes/runs/stream.ts';
import { timelineRoutes } from './routes/runs/timeline.ts';
import { tokenRoutes } from './routes/runs/tokens.ts';
import { sessionRoutes } from './routes/sessions/index.ts';
import { usageRoutes } from './routes/usage/index.ts';
import { userRoutes } from './routes/users/index.ts';
import { workerRoutes } from './routes/workers/index.ts';
import { ticketRoutes } from './routes/ws-tickets/index.ts';

export type AppDeps = {
  sql: Sql;
  bus: Bus;
  config: Config;
  log: FastifyBaseLogger;
  /** How runs are written; measurements replace it. */
  writer?: RunWriter;
  /** What computes charts, closed with the app; measurements replace it. */
  computing?: Computing;
  /** Throws when the registry does not hold together. */
  checkRegistry?: () => void;
};

const BODY_LIMIT = 256 * 1_024;

/** Of a path segment as it is sent: 128 characters, each of up to four bytes, each byte percent-encoded. */
const MAX_PARAM = 128 * 4 * 3;

/** How long a request may take to arrive; what the answer takes has its own limits. */
const ARRIVAL_MS = 10_000;

/** The API, ready to listen. It owns what it opens (sockets, subscriptions); pool and bus belong to the caller. */
export async function buildApp(deps: AppDeps) {
  const { sql, bus, config, log, writer = createRunWriter(deps.sql), checkRegistry = validateRegistry } = deps;
  const { computing = createComputing() } = deps;
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUIDv7(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: ARRIVAL_MS,
    // Node looks for requests that are too slow only every 30 s, and refuses those without a Host in a way of its own.
    http: { connectionsCheckingInterval: 2_000, headersTimeout: ARRIVAL_MS, requireHostHeader: false },
    routerOptions: { maxParamLength: MAX_PARAM },
    trustProxy: config.TRUST_PROXY === '' ? false : listOf(config.TRUST_PROXY),
    // What arrives while we stop is still answered, on a connection that then closes.
    return503OnClosing: false,
    frameworkErrors: sendPathProblem,
    clientErrorHandler: onClientError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  closeQueries(app);
  const hub = new Hub(sql, bus.live, app.log);
  const methods = createMethodGuard(app);

  const sockets = await acceptSockets(app, hub);
  closePromptly(app);
  answerProblems(app);
  refuseExpectations(app);
  logAnswers(app);
  acceptJson(app);
  await guardEdges(app, config);
  await acceptCookies(app);
  guardRoutes(app, sql, config, createRateLimits(config));
  await describeRoutes(app);

  const seats = new Seats(config.WS_SOCKETS_PER_KEY);
  const streams = new Set<EventStream>();
  liveRoutes(app, { sql, hub, seats, config, sockets });
  await metricsRoutes(app, { sql, hub, sockets, streams });
  const charts = createChartStore(sql, computing);
  const places = createPlaces(sql);
  const births = { places, computing };
  await app.register(healthRoutes, { sql, bus });
  await app.register(orchestratorRoutes, { sql, bus, config, checkRegistry });
  await app.register(readingRoutes, { sql, writer, bus, hub, charts, births, config });
  await app.register(chartRoutes, { charts, births });
  await app.register(placeRoutes, { places });
  await app.register(runRoutes, { sql, bus });
  await app.register(runListRoutes, { sql });
  await app.register(timelineRoutes, { sql });
  await app.register(killRoutes, { sql, config });
  await app.register(workerRoutes, { sql });
  await app.register(sessionRoutes, { sql, config });
  await app.register(streamRoutes, { sql, hub, seats, streams });
  await app.register(tokenRoutes, { sql });
  await app.register(ticketRoutes, { sql });
  await app.register(usageRoutes, { sql });
  await app.register(budgetRoutes, { sql });
  await app.register(keyRoutes, { sql });
  await app.register(auditRoutes, { sql });
  await app.register(userRoutes, { sql, bus });
  await app.register(appRoutes, { config });
  await app.register(async (last) => methods.refuse(last));
  app.addHook('onClose', async () => {
    hub.close();
    await computing.close();
  });
  return app;
}
