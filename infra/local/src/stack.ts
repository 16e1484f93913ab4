import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { migrateAll } from '@taktstock/bus';
import { connect, releaseLeases, workerName } from '@taktstock/db';
import getPort from 'get-port';
import { ensureApiKey } from './api-key.ts';
import {
  type Addresses,
  apiEnvironment,
  sandboxEnvironment,
  wantsRealModels,
  workerEnvironment,
} from './environment.ts';
import { keepServer, type TellEnd } from './kept-server.ts';
import { type LocalPostgres, startPostgres } from './postgres.ts';
import { type LocalRedis, startRedis } from './redis.ts';
import { Supervisor, type SupervisorOptions } from './supervisor.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const mainOf = (app: string): string => path.join(repository, 'apps', app, 'src/main.ts');

/** Where a stack keeps its data, logs and key unless it is told otherwise; ignored by git. */
export const HOME = process.env['TAKTSTOCK_HOME'] || path.join(repository, '.taktstock');

export type StackOptions = {
  /** Directory of the logs, the API key and, if it is kept, the data. */
  home?: string;
  /** false: the data is gone when the stack stops, and a server that dies is not started again. */
  keepData?: boolean;
  /** Worker processes. */
  workers?: number;
  /** Starts a redis-server unless REDIS_URL names one; without Redis the queue lives in Postgres. */
  redis?: boolean;
  /** Replaces `process.env`: DATABASE_URL, REDIS_URL, ORCHESTRATOR_PORT and provider keys each replace one part. */
  env?: NodeJS.ProcessEnv;
  /** Told what has been done, part by part. */
  tell?: (part: string, what: string) => void;
  /** Told about every change of state of a process. */
  onChange?: SupervisorOptions['onChange'];
  /** Told when one of the servers that we run ourselves has ended unasked. */
  onServerEnd?: (name: 'database' | 'redis', ...told: Parameters<TellEnd>) => void;
  /** Ends a start that is under way; what has been started is stopped. */
  signal?: AbortSignal;
};

export type Stack = {
  apiUrl: string;
  /** null when the environment names a real provider. */
  sandboxUrl: string | null;
  databaseUrl: string;
  redisUrl: string | null;
  /** A key with the role admin. */
  apiKey: string;
  /** Names of the worker processes in `supervisor`. */
  workers: string[];
  supervisor: Supervisor;
  /** The servers that we run ourselves. */
  database: LocalPostgres | null;
  redis: LocalRedis | null;
  logs: string;
  /** Stops the API, lets the workers drain, then stops the sandbox and the servers. */
  stop(): Promise<void>;
  /** Kills the processes without waiting; the guards stop the servers. */
  kill(): void;
};

type Closer = () => Promise<unknown>;

/** Starts the whole product on this machine; what it could start is stopped again when a part does not come up. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const closers: Closer[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await bootStack(options, closers, stop);
  } catch (error) {
    await stop();
    // An abort made the parts fail; it is the reason, not they.
    options.signal?.throwIfAborted();
    throw error;
  }
}

async function bootStack(options: StackOptions, closers: Closer[], stop: () => Promise<void>): Promise<Stack> {
  const { env = process.env, home = HOME, tell = () => {}, signal } = options;
  const stores = await openStores(options, env, home, closers);
  signal?.throwIfAborted();
  // Only now: a second start ends at the database and must not take the logs of the first along.
  const logs = path.join(home, 'logs');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  await migrateAll(stores.databaseUrl);
  const apiKey = await withKey(stores.databaseUrl, home);
  signal?.throwIfAborted();

  const supervisor = new Supervisor({
    restart: RESTART,
    ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
    onDeath: (_, pid) => void giveUpLeases(stores.databaseUrl, pid),
  });
  closers.push(() => supervisor.stopAll());
  // What is still starting has nothing to drain. Once everything runs, `stop()` is the way out.
  const kill = () => supervisor.killAll();
  signal?.addEventListener('abort', kill);
  const add = (name: string, app: string, environment: NodeJS.ProcessEnv): void =>
    supervisor.add({ name, script: mainOf(app), env: environment, logFile: path.join(logs, `${name}.log`) });

  const sandboxUrl = wantsRealModels(env) ? null : await startSandbox(supervisor, add, env);
  tell('models', sandboxUrl === null ? 'real, with the keys of your environment' : `sandbox on ${sandboxUrl}`);

  const at: Addresses = { ...stores, sandboxUrl, apiPort: await choosePort(env, tell) };
  const workers = Array.from({ length: options.workers ?? 1 }, (_, index) =>
    index === 0 ? 'worker' : `worker-${index + 1}`,
  );
  for (const name of workers) add(name, 'worker', workerEnvironment(env, at));
  add('api', 'api', apiEnvironment(env, at));
  // They need each other for nothing, so they start together.
  await Promise.all([...workers, 'api'].map((name) => startReady(supervisor, name)));
  signal?.throwIfAborted();
  signal?.removeEventListener('abort', kill);
  const apiUrl = supervisor.status('api').url!;
  tell('workers', workers.map((name) => `${name} (process ${supervisor.status(name).pid})`).join(', '));
  tell('api', apiUrl);
  return { ...stores, apiUrl, sandboxUrl, apiKey, workers, supervisor, logs, stop, kill };
}

type Stores = Pick<Stack, 'database' | 'databaseUrl' | 'redis' | 'redisUrl'>;

/** Starts what the environment does not name. */
async function openStores(
  options: StackOptions,
  env: NodeJS.ProcessEnv,
  home: string,
  closers: Closer[],
): Promise<Stores> {
  const { tell = () => {} } = options;
  const database = env['DATABASE_URL'] ? null : await openDatabase(options, home, closers);
  tell('database', database === null ? 'your own, from DATABASE_URL' : `PostgreSQL 18 on port ${database.port}`);
  const redis = env['REDIS_URL'] || options.redis !== true ? null : await openRedis(options, home, closers);
  const redisUrl = env['REDIS_URL'] || redis?.url || null;
  const queue = redis === null ? 'Redis, from REDIS_URL' : `Redis on port ${redis.port}`;
  tell('queue', redisUrl === null ? 'in the database' : queue);
  return { database, databaseUrl: database?.url ?? env['DATABASE_URL']!, redis, redisUrl };
}

