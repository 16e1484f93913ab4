import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bus } from '@taktstock/bus';
import { agentHealth, type QueueStats, queueStats, type Sql } from '@taktstock/db';
import { getSupportedAgents, promptHashOf } from '@taktstock/registry';
import type { Config } from '../../config.ts';
import { READERS } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { cleanRoutes } from './clean.ts';
import { AgentsDocument, OrchestratorHealth, QueueStatsDocument } from './schema.ts';

type Deps = { sql: Sql; bus: Bus; config: Config; checkRegistry: () => void };

const tags = ['orchestrator'];
const NOTHING: QueueStats = { waiting: 0, active: 0, completed: 0, failed: 0, delayed: 0, oldestWaitingAgeMs: 0 };

/** What there is to be asked, and how busy it is. */
export const orchestratorRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { sql, bus, config, checkRegistry } = deps;
  await app.register(cleanRoutes, { sql, bus, isProduction: config.NODE_ENV === 'production' });
  const loaded = holds(checkRegistry, (error) => app.log.error({ err: error }, 'the registry is broken'));

  app.get(
    '/api/orchestrator/health',
    {
      config: { roles: 'public', rateLimit: 'none' },
      schema: {
        tags,
        operationId: 'getOrchestratorHealth',
        summary: 'Whether agents are known',
        security: [],
        response: { 200: OrchestratorHealth, 503: OrchestratorHealth },
      },
    },
    async (_request, reply) => {
      const service = 'orchestrator';
      if (!loaded) return reply.code(503).send({ status: 'error', service, registry: 'failed', agentCount: 0 });
      const agentCount = getSupportedAgents('reading').length;
      return reply.send({ status: 'ok', service, registry: 'loaded', agentCount });
    },
  );

  app.get(
    '/api/orchestrator/agents',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'listReadingAgents',
        summary: 'All reading agents',
        response: { 200: AgentsDocument, ...problems },
      },
    },
    async () => {
      const agents = getSupportedAgents('reading');
      const health = await agentHealth(
        sql,
        agents.map(({ id }) => id),
      );
      return {
        agents: agents.map((agent) => ({
          id: agent.id,
          name: agent.name,
          endpoint: agent.endpoint,
          supportedDepth: [...agent.supportedDepth],
          defaultStyle: agent.defaultStyle,
          description: agent.description,
          priority: agent.priority,
          health: health.get(agent.id) ?? ('unknown' as const),
          models: [...agent.models],
          promptHash: promptHashOf(agent),
        })),
      };
    },
  );

  app.get(
    '/api/orchestrator/queue-stats',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'getQueueStats',
        summary: 'Runs by state',
        response: { 200: QueueStatsDocument, ...problems },
      },
    },
    async () => {
      const counted = await queueStats(sql, 'reading');
      const agents = getSupportedAgents('reading').map(
        ({ id }) => [id, withTotal(counted.get(id) ?? NOTHING)] as const,
      );
      return {
        ...withTotal(agents.map(([, stats]) => stats).reduce(sum, NOTHING)),
        agents: Object.fromEntries(agents),
      };
    },
  );
};

/** Whether a check passes; what it throws goes to the log. */
function holds(check: () => void, onError: (error: unknown) => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    onError(error);
    return false;
  }
}

const withTotal = (stats: QueueStats) => ({
  ...stats,
  total: stats.waiting + stats.active + stats.completed + stats.failed + stats.delayed,
});

const sum = (a: QueueStats, b: QueueStats): QueueStats => ({
  waiting: a.waiting + b.waiting,
  active: a.active + b.active,
  completed: a.completed + b.completed,
  failed: a.failed + b.failed,
  delayed: a.delayed + b.delayed,
  oldestWaitingAgeMs: Math.max(a.oldestWaitingAgeMs, b.oldestWaitingAgeMs),
});
