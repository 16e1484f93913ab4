import { queueStats, type Sql, sweepLag } from '@taktstock/db';
import type { Principal } from '@taktstock/registry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { OPERATORS } from '../../plugins/auth.ts';
import { observeCalls } from './calls.ts';
import { gauge } from './gauge.ts';
import { observeRuns } from './runs.ts';

type Deps = { sql: Sql; hub: { topics: number }; sockets: { size: number }; streams: { size: number } };

/** Whoever scrapes from this machine directly; behind a proxy everybody would look like that. */
const isLocal = ({ ip, headers }: FastifyRequest): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(ip) &&
  headers['x-forwarded-for'] === undefined &&
  headers['forwarded'] === undefined;

const LOCAL: Principal = { keyId: 'loopback', owner: 'loopback', role: 'operator' };

/** `/metrics` for Prometheus, in a registry of this app. */
export async function metricsRoutes(app: FastifyInstance, { sql, hub, sockets, streams }: Deps): Promise<void> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  gauge(register, 'taktstock_live_sockets', 'Open WebSockets', [], (set) => set({}, sockets.size));
  gauge(register, 'taktstock_live_streams', 'Open event streams', [], (set) => set({}, streams.size));
  gauge(register, 'taktstock_live_topics', 'Topics watched by this process', [], (set) => set({}, hub.topics));
  gauge(register, 'taktstock_runs', 'Runs by state (completed: 24 h, failed: 7 d)', ['kind', 'agent', 'state'], (set) =>
    countRuns(sql, set),
  );
  gauge(register, 'taktstock_oldest_waiting_seconds', 'Age of the oldest due run', ['kind', 'agent'], async (set) => {
    for (const [agent, stats] of await queueStats(sql, 'reading')) {
      set({ kind: 'reading', agent }, stats.oldestWaitingAgeMs / 1_000);
    }
  });
  gauge(
    register,
    'taktstock_sweep_lag_seconds',
    'How long a lost or late run has waited for a sweep',
    [],
    async (set) => set({}, await sweepLag(sql)),
  );
  observeRuns(register, sql);
  observeCalls(register, sql);
  const durations = new Histogram({
    name: 'taktstock_http_seconds',
    help: 'Duration of answers',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [register],
  });

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });

  app.get(
    '/metrics',
    {
      schema: { hide: true },
      config: {
        roles: OPERATORS,
        rateLimit: 'none',
        authenticate: async (request) => (isLocal(request) ? LOCAL : null),
      },
    },
    async (_request, reply) => {
      return reply.type(register.contentType).send(await register.metrics());
    },
  );
}

async function countRuns(sql: Sql, set: (labels: Record<string, string>, value: number) => void): Promise<void> {
  for (const [agent, stats] of await queueStats(sql, 'reading')) {
    for (const state of ['waiting', 'active', 'completed', 'failed', 'delayed'] as const) {
      set({ kind: 'reading', agent, state }, stats[state]);
    }
  }
}
