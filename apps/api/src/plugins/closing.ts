import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** A body that is still on its way when we close may take so much longer: nothing has been promised to its sender. */
const SENDING_MS = 1_000;

/**
 * Lets close() end with the last answer. Left alone, Node closes once what is idle at that moment, then waits for connections
 * that never asked for anything, for senders that stop halfway, and 72 s of keep-alive for each caller answered meanwhile.
 */
export function closePromptly(app: FastifyInstance): void {
  const underway = new Set<IncomingMessage>();
  let closing = false;

  const endIfQuiet = () => {
    if (closing && underway.size === 0) app.server.closeAllConnections();
  };

  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    underway.add(request);
    response.once('close', () => {
      underway.delete(request);
      endIfQuiet();
    });
  });

  app.addHook('preClose', (done) => {
    closing = true;
    setImmediate(endIfQuiet); // once nobody can connect any more
    setTimeout(() => {
      for (const request of underway) if (!request.complete) request.destroy();
    }, SENDING_MS).unref();
    done();
  });
}
