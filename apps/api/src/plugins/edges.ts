import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { type Config, listOf } from '../config.ts';

/** Mean delay of the event loop in a second above which new requests are turned away rather than made to wait. */
const MAX_DELAY_MS = 1_000;

/** Answers are data, never pages: nothing in them may load or be framed. */
const DATA_POLICY = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };

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
    maxEventLoopDelay: MAX_DELAY_MS,
    retryAfter: 2,
    // Probes tell a busy process from a dead one.
    pressureHandler: (request) => {
      if (request.routeOptions.config.rateLimit !== 'none')
        throw Object.assign(new Error(), { code: 'FST_UNDER_PRESSURE' });
    },
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.helmet = { contentSecurityPolicy: DOCS_POLICY };
  });
  await app.register(helmet, {
    contentSecurityPolicy: DATA_POLICY,
    // Behind a proxy with TLS, HSTS is the proxy's to promise; over plain HTTP browsers ignore it.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', (request, reply, done) => {
    // Answers belong to their key; only the documentation's own files may be kept.
    if (!request.url.startsWith('/docs')) reply.header('cache-control', 'no-store');
    done();
  });
  const origins = listOf(config.CORS_ORIGINS);
  await app.register(cors, {
    origin: origins.length === 0 ? false : origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer'],
    exposedHeaders: ['idempotency-replayed', 'preference-applied', 'retry-after'],
  });
}
