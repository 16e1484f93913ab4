import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { overdueRuns, type Sql } from '@taktstock/db';
import type { WorkerConfig } from './config.ts';
import type { Metrics } from './metrics.ts';

type Options = {
  sql: Sql;
  config: Pick<WorkerConfig, 'WORKER_PORT' | 'WORKER_HOST' | 'STARVED_MS' | 'agents'>;
  metrics: Metrics;
  /** Whether this worker could take another run. */
  free: () => boolean;
};

type Readiness = {
  ready: boolean;
  checks: { database: 'ok' | 'error'; progress: 'ok' | 'starved' | 'unknown' | 'draining' };
};

/**
 * The worker's own small port. Ready means progress: a worker can sit beside a dead queue for days and look healthy, so due work
 * that nobody takes while slots are free says that something is wrong.
 */
export async function startProbe({ sql, config, metrics, free }: Options) {
  let draining = false;

  async function readiness(): Promise<Readiness> {
    if (draining) return { ready: false, checks: { database: 'ok', progress: 'draining' } };
    try {
      const overdue = await overdueRuns(sql, config.agents, config.STARVED_MS);
      const starved = overdue > 0 && free();
      return { ready: !starved, checks: { database: 'ok', progress: starved ? 'starved' : 'ok' } };
    } catch {
      return { ready: false, checks: { database: 'error', progress: 'unknown' } };
    }
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (request.method !== 'GET') return answer(405, 'text/plain', 'GET only\n');
    switch (request.url) {
      case '/health':
        return answer(200, 'application/json', JSON.stringify({ status: 'ok', timestamp: new Date().toISOString() }));
      case '/ready': {
        const state = await readiness();
        return answer(state.ready ? 200 : 503, 'application/json', JSON.stringify(state));
      }
      case '/metrics':
        return answer(200, metrics.registry.contentType, await metrics.registry.metrics());
      default:
        return answer(404, 'text/plain', 'GET /health, /ready or /metrics\n');
    }
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(config.WORKER_PORT, config.WORKER_HOST, resolve),
  );
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    drain: () => {
      draining = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
