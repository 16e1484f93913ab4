import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Stack, startStack } from '@taktstock/local/stack';
import { createDatabase, type TestDatabase } from '@taktstock/testbed';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../src/index.ts';

/** API, worker and sandbox as processes of their own, on a fresh database; read it inside tests only. */
export type Running = {
  stack: Stack;
  /** The key of a backend; the stack's own is an admin's. */
  serviceKey: string;
  client(options?: Partial<ClientOptions>): Client;
  /** The model stops in the middle of the text of every reading, until `release()`. */
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Kills the API the hard way; resolves when the next one listens. */
  killApi(): Promise<void>;
};

/** A birth with everything given, so that no place has to be looked up. */
export const BIRTH = {
  birthDate: '1990-05-14',
  birthTime: '08:30',
  birthPlace: { latitude: 48.2082, longitude: 16.3738, timezone: 'Europe/Vienna' },
};

const NO_LIMITS = {
  ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0' },
  LOOP_DELAY_MS: '0', // the machine may be busy with others
};

/** Starts the product for one suite. The model writes as fast as it is read unless `env` says otherwise. */
export function running(env: () => NodeJS.ProcessEnv = () => ({})): Running {
  const suite = {} as Running;
  let database: TestDatabase;
  let home: string;
  beforeAll(async () => {
    database = await createDatabase();
    home = await mkdtemp(path.join(tmpdir(), 'taktstock-client-'));
    suite.stack = await startStack({
      home,
      env: {
        ...{ PATH: process.env['PATH'], DATABASE_URL: database.url, ORCHESTRATOR_PORT: '0', LOAD_PLACES: 'no' },
        ...{ SANDBOX_FIRST_TOKEN_MS: '0', SANDBOX_TOKENS_PER_SECOND: '0', ...NO_LIMITS, ...env() },
      },
    });
    const { apiUrl, apiKey } = suite.stack;
    const admin = createClient({ baseUrl: apiUrl, apiKey });
    const { token } = await admin.api.createKey({ body: { owner: 'shop', role: 'service', name: 'test' } });
    suite.serviceKey = token;
    suite.client = (options = {}) => createClient({ baseUrl: apiUrl, apiKey: token, ...options } as ClientOptions);
    suite.hold = () => script(suite.stack, { fault: 'hold', match: { contains: 'part="text"' }, times: null });
    suite.release = () => script(suite.stack, null);
    suite.killApi = () => killApi(suite.stack);
  });
  afterAll(async () => {
    await suite.stack?.stop();
    await database?.drop();
    await rm(home, { recursive: true, force: true });
  });
  return suite;
}

/** Has the sandbox misbehave; null: not any more. */
export async function script({ sandboxUrl }: Stack, fault: object | null): Promise<void> {
  const answered = await fetch(new URL('/_sandbox/faults', sandboxUrl!), {
    method: fault === null ? 'DELETE' : 'POST',
    ...(fault !== null && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  });
  expect(answered.ok).toBe(true);
}

async function killApi({ supervisor }: Stack): Promise<void> {
  const { pid } = supervisor.status('api');
  process.kill(pid!, 'SIGKILL');
  const isNext = () => supervisor.status('api').state === 'running' && supervisor.status('api').pid !== pid;
  await expect.poll(isNext, { timeout: 60_000 }).toBe(true);
}
