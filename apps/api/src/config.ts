import { LEASE } from '@taktstock/registry';
import { envSchema } from 'env-schema';
import { type Static, Type } from 'typebox';

const milliseconds = (value: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 3_600_000, default: value, description });
const count = (value: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 100_000_000, default: value, description });

/** The environment of the API: the only place that reads it. The table in README.md is generated from here. */
export const ConfigSchema = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1, description: 'PostgreSQL, the system of record' }),
  REDIS_URL: Type.String({
    default: '',
    description: 'Redis for queue and live channel; empty: both run on PostgreSQL',
  }),
  ORCHESTRATOR_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'Port; 0 takes a free one',
  }),
  ORCHESTRATOR_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Origins of web pages that may call us, separated by commas; never `*`',
  }),
  TRUST_PROXY: Type.String({
    default: '',
    description: 'Addresses of proxies whose `X-Forwarded-For` is believed, separated by commas',
  }),
  NODE_ENV: Type.String({ default: 'development', description: '`production` forbids what only tests may do' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least severe level that is logged',
  }),
  DATABASE_POOL: Type.Integer({ minimum: 1, maximum: 200, default: 10, description: 'Connections to PostgreSQL' }),
  DATABASE_WAIT_MS: milliseconds(60_000, 'How long the start waits for PostgreSQL, in milliseconds'),
  QUEUE_DEPTH_LIMIT: count(10_000, 'Runs that may wait before new ones are refused with `QUEUE_FULL`'),
  LOOP_DELAY_MS: count(
    500,
    'Mean delay of the event loop, in milliseconds, above which requests are refused with `OVERLOADED`; 0: no limit',
  ),
  RATE_LIMIT_REQUESTS: count(600, 'Requests per key and minute; 0: no limit'),
  RATE_LIMIT_WRITES: count(120, 'Writing requests per key and minute; 0: no limit'),
  RATE_LIMIT_ANONYMOUS: count(60, 'Requests without a valid key per address and minute; 0: no limit'),
  KEY_CACHE_MS: milliseconds(2_000, 'How long a key is not looked up again: a revoked one works so much longer'),
  WS_SOCKETS_PER_KEY: count(200, 'WebSockets and event streams one key or run token may hold in this process'),
  WS_SUBSCRIPTIONS: count(200, 'Topics one WebSocket may subscribe to'),
  SWEEP_MS: milliseconds(LEASE.sweepMs, 'Interval of the sweeper'),
  BELL_MS: milliseconds(LEASE.bellMs, 'A bell not answered this long is rung again'),
  LOAD_PLACES: Type.Enum(['yes', 'no'], {
    default: 'yes',
    description: '`no`: leaves loading the names of places, once per database, to another process',
  }),
  KILL_WORKERS: Type.Enum(['yes', 'no'], {
    default: 'no',
    description:
      '`yes`: operators may kill -9 the worker of a run on this machine, to see it survive; never in production',
  }),
  DASHBOARD_DIR: Type.String({
    minLength: 1,
    default: 'apps/dashboard/dist',
    description: 'Where the built dashboard is, from the repository on; it is served under `/app`',
  }),
  SHUTDOWN_MS: milliseconds(15_000, 'How long a stop may take before the process just ends'),
});

export type Config = Static<typeof ConfigSchema>;

/** Reads the environment; throws with the name of the variable that is wrong. */
export function readConfig(data: NodeJS.ProcessEnv = process.env): Config {
  const config = envSchema<Config>({ schema: ConfigSchema, data, env: false });
  if (listOf(config.CORS_ORIGINS).includes('*')) throw new Error('env/CORS_ORIGINS must name origins, never *');
  return config;
}

/** The parts of a comma-separated list. */
export const listOf = (text: string): string[] => text.split(',').flatMap((part) => part.trim() || []);
