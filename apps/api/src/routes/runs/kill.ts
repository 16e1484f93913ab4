import { hostname } from 'node:os';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Sql, workerOf, workerPid } from '@taktstock/db';
import { AppError, type CallerRole } from '@taktstock/registry';
import { Type } from 'typebox';
import type { Config } from '../../config.ts';
import { callerOf, OPERATORS } from '../../plugins/auth.ts';
import { bodyOrEmpty, NoBody, problems, text } from '../fields.ts';
import { runOf } from './find.ts';
import { RunParam } from './schema.ts';

const Killed = Type.Object({
  runId: text,
  worker: Type.String({ description: 'The instance that is no more; its runs go on elsewhere' }),
});

/** Whether a caller may end workers: only where somebody tries this out on one machine. */
export const mayKillWorkers = (config: Config, role: CallerRole): boolean =>
  config.KILL_WORKERS === 'yes' && config.NODE_ENV !== 'production' && OPERATORS.some((allowed) => allowed === role);

/** A failure that one can cause, to watch the run survive it. */
export const killRoutes: FastifyPluginAsyncTypebox<{ sql: Sql; config: Config }> = async (app, { sql, config }) => {
  app.post(
    '/runs/:id/kill-worker',
    {
      config: { roles: OPERATORS },
      preValidation: bodyOrEmpty,
      schema: {
        tags: ['runs'],
        operationId: 'killWorker',
        summary: 'kill -9 the worker of a run, outside production and where `KILL_WORKERS` allows it',
        params: RunParam,
        body: NoBody,
        response: { 200: Killed, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      if (!mayKillWorkers(config, caller.role)) throw new AppError('FORBIDDEN_IN_PRODUCTION');
      const run = await runOf(sql, caller, request.params.id);
      const worker = await workerOf(sql, run.id);
      const pid = worker === null ? null : workerPid(hostname(), worker);
      if (worker === null || pid === null) throw new AppError('NO_WORKER_HERE');
      request.log.warn({ worker }, 'killing a worker on request');
      if (!kill(pid)) throw new AppError('NO_WORKER_HERE');
      return { runId: run.id, worker };
    },
  );
};

/** false: it was gone already. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
