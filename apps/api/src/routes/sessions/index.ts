import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { closeSession, createSignInLink, openSession, type Sql } from '@taktstock/db';
import { AppError, ROLES } from '@taktstock/registry';
import { Type } from 'typebox';
import type { Config } from '../../config.ts';
import { callerOf, READERS } from '../../plugins/auth.ts';
import { bodyOrEmpty, NoBody, problems, text, time } from '../fields.ts';
import { mayKillWorkers } from '../runs/kill.ts';

const LinkBody = Type.Object(
  { link: Type.String({ minLength: 1, maxLength: 128, description: 'The token of a sign-in link, good for once' }) },
  { additionalProperties: false },
);

const Link = Type.Object({
  link: Type.String({ description: 'Opens one session as this API key within ten minutes: `/app/#link=<link>`' }),
});

const Session = Type.Object({
  token: Type.String({ description: 'Bearer token that acts as the API key of the link. Shown once' }),
  expiresAt: time,
});

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
        body: NoBody,
        response: { 201: Link, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send({ link: await createSignInLink(sql, callerOf(request).keyId) }),
  );

  app.post(
    '/sessions',
    {
      config: { roles: 'public' }, // the link is the credential, and the limit of the address counts
      schema: {
        tags,
        operationId: 'openSession',
        summary: 'Spend a sign-in link',
        security: [],
        body: LinkBody,
        response: { 201: Session, ...problems },
      },
    },
    async (request, reply) => {
      const session = await openSession(sql, request.body.link);
      if (session === null) throw new AppError('LINK_SPENT');
      return reply.code(201).send({ token: session.token, expiresAt: session.expiresAt.toISOString() });
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
    async (request) => {
      await closeSession(sql, (request.headers.authorization ?? '').replace(/^bearer +/i, ''));
      return { closed: true as const };
    },
  );
};
