import { randomUUIDv7 } from 'node:crypto';
import { Writable } from 'node:stream';
import { type Bus, openBus } from '@taktstock/bus';
import { type Birth, chartKey, computeChart, resolveBirth } from '@taktstock/chart';
import {
  type ClaimedRun,
  claimRuns,
  completeReading,
  connect,
  insertApiKey,
  readingOfRun,
  type Sql,
  settleRuns,
  storeChart,
} from '@taktstock/db';
import { createApiKey, type ErrorCode, type Role } from '@taktstock/registry';
import { createDatabase, type TestRedis } from '@taktstock/testbed';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect } from 'vitest';
import { type AppDeps, buildApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createLog } from '../src/logging.ts';

export type App = Awaited<ReturnType<typeof buildApp>>;

export type Suite = {
  sql: Sql;
  url: string;
  bus: Bus;
  app: App;
  /** Base address of the listening app. */
  address: string;
  /** Everything the app logged, as text. */
  log: string[];
  config: Config;
  /** Keys by role; `service` belongs to owner-a, `stranger` is the service key of owner-b. */
  keys: Record<Role | 'stranger', string>;
  /** A stored chart. */
  chartId: string;
};

export const BIRTH: Birth = {
  birthDate: '1985-07-14',
  birthTime: '09:20',
  latitude: 52.5,
  longitude: 13.4,
  timezone: 'Europe/Berlin',
};

/** Birth data as a body has it. */
export const BIRTH_BODY = {
  birthDate: '1985-07-14',
  birthTime: '09:20',
  birthPlace: { latitude: 52.5, longitude: 13.4, timezone: 'Europe/Berlin' },
};

export async function newKey(sql: Sql, role: Role, owner: string, expiresAt: Date | null = null): Promise<string> {
  const key = createApiKey();
  await insertApiKey(sql, { id: key.id, hash: key.hash, owner, role, name: `${role} of ${owner}`, expiresAt });
  return key.token;
}

export async function newChart(sql: Sql, birth: Birth = BIRTH): Promise<string> {
  const resolved = resolveBirth(birth, Date.now());
  const chart = computeChart(resolved);
  return (await storeChart(sql, chartKey(resolved), chart.engine.version, chart)).id;
}

async function keyring(sql: Sql): Promise<Suite['keys']> {
  const mine: Role[] = ['admin', 'operator', 'service', 'viewer', 'voter:ceo', 'voter:dao'];
  const keys = await Promise.all(mine.map(async (role) => [role, await newKey(sql, role, 'owner-a')] as const));
  return { ...Object.fromEntries(keys), stranger: await newKey(sql, 'service', 'owner-b') } as Suite['keys'];
}

/** A configuration without rate limits, so that a suite can ask as often as it likes. */
export const testConfig = (url: string, env: NodeJS.ProcessEnv = {}): Config =>
  readConfig({
    DATABASE_URL: url,
    LOOP_DELAY_MS: '0', // tests and app share one event loop, on a machine that may be busy with others
    RATE_LIMIT_REQUESTS: '0',
    RATE_LIMIT_WRITES: '0',
    RATE_LIMIT_ANONYMOUS: '0',
    KEY_CACHE_MS: '0',
    LOG_LEVEL: 'debug',
    ...env,
  });

/** Another app over the same database, with other settings; close it. */
export async function anotherApp(suite: Suite, env: NodeJS.ProcessEnv, deps: Partial<AppDeps> = {}): Promise<App> {
  const config = testConfig(suite.url, env);
  return buildApp({ sql: suite.sql, bus: suite.bus, config, log: createLog('silent'), ...deps });
}

/** The production app on a fresh database and a real bus, on Redis when one is started; read it inside tests only. */
export function apiSuite(env: NodeJS.ProcessEnv = {}, startRedis?: () => Promise<TestRedis>): Suite {
  const suite = { log: [] as string[] } as Suite;
  let drop: () => Promise<void>;
  let redis: TestRedis | undefined;
  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    suite.url = database.url;
    suite.sql = connect(database.url, { max: 8 });
    suite.config = testConfig(database.url, env);
    const sink = new Writable({
      write(chunk, _encoding, done) {
        suite.log.push(String(chunk));
        done();
      },
    });
    const log = createLog('debug', sink);
    redis = await startRedis?.();
    suite.bus = await openBus({ databaseUrl: database.url, redisUrl: redis?.url, log });
    suite.app = await buildApp({ sql: suite.sql, bus: suite.bus, config: suite.config, log });
    suite.address = await suite.app.listen({ host: '127.0.0.1', port: 0 });
    suite.keys = await keyring(suite.sql);
    suite.chartId = await newChart(suite.sql);
  });
  afterAll(async () => {
    await suite.app?.close();
    await suite.bus?.close(2_000);
    await suite.sql?.end({ timeout: 5 });
    await redis?.drop();
    await drop?.();
  });
  return suite;
}

