import { sqlState } from '@taktstock/db';
import type { FastifyInstance } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';

/** An error without what it may quote: messages of Postgres repeat values, and so do its detail and parameters. */
function errorDetails(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  const state = sqlState(error);
  return {
    type: error.name,
    code: (error as NodeJS.ErrnoException).code,
    ...(state === null ? { message: error.message } : { routine: (error as { routine?: unknown }).routine }),
    stack: frames.join('\n'),
  };
}

/**
 * The log of the API. What may be logged is listed here, field by field: no bodies, no query strings, no headers, no
 * user ids. Redaction by path would leak whatever nobody thought of.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process: 'api' },
    serializers: { err: errorDetails, req: () => undefined, res: () => undefined },
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
