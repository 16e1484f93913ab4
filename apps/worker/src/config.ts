import { AGENTS, isValidAgent, LEASE, SANDBOX_CHAIN, splitModelId } from '@taktstock/registry';
import { envSchema } from 'env-schema';
import { type Static, Type } from 'typebox';

const count = (value: number, description: string) => Type.Integer({ default: value, minimum: 0, description });
const optional = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** Every environment variable of the worker; the table in the README is generated from it. */
export const WORKER_ENVIRONMENT = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1, description: 'Postgres, the system of record' }),
  REDIS_URL: optional('Redis for queue and live frames; without it both run on Postgres'),
  AGENTS: Type.String({ default: 'all', description: 'Agent types this worker serves, comma-separated, or `all`' }),
  CONCURRENCY: count(10, 'Runs at a time per agent type'),
  MODEL_CALLS: count(0, 'Model calls at a time in this process, the most urgent first; 0 = no limit'),
  WORKER_PORT: count(0, 'Port of /ready, /health and /metrics; 0 = a free one'),
  WORKER_HOST: Type.String({ default: '127.0.0.1', description: 'Address that port listens on' }),
  MODEL_CHAIN: optional('Model ids tried in this order instead of the agents’ own, comma-separated'),
  ANTHROPIC_API_KEY: optional('Key for models `anthropic/…`'),
  ANTHROPIC_BASE_URL: optional('Another address that speaks Anthropic Messages'),
  OPENAI_API_KEY: optional('Key for models `openai/…`'),
  OPENAI_BASE_URL: optional('Another address that speaks OpenAI Chat Completions, such as Ollama or vLLM'),
  SANDBOX_URL: optional('The sandbox; used when no provider is configured, never in production'),
  MODEL_IDLE_MS: count(60_000, 'Longest silence of a model, in bytes'),
  REQUESTS_PER_MINUTE: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'Limit per provider key, shared by all workers; 0 = none. If not set: 60, none for the sandbox',
    }),
  ),
  TOKENS_PER_MINUTE: count(0, 'Limit per provider key, shared by all workers; 0 = none'),
  DATABASE_POOL: count(8, 'Connections to Postgres'),
  DRAIN_MS: count(30_000, 'Time for runs in hand after SIGTERM; then they are handed back, uncharged'),
  STARVED_MS: count(30_000, 'Not ready when due work waits this long while slots are free'),
  LEASE_MS: count(LEASE.durationMs, 'A worker silent this long has lost its runs'),
  HEARTBEAT_MS: count(LEASE.heartbeatMs, 'Interval of lease renewal'),
  CANCEL_POLL_MS: count(LEASE.cancelPollMs, 'Interval of asking for cancel flags, should the bus have lost one'),
  SWEEP_MS: count(LEASE.sweepMs, 'Interval of the sweeper'),
  BELL_MS: count(LEASE.bellMs, 'A bell not answered this long is rung again'),
  RETRY_DELAY_MS: Type.Optional(
    Type.Integer({ minimum: 0, description: 'First wait after an error instead of the kind’s own' }),
  ),
  LOG_LEVEL: Type.String({ default: 'info', description: 'pino level' }),
  NODE_ENV: Type.String({ default: 'development', description: '`production` refuses the sandbox' }),
});

type Environment = Static<typeof WORKER_ENVIRONMENT>;

export type WorkerConfig = Omit<Environment, 'AGENTS' | 'MODEL_CHAIN'> & {
  agents: string[];
  /** Model ids an agent may ask, in order, all of them configured. */
  chainOf: (agentId: string) => readonly string[];
};

const list = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Parses the environment; an empty variable counts as not set. Throws one sentence that says which variable is wrong. */
export function workerConfig(variables: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const env = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const {
    AGENTS: agents,
    MODEL_CHAIN: chain,
    ...rest
  } = envSchema<Environment>({ schema: WORKER_ENVIRONMENT, data: env, dotenv: false, env: false });
  return { ...rest, agents: agentsIn(agents), chainOf: chains(rest, chain === undefined ? null : list(chain)) };
}

function agentsIn(value: string): string[] {
  if (value === 'all') return AGENTS.map(({ id }) => id);
  const ids = list(value);
  const unknown = ids.filter((id) => !isValidAgent(id));
  if (ids.length === 0 || unknown.length > 0) {
    throw new Error(
      `AGENTS names ${unknown.join(', ') || 'no agent'}; there are ${AGENTS.map(({ id }) => id).join(', ')}.`,
    );
  }
  return ids;
}

type Providers = Pick<
  Environment,
  'ANTHROPIC_API_KEY' | 'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'SANDBOX_URL' | 'NODE_ENV'
>;

function chains(env: Providers, override: string[] | null): WorkerConfig['chainOf'] {
  const configured = new Set([
    ...(env.ANTHROPIC_API_KEY ? ['anthropic'] : []),
    ...(env.OPENAI_API_KEY || env.OPENAI_BASE_URL ? ['openai'] : []),
    ...(env.SANDBOX_URL && env.NODE_ENV !== 'production' ? ['sandbox', 'sandbox-openai'] : []),
  ]);
  const usable = (ids: readonly string[]) => ids.filter((id) => configured.has(splitModelId(id).provider));
  const chainOf = new Map(
    AGENTS.map(({ id, models }) => {
      const chain = usable(override ?? models);
      return [id, chain.length > 0 || override !== null ? chain : usable(SANDBOX_CHAIN)];
    }),
  );
  const empty = [...chainOf].filter(([, chain]) => chain.length === 0).map(([id]) => id);
  if (empty.length > 0) {
    throw new Error(
      `No model for ${empty.join(', ')}: set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENAI_BASE_URL, or SANDBOX_URL outside production` +
        `${override === null ? '' : ' (MODEL_CHAIN names only providers that are not configured)'}.`,
    );
  }
  return (agentId) => chainOf.get(agentId) ?? [];
}
