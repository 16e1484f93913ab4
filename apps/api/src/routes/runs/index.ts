import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { callTotals, factsOf, modelCallsOf, type RunRow, type Sql, stepsOf } from '@taktstock/db';
import { MAX_RETRIES, type Principal, usdOf } from '@taktstock/registry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, READERS, RUN_READERS, WRITERS } from '../../plugins/auth.ts';
import { bodyOrEmpty, IdParam, NoBody, problems, RetryBody } from '../fields.ts';
import { callDocument } from './calls.ts';
import { explain } from './explain.ts';
import { readingOf, runOf } from './find.ts';
import { Cancelled, CancelRequested, ExplanationDocument, Reopened, RunDocument, RunParam } from './schema.ts';
import { currentJobId, retryAvailable } from './state.ts';
import { cancelRun, retryRun } from './steer.ts';

type Deps = { sql: Sql; bus: Bus };
type Found = { run: RunRow; ids: { runId: string; readingId?: string }; pollUrl: string };

/** Runs of every kind, and the same steering by the id of a reading. */
export const runRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { sql, bus } = deps;

  app.get(
    '/runs/:id',
    {
      config: { roles: RUN_READERS },
      schema: {
        tags: ['runs'],
        operationId: 'getRun',
        summary: 'A run with its steps, its model calls and its cost',
        params: RunParam,
        response: { 200: RunDocument, ...problems },
      },
    },
    async (request) => {
      const run = await runOf(sql, callerOf(request), request.params.id);
      const [steps, calls, totals] = await Promise.all([
        stepsOf(sql, run.id),
        modelCallsOf(sql, run.id),
        callTotals(sql, run.id),
      ]);
      return { ...runDocument(run, steps, totals), calls: calls.map(callDocument) };
    },
  );

  app.get(
    '/runs/:id/explain',
    {
      config: { roles: READERS }, // names the machines of workers and the amounts of budgets
      schema: {
        tags: ['runs'],
        operationId: 'explainRun',
        summary: 'Why a run is not running, or where it stands; not for run tokens, which browsers hold',
        params: RunParam,
        response: { 200: ExplanationDocument, ...problems },
      },
    },
    async (request) => {
      const { id } = await runOf(sql, callerOf(request), request.params.id);
      const facts = (await factsOf(sql, id))!;
      const { code, sentence, until } = await explain(facts, () => answers(bus.ping()));
      return { runId: id, status: facts.status, code, sentence, until: until?.toISOString() ?? null };
    },
  );

  const byRunId = async (request: FastifyRequest, id: string): Promise<Found> => {
    const run = await runOf(sql, callerOf(request), id);
    return { run, ids: { runId: run.id }, pollUrl: `/runs/${run.id}` };
  };
  const byReadingId = async (request: FastifyRequest, id: string): Promise<Found> => {
    const { reading, run } = await readingOf(sql, callerOf(request), id);
    return { run, ids: { runId: run.id, readingId: reading.id }, pollUrl: `/api/orchestrator/status/${reading.id}` };
  };

  for (const [prefix, params, find, tag, noun] of [
    ['/runs', RunParam, byRunId, 'runs', 'Run'],
    ['/api/readings', IdParam, byReadingId, 'readings', 'Reading'],
  ] as const) {
    app.post(
      `${prefix}/:id/cancel`,
      {
        config: { roles: WRITERS },
        preValidation: bodyOrEmpty,
        schema: {
          tags: [tag],
          operationId: `cancel${noun}`,
          summary: 'Stop a run',
          params,
          body: NoBody,
          response: { 200: Cancelled, 202: CancelRequested, ...problems },
        },
      },
      async (request, reply) => cancel(await find(request, request.params.id), callerOf(request), reply),
    );
    app.post(
      `${prefix}/:id/retry`,
      {
        config: { roles: WRITERS },
        preValidation: bodyOrEmpty,
        schema: {
          tags: [tag],
          operationId: `retry${noun}`,
          summary: 'Reopen a failed run',
          params,
          body: RetryBody,
          response: { 202: Reopened, ...problems },
        },
      },
      async (request, reply) => {
        const { run, ids, pollUrl } = await find(request, request.params.id);
        const retry = await retryRun(deps, run, request.body.reason ?? null);
        return reply.code(202).send({ ...retry, ...ids, pollUrl });
      },
    );
  }

  async function cancel({ run, ids }: Found, by: Principal, reply: FastifyReply): Promise<never> {
    const done = await cancelRun(deps, run, by);
    if (done === 'cancelled') return reply.send({ ...ids, status: 'cancelled' }) as never;
    return reply.code(202).send({ ...ids, cancelRequested: true }) as never;
  }
};

const answers = (asking: Promise<unknown>): Promise<boolean> =>
  asking.then(
    () => true,
    () => false,
  );

function runDocument(
  run: RunRow,
  steps: Awaited<ReturnType<typeof stepsOf>>,
  { calls, tokensIn, tokensOut, costMicros, unpriced }: Awaited<ReturnType<typeof callTotals>>,
) {
  const { id, errorMessage, createdAt, updatedAt, startedAt, finishedAt, ...rest } = run;
  return {
    ...rest,
    runId: id,
    jobId: currentJobId(run),
    maxRetries: MAX_RETRIES,
    retryAvailable: retryAvailable(run),
    error: errorMessage,
    steps: steps.map(({ name, position, status, attempts }) => ({ name, position, status, attempts })),
    cost: { calls, tokensIn, tokensOut, costUsd: usdOf(costMicros), unpricedCalls: unpriced },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
