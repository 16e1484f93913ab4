import { hash } from 'node:crypto';
import { holderOfSession, principalOf, type Sql } from '@taktstock/db';
import { AppError, type CallerRole, type Principal, ROLES, type Role, SEES_ALL } from '@taktstock/registry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { RecentMap } from '../recent-map.ts';
import type { RateLimits } from './rate-limits.ts';
import { sessionOf } from './sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route: a route without them does not start. `public` needs no key. */
    roles?: readonly CallerRole[] | 'public';
    /** `none`: probes must not run into the limit of their address. */
    rateLimit?: 'none';
    /** The route knows other ways to prove who calls. */
    authenticate?: (request: FastifyRequest) => Promise<Principal | null> | null;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Everybody who may read; what a service key sees is its owner's alone. */
export const READERS: readonly Role[] = ROLES;
/** Readers, and holders of a token of the run that the request is about. */
export const RUN_READERS: readonly CallerRole[] = [...READERS, 'run'];
/** Backends, and the persons who run the system. */
export const WRITERS: readonly Role[] = ['service', 'operator', 'admin'];
/** The persons who run the system. */
export const OPERATORS: readonly Role[] = ['operator', 'admin'];
/** The persons who answer for keys, money and the data of users. */
export const ADMINS: readonly Role[] = ['admin'];

/** The caller of a route that is not public. */
export const callerOf = (request: FastifyRequest): Principal => {
  if (request.principal === null) throw new AppError('UNAUTHENTICATED');
  return request.principal;
};

/** The owner to whom a caller's view is limited; null sees everybody's. */
export const scopeOf = ({ role, owner }: Principal): string | null => (SEES_ALL.includes(role) ? null : owner);

/** Paths that plugins bring along, without routes of ours: the browsable documentation, and answers to preflights. */
export const isForeign = (url: string, method: string | string[]): boolean =>
  url.startsWith('/docs') || method === 'OPTIONS';

type LookUp = (token: string) => Promise<Principal | null>;

/** Looks up a token once in a while: a revoked one works `ms` longer, a busy one costs no query. */
function remembering(ms: number, lookUp: LookUp): LookUp {
  const known = new RecentMap<string, Promise<Principal | null>>(10_000, ms);
  return (token) => {
    const name = hash('sha256', token); // no secret stays in memory for longer than its request
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const principal = lookUp(token);
    known.set(name, principal);
    principal.catch(() => known.delete(name)); // a failed look-up must not be remembered
    return principal;
  };
}

function bearerOf(request: FastifyRequest): string | null {
  const match = /^bearer +([^ ]+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** Lets nobody in whom the route does not name, counts requests against the limits, and refuses routes that name nobody. */
export function guardRoutes(app: FastifyInstance, sql: Sql, config: Config, limits: RateLimits): void {
  const byToken = remembering(config.KEY_CACHE_MS, (token) => principalOf(sql, token));
  const bySession = remembering(config.KEY_CACHE_MS, (token) => holderOfSession(sql, token));
  app.decorateRequest('principal', null);

  app.addHook('onRoute', ({ url, method, config: route }) => {
    if (route?.roles === undefined && !isForeign(url, method)) throw new Error(`${method} ${url} declares no roles`);
  });

  const identify = async (request: FastifyRequest): Promise<Principal | null> => {
    const token = bearerOf(request);
    if (token !== null) return byToken(token);
    const known = await request.routeOptions.config.authenticate?.(request);
    const session = sessionOf(request);
    return known ?? (session === null ? null : bySession(session));
  };

  app.addHook('onRequest', async (request) => {
    const { roles = 'public', rateLimit } = request.routeOptions.config;
    if (roles === 'public') {
      if (rateLimit !== 'none') await limits.anonymous(request.ip);
      return;
    }
    request.principal = await identify(request);
    if (request.principal === null) {
      await limits.anonymous(request.ip);
      throw new AppError('UNAUTHENTICATED');
    }
    const { keyId, role } = request.principal;
    await limits.key(keyId, request.method !== 'GET' && request.method !== 'HEAD');
    if (!roles.includes(role)) throw new AppError('FORBIDDEN');
  });
}
