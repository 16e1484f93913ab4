import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The cookie of a browser that has signed in. No script of the page can read it. */
export const SESSION_COOKIE = 'taktstock_session';

const CHANGE_NOTHING: readonly string[] = ['GET', 'HEAD'];

/** Lets requests bring cookies along. Registered before whatever asks who calls. */
export async function acceptCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
}

/** Whether an origin is the host that the request is for. */
export const isOwnOrigin = (origin: string, { headers }: FastifyRequest): boolean =>
  URL.canParse(origin) && new URL(origin).host === headers.host;

/** Whether a page of ours sends this request; null when it does not say, as programs and typed addresses do not. */
export function isFromOwnPage(request: FastifyRequest): boolean | null {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'none') return site === 'same-origin';
  return origin === undefined ? null : isOwnOrigin(origin, request);
}

/**
 * The session that a browser sends along; null when there is none, or when it may not be the page of ours that asks. SameSite is
 * not enough: to a browser all ports of a host are one site.
 */
export function sessionOf(request: FastifyRequest): string | null {
  const isHarmless = CHANGE_NOTHING.includes(request.method) && request.headers.upgrade === undefined;
  return (isFromOwnPage(request) ?? isHarmless) ? (request.cookies[SESSION_COOKIE] ?? null) : null;
}

/** Gives the browser its session; over TLS it will never send it in the clear. */
export function keepSession(request: FastifyRequest, reply: FastifyReply, token: string, expires: Date): void {
  const secure = request.protocol === 'https';
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict', secure, expires });
}

export function forgetSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' });
}
