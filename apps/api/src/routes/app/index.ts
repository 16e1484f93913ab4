import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import type { Config } from '../../config.ts';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));

const NOT_BUILT = `The dashboard is not built. Build it with

  npm run build -w @taktstock/dashboard

and load this page again. The API works without it: /docs describes its routes.
`;

/** Names hold the hash of what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** No script but ours, no style but ours and what the component library adds under the nonce, nothing from elsewhere. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The dashboard, as Vite built it: one page for all its addresses, and the files that it loads. */
export const appRoutes: FastifyPluginAsync<{ config: Config }> = async (app, { config: { DASHBOARD_DIR } }) => {
  const dist = path.resolve(repository, DASHBOARD_DIR);
  // Compressed when it was built: what takes a megabyte of text would take seconds of a slow network.
  await app.register(files, { root: dist, serve: false, preCompressed: true });
  const config = { roles: 'public', rateLimit: 'none' } as const;
  // What else stands in an address is the page's own business.
  const schema = { hide: true, querystring: Type.Object({}) };

  app.get('/', { config, schema }, async (_request, reply) => reply.redirect('/app/'));
  app.get('/app', { config, schema }, async (_request, reply) => reply.redirect('/app/'));

  app.get<{ Params: { file: string } }>('/app/assets/:file', { config, schema }, ({ params: { file } }, reply) =>
    reply.header('cache-control', FOR_EVER).sendFile(path.posix.join('assets', file), { cacheControl: false }),
  );

  app.get('/app/*', { config, schema }, async (_request, reply) => {
    // Read each time: it is small, and the page may be built while we run.
    const page = await readFile(path.join(dist, 'index.html'), 'utf8').catch(() => null);
    if (page === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', policyOf(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replace('{{nonce}}', nonce));
  });
};