type Call = { key?: string | null; headers?: Record<string, string>; body?: unknown };

/** Calls the app as `service` unless told otherwise; `key: null` sends none. */
export async function call(suite: Suite, method: InjectOptions['method'], url: string, options: Call = {}) {
  const { key = suite.keys.service, headers = {}, body } = options;
  const response = await suite.app.inject({
    method: method!,
    url,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return response;
}

export const EXECUTE = '/api/orchestrator/execute';

/** Asks for a reading and answers what was promised. */
export async function execute(suite: Suite, body: object = { chartId: suite.chartId }, options: Call = {}) {
  const response = await call(suite, 'POST', EXECUTE, { ...options, body });
  expect(response.statusCode, response.body).toBe(202);
  return response.json() as { readingId: string; runId: string; jobId: string; agentId: string; chartId: string };
}

/** Checks that an answer is the problem that was expected, and that it gives nothing away. */
export function expectProblem(
  response: { statusCode: number; headers: object; body: string },
  status: number,
  code: ErrorCode,
) {
  expect(response.statusCode, response.body).toBe(status);
  expect((response.headers as Record<string, unknown>)['content-type']).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(response.body) as Record<string, unknown> & {
    errors?: { pointer: string; code: string }[];
  };
  expect(problem).toMatchObject({
    status,
    code,
    requestId: expect.any(String),
    title: expect.any(String),
    type: expect.any(String),
  });
  expect(response.body).not.toMatch(/ at .*\.ts|node_modules|select |insert |agent_runs|PostgresError|file:\/\//i);
  return problem;
}

/** Claims a run as a worker would. */
export async function claim(sql: Sql, runId: string): Promise<ClaimedRun> {
  const [claimed] = await claimRuns(sql, [{ runId, instance: 'test', token: randomUUIDv7(), leaseMs: 60_000 }]);
  return claimed!.run;
}

/** What a worker notes about a version. */
export const METADATA = {
  ...{ agentId: 'crisis', agentVersion: '1.0.0', promptHash: 'p', chartId: 'c', chartVersion: '1.0.0', inputHash: 'i' },
  ...{ context: null, depth: 'advanced', style: 'ruhig', locale: 'de', model: 'sandbox/m', fallback: false },
  ...{ tokensIn: 10, tokensOut: 20, costUsd: 0.001, durationMs: 30, claims: [] },
};

export const CONTENT = { text: '## Einordnung\nText', essence: null, reflectionQuestions: null };

/** Completes a run as a worker would, and tells the bus unless it is to be silent. */
export async function complete(suite: Suite, runId: string, options: { silent?: boolean } = {}): Promise<void> {
  const { attempt } = await claim(suite.sql, runId);
  const reading = await readingOfRun(suite.sql, runId);
  const settled = await completeReading(
    suite.sql,
    { runId, attempt, lastWords: [] },
    {
      readingId: reading!.id,
      model: 'sandbox/m',
      promptHash: 'p',
      content: CONTENT,
      missingParts: ['essence', 'reflectionQuestions'],
      metadata: METADATA,
    },
  );
  if (!options.silent) suite.bus.live.publish(settled!.events);
}

/** Fails a run as a worker would. */
export async function fail(suite: Suite, runId: string, code: ErrorCode): Promise<void> {
  const { attempt } = await claim(suite.sql, runId);
  const [settled] = await settleRuns(suite.sql, [
    { runId, attempt, outcome: { verb: 'fail', code, message: 'It did not work.' } },
  ]);
  suite.bus.live.publish(settled!.events);
}

/** How many rows a request could have left behind. */
export async function rowCount(sql: Sql): Promise<number> {
  const [row] = await sql<{ rows: number }[]>`
    select ((select count(*) from agent_runs) + (select count(*) from readings) + (select count(*) from charts)
            + (select count(*) from idempotency_keys) + (select count(*) from events))::int as rows`;
  return row!.rows;
}
