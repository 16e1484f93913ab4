import { loggable } from '@taktstock/db';
import type { FastifyInstance } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The log of the API. What may be logged is listed here, field by field: no bodies, no query strings, no headers, no
 * user ids. Redaction by path would leak whatever nobody thought of.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process: 'api' },
    serializers: { err: loggable, req: () => undefined, res: () => undefined },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Logs every answer: the pattern of the path, never the path, which holds ids and what callers made up. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const quiet = request.routeOptions.config.rateLimit === 'none' && reply.statusCode < 500;
    request.log[quiet ? 'debug' : 'info'](
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        keyId: request.principal?.keyId,
      },
      'answered',
    );
    done();
  });
}
