import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type BudgetRow, dailyBudgets, removeBudget, type Sql, setBudget } from '@taktstock/db';
import { AppError, BUDGET_SCOPES, microsOf, usdOf } from '@taktstock/registry';
import { Type } from 'typebox';
import { ADMINS, callerOf, READERS, scopeOf } from '../../plugins/auth.ts';
import { nameInPath, problems, text, time } from '../fields.ts';

const scope = Type.Enum([...BUDGET_SCOPES], {
  description: '`key`: one API key; `owner`: all keys of an owner together',
});

const BudgetParams = Type.Object({
  scope,
  subject: nameInPath('Id of the API key, or the owner'),
});

const BudgetBody = Type.Object(
  { usdPerDay: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'Up to six decimals; 0 stops all calls' }) },
  { additionalProperties: false },
);

const Budget = Type.Object({
  scope,
  subject: text,
  owner: Type.String({ description: 'Whose money it is' }),
  usdPerDay: Type.Number(),
  spentUsd: Type.Number({ description: 'Today (UTC)' }),
  reservedUsd: Type.Number({ description: 'The most that the calls under way may cost' }),
  remainingUsd: Type.Number({ description: 'A call that may cost more than this is not made' }),
  freesAt: time,
});

const tags = ['money'];

/** What may be spent a day. No call is made that could go beyond it. */
export const budgetRoutes: FastifyPluginAsyncTypebox<{ sql: Sql }> = async (app, { sql }) => {
  app.get(
    '/api/budgets',
    {
      config: { roles: READERS },
      schema: {
        operationId: 'listBudgets',
        tags,
        summary: 'Daily budgets and what is left of them',
        response: { 200: Type.Object({ budgets: Type.Array(Budget) }), ...problems },
      },
    },
    async (request) => ({ budgets: (await dailyBudgets(sql, scopeOf(callerOf(request)))).map(documentOf) }),
  );

  app.put(
    '/api/budgets/:scope/:subject',
    {
      config: { roles: ADMINS },
      schema: {
        operationId: 'setBudget',
        tags,
        summary: 'Set what an API key or an owner may spend a day',
        params: BudgetParams,
        body: BudgetBody,
        response: { 200: Budget, ...problems },
      },
    },
    async (request) => {
      const { params, body } = request;
      const wanted = { ...params, microsPerDay: microsOf(body.usdPerDay) };
      const budget = await setBudget(sql, wanted, callerOf(request));
      if (budget === undefined) throw new AppError('KEY_NOT_FOUND');
      return documentOf(budget);
    },
  );

  app.delete(
    '/api/budgets/:scope/:subject',
    {
      config: { roles: ADMINS },
      schema: {
        operationId: 'removeBudget',
        tags,
        summary: 'Let an API key or an owner spend without a limit of their own',
        params: BudgetParams,
        response: { 200: Type.Object({ removed: Type.Literal(true), scope, subject: text }), ...problems },
      },
    },
    async (request) => {
      if (!(await removeBudget(sql, request.params, callerOf(request)))) throw new AppError('BUDGET_NOT_FOUND');
      return { removed: true as const, ...request.params };
    },
  );
};

const documentOf = ({ scope, subject, owner, microsPerDay, spentMicros, reservedMicros, freesAt }: BudgetRow) => ({
  scope,
  subject,
  owner,
  usdPerDay: usdOf(microsPerDay),
  spentUsd: usdOf(spentMicros),
  reservedUsd: usdOf(reservedMicros),
  remainingUsd: usdOf(Math.max(0, microsPerDay - spentMicros - reservedMicros)),
  freesAt: freesAt.toISOString(),
});
