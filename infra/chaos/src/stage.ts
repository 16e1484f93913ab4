import { connect, insertApiKey, type Sql } from '@taktstock/db';
import { createApiKey } from '@taktstock/registry';
import { OWNER, storeSample } from './clients/direct.ts';
import type { Sabotage } from './hooks/sabotages.ts';
import { type App, Child } from './processes/child.ts';
import { type Database, openDatabase } from './servers/database.ts';
import { openRedis, type Redis } from './servers/redis.ts';

export type Backend = 'redis' | 'postgres';

export type StageOptions = {
  /** Where the queue and the live frames are. */
  backend: Backend;
  apis?: number;
  workers?: number;
  /** Of the sandbox; slow enough for a text to be caught in the middle. */
  tokensPerSecond?: number;
  /** Environment of every worker beside the short timings. */
  workerEnv?: Record<string, string>;
};

/** What the product waits for, shortened so that a fault and its cure fit into seconds. */
const TIMINGS = { SWEEP_MS: '500', BELL_MS: '1000' };
const WORKER_TIMINGS = {
  ...TIMINGS,
  ...{ LEASE_MS: '3000', HEARTBEAT_MS: '500', CANCEL_POLL_MS: '300', RETRY_DELAY_MS: '200', DRAIN_MS: '1000' },
};

export type Spawn = { env?: Record<string, string>; sabotage?: Sabotage; databaseUrl?: string };

/** The whole product as processes that can be hurt: servers, sandbox, APIs, workers. */
export class Stage {
  readonly backend: Backend;
  readonly database: Database;
  readonly redis: Redis | null;
  /** The harness's own pool. */
  readonly sql: Sql;
  readonly apiKey: string;
  readonly chartId: string;
  /** Everything that was ever started here, the dead included. */
  readonly children: Child[] = [];
  sandboxUrl = '';
  readonly #options: StageOptions;

  private constructor(options: StageOptions, parts: Pick<Stage, 'database' | 'redis' | 'sql' | 'apiKey' | 'chartId'>) {
    this.#options = options;
    this.backend = options.backend;
    this.database = parts.database;
    this.redis = parts.redis;
    this.sql = parts.sql;
    this.apiKey = parts.apiKey;
    this.chartId = parts.chartId;
  }

  /** Starts everything; what could be started is stopped again when a part does not come up. */
  static async open(options: StageOptions): Promise<Stage> {
    const [database, redis] = await Promise.all([openDatabase(), options.backend === 'redis' ? openRedis() : null]);
    const sql = connect(database.url, { max: 6, name: 'chaos' });
    const key = createApiKey();
    await insertApiKey(sql, { id: key.id, hash: key.hash, owner: OWNER, role: 'admin', name: 'chaos' });
    const { id: chartId } = await storeSample(sql);
    const stage = new Stage(options, { database, redis, sql, apiKey: key.token, chartId });
    try {
      stage.sandboxUrl = (await stage.#start('sandbox', 'sandbox', stage.#sandboxEnv())).url;
      const { apis = 0, workers = 1 } = options;
      await Promise.all([
        ...Array.from({ length: apis }, () => stage.startApi()),
        ...Array.from({ length: workers }, () => stage.startWorker()),
      ]);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get workers(): Child[] {
    return this.#running('worker');
  }

  get apis(): Child[] {
    return this.#running('api');
  }

  /** Addresses of the API processes that run. */
  readonly apiUrls = (): string[] => this.apis.map(({ url }) => url);

  startWorker({ env = {}, sabotage, databaseUrl }: Spawn = {}): Promise<Child> {
    return this.#start(`worker-${this.#count('worker')}`, 'worker', {
      ...this.#stores(databaseUrl),
      ...WORKER_TIMINGS,
      SANDBOX_URL: this.sandboxUrl,
      ...this.#options.workerEnv,
      ...env,
      ...(sabotage === undefined ? {} : { CHAOS_SABOTAGE: sabotage }),
    });
  }

  startApi({ env = {}, sabotage }: Spawn = {}): Promise<Child> {
    return this.#start(`api-${this.#count('api')}`, 'api', {
      ...this.#stores(),
      ...TIMINGS,
      LOAD_PLACES: 'no',
      LOOP_DELAY_MS: '0', // the machine is busy with all that runs on it here
      ...{ ORCHESTRATOR_PORT: '0', RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0' },
      ...env,
      ...(sabotage === undefined ? {} : { CHAOS_SABOTAGE: sabotage }),
    });
  }

  /** Stops everything, by pid, whatever state it is in. */
  async close(): Promise<void> {
    await Promise.all(this.children.filter(({ running }) => running).map((child) => child.kill('SIGKILL')));
    await this.sql.end({ timeout: 1 });
    await Promise.all([this.database.close(), this.redis?.close()]);
  }

  async #start(name: string, app: App, env: Record<string, string>): Promise<Child> {
    const child = new Child({ name, app, env });
    this.children.push(child);
    return child.ready();
  }

  #stores(databaseUrl = this.database.url): Record<string, string> {
    return { DATABASE_URL: databaseUrl, ...(this.redis === null ? {} : { REDIS_URL: this.redis.url }) };
  }

  #sandboxEnv(): Record<string, string> {
    const { tokensPerSecond = 500 } = this.#options;
    return { SANDBOX_PORT: '0', SANDBOX_FIRST_TOKEN_MS: '20', SANDBOX_TOKENS_PER_SECOND: String(tokensPerSecond) };
  }

  #running = (app: App): Child[] =>
    this.children.filter((child) => child.app === app && child.url !== '' && child.running && !child.doomed);
  #count = (app: App): number => this.children.filter((child) => child.app === app).length + 1;
}
