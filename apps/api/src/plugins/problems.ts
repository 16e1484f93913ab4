import { AppError } from '@taktstock/registry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { databaseUnavailable, malformed, PROBLEM_TYPE, problemOf } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    deadline: NodeJS.Timeout | undefined;
  }
}

/** An answer that takes longer than this hangs on Postgres: nothing else is waited for. */
const DEADLINE_MS = 10_000;

/** Methods that a path may be asked for; the ones it does not know are answered with 405. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Answers with the problem document of an error. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, body, unexpected } = problemOf(error, request.id);
  if (unexpected) request.log.error({ err: error }, 'unexpected error');
  return reply.code(status).headers(headers).type(PROBLEM_TYPE).serializer(JSON.stringify).send(body);
}

/** Answers a path that could not even be read. No hook runs then, and an upgrade would keep its connection for ever. */
export function sendPathProblem(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroy());
  sendProblem(error, request, reply);
}

/** Turns whatever goes wrong into a problem document, and bounds how long a request may take. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(new AppError('NOT_FOUND'), request, reply));
  app.decorateRequest('deadline', undefined);
  // Not fastify's handlerTimeout: as of 5.12.8 it ends when the body of a POST has been read.
  const start = (request: FastifyRequest, reply: FastifyReply) => {
    request.deadline = setTimeout(() => {
      if (!reply.sent) sendProblem(databaseUnavailable(), request, reply);
    }, DEADLINE_MS);
  };
  app.addHook('onRequest', (request, reply, done) => {
    start(request, reply);
    const { httpVersion, headers } = request.raw;
    done(httpVersion === '1.1' && headers.host === undefined ? malformed('HTTP/1.1 needs a Host header.') : undefined);
  });
  // While the body arrives, the server's requestTimeout counts: a slow sender is not a slow database.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    clearTimeout(request.deadline);
    done(null, payload);
  });
  app.addHook('preValidation', (request, reply, done) => {
    start(request, reply);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    clearTimeout(request.deadline);
    done();
  });
}

/** Remembers the methods of every path; after all routes are there, `refuse` adds a 405 for the others. */
export function createMethodGuard(app: FastifyInstance): { refuse(app: FastifyInstance): void } {
  const known = new Map<string, Set<string>>();
  let collecting = true;
  app.addHook('onRoute', ({ url, method }) => {
    if (!collecting || url === '*' || url.startsWith('/docs')) return;
    const methods = known.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    known.set(url, methods);
  });
  return {
    refuse(last) {
      collecting = false;
      for (const [url, methods] of known) {
        const allow = [...methods].join(', ');
        last.route({
          url,
          method: METHODS.filter((method) => !methods.has(method)),
          schema: { hide: true },
          config: { roles: 'public' },
          exposeHeadRoute: false,
          // Before the body: a wrong method is wrong whatever comes with it.
          onRequest: (_request, reply, done) => {
            reply.header('allow', allow);
            done(new AppError('METHOD_NOT_ALLOWED'));
          },
          handler: async () => null,
        });
      }
    },
  };
}

/** Problem documents for what never becomes a request: broken HTTP, too large headers, senders that are too slow. */
export function onClientError(error: NodeJS.ErrnoException, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout']
        : [400, 'Bad Request'];
  const { body } = problemOf(new AppError('MALFORMED_REQUEST', undefined, { status: Number(status) }), 'none');
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
      `Connection: close\r\n\r\n${text}`,
  );
}

/** A problem document for whoever expects anything but 100-continue, which Node would answer without a body. */
export function refuseExpectations(app: FastifyInstance): void {
  app.server.on('checkExpectation', (_request, response: import('node:http').ServerResponse) => {
    const { body } = problemOf(new AppError('MALFORMED_REQUEST', undefined, { status: 417 }), 'none');
    response.writeHead(417, { 'content-type': PROBLEM_TYPE, connection: 'close' }).end(JSON.stringify(body));
  });
}
