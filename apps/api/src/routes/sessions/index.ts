import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { closeSession, createSignInLink, openSession, type Sql } from '@taktstock/db';
import { AppError, ROLES } from '@taktstock/registry';
import { Type } from 'typebox';
import type { Config } from '../../config.ts';
import { callerOf, READERS } from '../../plugins/auth.ts';
import { forgetSession, isFromOwnPage, keepSession, sessionOf } from '../../plugins/sessions.ts';
import { bodyOrEmpty, NoBody, problems, text, time } from '../fields.ts';
import { mayKillWorkers } from '../runs/kill.ts';

const LinkBody = Type.Object(
  { link: Type.String({ minLength: 1, maxLength: 128, description: 'The token of a sign-in link, good for once' }) },
  { additionalProperties: false },
);

const Link = Type.Object({
  link: Type.String({ description: 'Opens one session as this API key within ten minutes: `/app/#link=<link>`' }),
});

const Session = Type.Object({ expiresAt: time });

const CurrentCaller = Type.Object({
  keyId: text,
  owner: text,
  role: Type.Enum([...ROLES]),
  canKillWorkers: Type.Boolean({ description: 'Only where somebody tries this out on one machine' }),
});

const Closed = Type.Object({ closed: Type.Literal(true) });

const tags = ['sessions'];

/** How a browser signs in without ever seeing an API key. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ sql: Sql; config: Config }> = async (app, { sql, config }) => {
  app.post(
    '/sessions/links',
    {
      config: { roles: READERS },
      preValidation: bodyOrEmpty,
      schema: {
        tags,
        operationId: 'createSignInLink',
        summary: 'A sign-in link for a browser',
        security: [{ key: [] }],
        body: NoBody,
        response: { 201: Link, ...problems },
      },
    },
    async (request, reply) => {
      // A session that could make links could live for ever.
      if (request.headers.authorization === undefined)
        throw new AppError('FORBIDDEN', 'A key makes links, a session does not.');
      return reply.code(201).send({ link: await createSignInLink(sql, callerOf(request).keyId) });
    },
  );

  app.post(
    '/sessions',
    {
      config: { roles: 'public' }, // the link is the credential, and the limit of the address counts
      schema: {
        tags,
        operationId: 'openSession',
        summary: 'Spend a sign-in link for a session of twelve hours, which the browser keeps as a cookie',
        security: [],
        body: LinkBody,
        response: { 201: Session, ...problems },
      },
    },
    async (request, reply) => {
      // Nobody may be signed in as somebody else by a page that they happen to visit.
      if (isFromOwnPage(request) === false) throw new AppError('FORBIDDEN', 'This origin is not allowed.');
      const session = await openSession(sql, request.body.link);
      if (session === null) throw new AppError('LINK_SPENT');
      const { token, expiresAt } = session;
      keepSession(request, reply, token, expiresAt);
      return reply.code(201).send({ expiresAt: expiresAt.toISOString() });
    },
  );

  app.get(
    '/sessions/current',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'getCaller',
        summary: 'Who is calling, and what is possible here',
        response: { 200: CurrentCaller, ...problems },
      },
    },
    async (request) => {
      const { keyId, owner, role } = callerOf(request);
      if (role === 'run') throw new AppError('FORBIDDEN');
      return { keyId, owner, role, canKillWorkers: mayKillWorkers(config, role) };
    },
  );

  app.delete(
    '/sessions/current',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'closeSession',
        summary: 'Sign out: end the session, if the caller has one',
        response: { 200: Closed, ...problems },
      },
    },
    async (request, reply) => {
      await closeSession(sql, sessionOf(request) ?? '');
      forgetSession(reply);
      return { closed: true as const };
    },
  );
};