async function startSandbox(
  supervisor: Supervisor,
  add: (name: string, app: string, environment: NodeJS.ProcessEnv) => void,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  add('sandbox', 'sandbox', sandboxEnvironment(env));
  await supervisor.start('sandbox');
  return supervisor.status('sandbox').url!;
}

async function openDatabase(options: StackOptions, home: string, closers: Closer[]): Promise<LocalPostgres> {
  const database = 'taktstock';
  const dataDir = path.join(home, 'postgres');
  return options.keepData === false
    ? openForNow(() => startPostgres({ database }), closers)
    : openForGood('database', (port) => startPostgres({ database, dataDir, ...port }), options, closers);
}

async function openRedis(options: StackOptions, home: string, closers: Closer[]): Promise<LocalRedis> {
  const dir = path.join(home, 'redis');
  return options.keepData === false
    ? openForNow(() => startRedis(), closers)
    : openForGood('redis', (port) => startRedis({ dir, ...port }), options, closers);
}

type Server = LocalPostgres | LocalRedis;

async function openForNow<S extends Server>(start: () => Promise<S>, closers: Closer[]): Promise<S> {
  const server = await start();
  closers.push(() => server.stop());
  return server;
}

async function openForGood<S extends Server>(
  name: 'database' | 'redis',
  start: (port: { port?: number }) => Promise<S>,
  { onServerEnd }: StackOptions,
  closers: Closer[],
): Promise<S> {
  const tell: TellEnd = (...told) => onServerEnd?.(name, ...told);
  const { first, stop } = await keepServer((port) => start(port === undefined ? {} : { port }), tell);
  closers.push(stop);
  return first;
}

/** Nobody has to wait for the leases of a process that we saw die. If Postgres is away too, they expire by themselves. */
async function giveUpLeases(databaseUrl: string, pid: number): Promise<void> {
  const sql = connect(databaseUrl, { max: 1, name: 'taktstock-local' });
  await releaseLeases(sql, workerName(hostname(), pid)).catch(() => {});
  await sql.end({ timeout: 5 });
}

async function withKey(databaseUrl: string, home: string): Promise<string> {
  const sql = connect(databaseUrl, { max: 1, name: 'taktstock-local' });
  try {
    return await ensureApiKey(sql, path.join(home, 'api-key'));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

// More patient than in production: here workers are killed to see what happens, and somebody waits for the next one.
const RESTART = { limit: 20, maxWaitMs: 2_000 };

const DEFAULT_PORT = 8080;

async function choosePort(env: NodeJS.ProcessEnv, tell: (part: string, what: string) => void): Promise<number> {
  const wanted = Number(env['ORCHESTRATOR_PORT'] || DEFAULT_PORT);
  const port = await getPort({ port: wanted, host: '127.0.0.1' });
  if (port !== wanted && wanted !== 0) tell('port', `${wanted} is in use, so the API takes ${port}`);
  return port;
}

const READY_TIMEOUT_MS = 30_000;

/** Listening is not enough: ready means that it has reached what it depends on. */
async function startReady(supervisor: Supervisor, name: string): Promise<void> {
  await supervisor.start(name);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const { url, state } = supervisor.status(name);
    const answer = url === null ? null : await fetch(new URL('/ready', url)).catch(() => null);
    if (answer?.ok) return;
    if (state === 'error' || Date.now() > deadline) {
      const said = (await answer?.text().catch(() => '')) || 'nothing';
      throw new Error(`The process "${name}" listens but is not ready. GET /ready answered: ${said}`);
    }
    await sleep(50);
  }
}
