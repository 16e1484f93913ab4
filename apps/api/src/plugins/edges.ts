import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import { AppError } from '@taktstock/registry';
import type { FastifyInstance } from 'fastify';
import { type Config, listOf } from '../config.ts';

const RETRY_SECONDS = 2;

/**
 * Answers are data, never pages: nothing in them may load, be framed, be guessed at or be kept. Constants, because
 * computing what helmet says about a page costs 7 us, a twentieth of accepting a run.
 */
const DATA_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The documentation is a page with its own script and styles. */
const DOCS_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-inline'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
  },
};

/** Headers for browsers, the list of origins, and a way out when the process has too much to do. */
export async function guardEdges(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: config.LOOP_DELAY_MS,
    pressureHandler: async (request) => {
      if (request.routeOptions.config.rateLimit === 'none') return; // probes tell a busy process from a dead one
      throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_SECONDS });
    },
  });
  app.addHook('onRoute', (route) => {
    // HSTS is a promise for the whole host: the proxy with the certificate makes it.
    const policy = { contentSecurityPolicy: DOCS_POLICY, strictTransportSecurity: false };
    if (route.url.startsWith('/docs')) route.helmet = policy;
  });
  await app.register(helmet, { global: false });
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/docs')) reply.headers(DATA_HEADERS);
    done();
  });
  const origins = listOf(config.CORS_ORIGINS);
  await app.register(cors, {
    origin: origins.length === 0 ? false : origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'prefer'],
    exposedHeaders: ['idempotency-replayed', 'preference-applied', 'retry-after'],
  });
}
