import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { ProblemSchema } from '../errors.ts';
import { RunFrame, SystemFrame } from '../live/frames.ts';
import { SESSION_COOKIE } from './sessions.ts';

/** Describes the routes at `/openapi.json`, and shows them at `/docs`. Registered before the routes. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  app.addSchema(ProblemSchema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Taktstock', version: '1', description: 'Runs a fleet of LLM agents as durable jobs.' },
      components: {
        // Not addSchema(): every route would compile all frames along.
        schemas: { RunFrame, SystemFrame } as Record<string, object>,
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'API key `tkt_<id>_<secret>`' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'For pages of this host' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    refResolver: { buildLocalReference: (schema) => String(schema['$id']) },
  });
  app.get('/openapi.json', { config: { roles: 'public' }, schema: { hide: true } }, async () => app.swagger());
  await app.register(reference, {
    routePrefix: '/docs',
    logLevel: 'silent',
    configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false },
  });
}
