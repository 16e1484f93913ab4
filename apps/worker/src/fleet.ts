import { hostname } from 'node:os';
import { openBus, startSweeper } from '@taktstock/bus';
import { connect, createRunWriter, logSystemEvents, removeWorker, workerName } from '@taktstock/db';
import { queueOf, type SystemEvent } from '@taktstock/registry';
import type { Logger } from 'pino';
import type { WorkerConfig } from './config.ts';
import { readingKind } from './kinds/reading/index.ts';
import { createMetrics } from './metrics.ts';
import { createProviders } from './models/providers.ts';
import { createRouter } from './models/router.ts';
import { startProbe } from './probe.ts';
import type { Kind } from './runs/context.ts';
import { createExecutor } from './runs/execute.ts';
import { keepLeases } from './runs/lease.ts';

/** Time the bus and the pool get to say goodbye once the runs are off our hands. */
const GOODBYE_MS = 2_000;

export type Fleet = {
  /** Where /ready, /health and /metrics are. */
  url: string;
  instance: string;
  /** Takes no new run, gives those in hand their time, hands back the rest, and lets go of everything. */
  drain(ms: number): Promise<void>;
};

/** Starts one BullMQ Worker per agent type of the config, and everything they share. `kinds` replaces the handlers, for measurements. */
export async function startFleet(
  config: WorkerConfig,
  log: Logger,
  kinds?: Readonly<Record<string, Kind>>,
): Promise<Fleet> {
  const tag = Math.random().toString(36).slice(2, 8);
  const instance = workerName(hostname(), process.pid) + tag;
  const worker = { instance, agents: config.agents, slots: config.CONCURRENCY };
  const sql = connect(config.DATABASE_URL, { max: config.DATABASE_POOL, name: 'taktstock worker' });
  // Leases do not queue behind work, and whoever asks whether this process lives looks for this connection.
  const pulse = connect(config.DATABASE_URL, { max: 1, name: `taktstock pulse ${tag}`, lasting: true });
  const bus = await openBus({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    workers: config.agents.length,
    log,
  });
  const { HEARTBEAT_MS: heartbeatMs, LEASE_MS: leaseMs, CANCEL_POLL_MS: cancelPollMs } = config;
  const leases = keepLeases({ sql: pulse, bus, log, worker, leaseMs, heartbeatMs, cancelPollMs });
  const tell = async (events: SystemEvent[]) => bus.live.publish(await logSystemEvents(sql, events));
  const onUnpriced = (model: string) => {
    tell([unpriced(model)]).catch((error: unknown) => log.warn({ err: error, model }, 'a model without a price'));
  };
  const router = createRouter({ sql, onUnpriced, ...modelSettings(config) });
  const metrics = createMetrics({ running: leases.count, waiting: router.waiting });
  const execute = createExecutor({
    tools: { sql, writer: createRunWriter(sql), bus },
    kinds: kinds ?? { reading: readingKind(router, config.chainOf) },
    ...{ leases, instance, leaseMs, retryDelayMs: config.RETRY_DELAY_MS, log, count: metrics.count },
  });
  await leases.announce();
  const queues = config.agents.map((agent) => bus.serve(queueOf(agent), config.CONCURRENCY, execute));
  const sweeper = startSweeper({ sql, bus, log, intervalMs: config.SWEEP_MS, bellMs: config.BELL_MS });
  const slots = config.CONCURRENCY * config.agents.length;
  const probe = await startProbe({ sql, config, metrics, free: () => leases.count() < slots });
  const announce = (type: 'agent_started' | 'agent_stopped') =>
    tell(config.agents.map((agent) => ({ type, data: { agent, worker: instance } })));
  await announce('agent_started');

  return {
    url: probe.url,
    instance,
    drain: async (ms) => {
      probe.drain();
      await Promise.all(queues.map((queue) => queue.close(ms)));
      leases.stopAll('shutdown');
      await leases.empty(GOODBYE_MS);
      leases.close();
      await sweeper.stop();
      await Promise.allSettled([announce('agent_stopped'), removeWorker(sql, instance)]);
      const pools = [sql, pulse].map((pool) => pool.end({ timeout: GOODBYE_MS / 1_000 }));
      await Promise.all([bus.close(GOODBYE_MS), probe.close(), ...pools]);
    },
  };
}

const unpriced = (model: string): SystemEvent => {
  const message = `No price is known for ${model}: what its calls cost is unknown, not nothing.`;
  return { type: 'alert_raised', data: { severity: 'medium', message } };
};

/** What a provider's key may be asked in a minute unless somebody says otherwise. */
const REQUESTS_PER_MINUTE = 60;

function modelSettings(config: WorkerConfig): Omit<Parameters<typeof createRouter>[0], 'sql' | 'onUnpriced'> {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, OPENAI_API_KEY, OPENAI_BASE_URL, SANDBOX_URL } = config;
  return {
    providers: createProviders({
      anthropic: ANTHROPIC_API_KEY ? { apiKey: ANTHROPIC_API_KEY, baseURL: ANTHROPIC_BASE_URL } : undefined,
      // Local servers such as Ollama want no key, but the SDK does.
      openai:
        OPENAI_API_KEY || OPENAI_BASE_URL ? { apiKey: OPENAI_API_KEY ?? 'none', baseURL: OPENAI_BASE_URL } : undefined,
      sandbox: SANDBOX_URL ? { url: SANDBOX_URL } : undefined,
    }),
    requestsPerMinute: (provider) => {
      const own = provider.startsWith('sandbox') ? 0 : REQUESTS_PER_MINUTE;
      return (config.REQUESTS_PER_MINUTE ?? own) || null;
    },
    tokensPerMinute: config.TOKENS_PER_MINUTE || null,
    idleMs: config.MODEL_IDLE_MS,
    concurrency: config.MODEL_CALLS || Number.POSITIVE_INFINITY,
  };
}
