import { createHash } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import { AppError } from '@taktstock/registry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Config, listOf } from '../config.ts';

const RETRY_SECONDS = 2;

/** So long after the start its own work stands in the measured delay, two samples of a second each. */
const START_MS = 2_000;

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

/** The documentation is a page with its own script and styles. What stands in the page itself is allowed by `allowOwnScript`. */
const DOCS_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
  },
};

/** Lets the scripts run that stand in a page as it is sent, by their hashes, and no other that somebody might get into it. */
async function allowOwnScript(_: FastifyRequest, reply: FastifyReply, page: unknown): Promise<unknown> {
  const policy = reply.raw.getHeader('content-security-policy');
  const isPage = /html/.test(String(reply.getHeader('content-type')));
  if (!isPage || typeof page !== 'string' || typeof policy !== 'string') return page;
  const hashes = [...page.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  );
  reply.header('content-security-policy', policy.replace('script-src', ['script-src', ...hashes].join(' ')));
  return page;
}

/** Headers for browsers, the list of origins, and a way out when the process has too much to do. */
export async function guardEdges(app: FastifyInstance, config: Config): Promise<void> {
  let readyAt = Number.POSITIVE_INFINITY;
  app.addHook('onReady', async () => {
    readyAt = performance.now();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: config.LOOP_DELAY_MS,
    pressureHandler: async (request) => {
      if (performance.now() < readyAt + START_MS) return;
      if (request.routeOptions.config.rateLimit === 'none') return; // probes tell a busy process from a dead one
      throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_SECONDS });
    },
  });
  app.addHook('onRoute', (route) => {
    // HSTS is a promise for the whole host: the proxy with the certificate makes it.
    const policy = { contentSecurityPolicy: DOCS_POLICY, strictTransportSecurity: false };
    if (!route.url.startsWith('/docs')) return;
    route.helmet = policy;
    route.onSend = allowOwnScript;
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
