import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Sql } from '@taktstock/db';
import { hasRedis } from '@taktstock/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Stack, startStack } from '../src/stack.ts';
import { Backend, BIRTH, bird, CANARY, keptBy, saidBy, tracesIn } from './canary.ts';

const USER = bird('user');
const ERASE = '/api/users/{userId}/data';

/** What admins write, here and at POST /api/keys, is about keys and money, never about users: it stays when one of these is erased. */
const OF_ADMINS = 'PUT /api/budgets/{scope}/{subject}';

describe.each(hasRedis ? (['redis', 'postgres'] as const) : (['postgres'] as const))(
  'a user erased, on %s',
  (queue) => {
    let home: string;
    let stack: Stack;
    let sql: Sql;
    let backend: Backend;
    const ask: Backend['ask'] = (...asked) => backend.ask(...asked);

    beforeAll(async () => {
      home = await mkdtemp(path.join(tmpdir(), 'taktstock-test-'));
      const pace = { SANDBOX_FIRST_TOKEN_MS: '0', SANDBOX_TOKENS_PER_SECOND: '0' };
      const limits = { RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0' };
      const env = {
        PATH: process.env['PATH'],
        ORCHESTRATOR_PORT: '0',
        LOG_LEVEL: 'trace',
        LOAD_PLACES: 'no',
        ...pace,
        ...limits,
      };
      stack = await startStack({ home, keepData: false, redis: queue === 'redis', env });
      sql = connect(stack.databaseUrl, { max: 2 });
      await sql`insert into place_loads (version, places) values ('none', 0)`; // names are looked up, and none is found
      const body = { owner: 'backend', role: 'service', name: 'a backend' };
      backend = new Backend(stack.apiUrl);
      backend.key = (await ask('POST', '/api/keys', { body, key: stack.apiKey })).json.token;
    }, 120_000);

    afterAll(async () => {
      await sql?.end({ timeout: 1 });
      await stack?.stop();
      await rm(home, { recursive: true, force: true });
    }, 60_000);

    const fault = (contains: string, fault: string, times: number | null = null) =>
      fetch(new URL('/_sandbox/faults', stack.sandboxUrl!), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ match: { contains }, fault, times }),
      });

    const texts = (question: string) => ({
      ...{ userId: USER, context: bird('context'), question: bird(question), locale: 'en', ...BIRTH },
    });
    const EXECUTE = '/api/orchestrator/execute';
    const order = (question: string, headers: Record<string, string> = {}) =>
      ask('POST', EXECUTE, {
        body: { agentId: 'crisis', ...texts(question) },
        headers: { 'idempotency-key': bird(question), ...headers },
      });

    async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
      const deadline = Date.now() + 30_000;
      while (!(await holds())) {
        if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const stands = (runId: string, status: string) =>
      until(
        `${runId} to be ${status}`,
        async () => (await ask('GET', '/runs/{id}', { params: runId })).json.status === status,
      );

    /** Every way to ask for a reading, carried out to its end; answers one of the runs. */
    async function readings(): Promise<string> {
      const wait = { prefer: 'wait=60' };
      const persons = [
        { label: bird('label-a'), ...BIRTH },
        { label: bird('label-b'), ...BIRTH, birthTime: '05:06' },
      ];
      const { birthDate, birthTime, birthPlace, ...rest } = texts('two');
      const answers = [
        await order('one', wait),
        await ask('POST', EXECUTE, { body: { ...rest, persons }, headers: wait }),
        await ask('POST', '/orchestrate', { body: texts('alias'), headers: wait }),
        await ask('POST', '/api/coach/agents/{agent}', {
          params: 'reading-business',
          body: texts('coach'),
          headers: wait,
        }),
        await ask('POST', '/api/reading/generate', { body: { userId: USER, ...BIRTH, readingType: 'basic' } }),
        await ask('POST', '/reading/generate', { body: { userId: USER, ...BIRTH, readingType: 'career' } }),
      ];
      expect(answers.map(({ status, json }) => `${status} ${json.status}`)).toEqual(Array(6).fill('200 completed'));
      expect((await order('one')).status).toBe(200); // repeated
      const { readingId, jobId } = answers[0]!.json;
      for (const route of ['/api/orchestrator/result/{id}', '/api/orchestrator/reading/{id}', '/api/reading/{id}']) {
        expect((await ask('GET', route, { params: readingId })).status).toBe(200);
      }
      return jobId.split('_')[0];
    }

    /** Readings that fail, wait, or are being written when the erasure comes. */
    async function unfinished(): Promise<void> {
      await fault(bird('slip'), `text:You should trust gate 35. ${bird('answer')}`);
      const { runId, readingId } = (await order('slip')).json;
      await stands(runId, 'failed');
      for (const [route, params] of [
        ['/api/readings/{id}/retry', readingId],
        ['/runs/{id}/retry', runId],
      ] as const) {
        expect((await ask('POST', route, { params, body: { reason: bird('reason') } })).status).toBe(202);
        await stands(runId, 'failed');
      }
      await fault(bird('refused'), '401');
      await stands((await order('refused')).json.runId, 'failed');
      await unwritable();
      await fault(bird('broken'), '529');
      const broken = (await order('broken')).json.runId;
      await until(
        'the broken one to wait',
        async () => (await ask('GET', '/runs/{id}', { params: broken })).json.attempt > 0,
      );
      await fault(bird('stalling'), 'stall');
      for (const verb of ['cancel', 'leave']) {
        const stalling = (await order(`stalling-${verb}`)).json;
        const written = () =>
          sql`select from events where topic = ${`run:${stalling.runId}`} and type = 'text_appended'`;
        await until('half a text', async () => (await written()).length > 0);
        if (verb === 'leave') continue;
        await ask('POST', '/runs/{id}/cancel', { params: stalling.runId });
        await ask('POST', '/api/readings/{id}/cancel', { params: stalling.readingId });
      }
    }

    /** A text that Postgres refuses, quoting its beginning to its client and into its own log. */
    async function unwritable(): Promise<void> {
      await fault(bird('unwritable'), `text:${bird('answer')} is what the model says.`);
      await sql`alter table events add constraint refusal check (data->>'text' not like 'kanari%') not valid`;
      await stands((await order('unwritable')).json.runId, 'failed');
      await sql`alter table events drop constraint refusal`;
      expect(await readFile(path.join(stack.logs, 'worker.log'), 'utf8')).toContain('run failed unexpectedly');
    }

    /** What is about charts and places, and what is refused. */
    async function charts(): Promise<void> {
      const chart = await ask('POST', '/api/chart/calculate', { body: { userId: USER, ...BIRTH } });
      expect(chart.status).toBe(200);
      const persons = [
        { label: bird('a'), chartId: chart.json.chartId },
        { label: bird('b'), chartId: chart.json.chartId },
      ];
      expect((await ask('POST', '/api/chart/composite', { body: { persons } })).status).toBe(200);
      for (const route of ['/api/chart/{id}', '/api/chart/{id}.svg'])
        await ask('GET', route, { query: { theme: bird('query') } });
      await ask('GET', '/api/places', { query: { q: bird('place') } });
      for (const [route, body] of [
        [EXECUTE, { ...texts('nowhere'), birthPlace: bird('place') }],
        ['/api/chart/calculate', { userId: USER, ...BIRTH, birthPlace: bird('place') }],
        ['/api/chart/composite', { persons: [{ ...BIRTH, birthPlace: bird('place') }, { label: bird('c') }] }],
        ['/api/reading/generate', { userId: USER, ...BIRTH, birthPlace: bird('place'), readingType: 'basic' }],
        ['/api/reading/generate', { userId: USER, ...BIRTH, readingType: bird('type') }],
        [
          EXECUTE,
          { ...texts('unknown'), [bird('field')]: bird('value'), agentId: bird('agent'), style: bird('style') },
        ],
      ] as const) {
        expect((await ask('POST', route, { body })).status, JSON.stringify(body)).toBe(422);
      }
      const headers = { prefer: bird('prefer'), 'idempotency-key': `${bird('key')} é` };
      await ask('POST', EXECUTE, { raw: `{"question":"${bird('cut')}`, headers: { prefer: bird('prefer') } });
      await ask('POST', EXECUTE, {
        body: texts('headers'),
        headers: { ...headers, 'idempotency-key': 'x'.repeat(256) },
      });
    }

    /** Every route that takes text in its address. */
    async function addresses(runId: string): Promise<void> {
      for (const route of [
        '/runs/{id}',
        '/runs/{id}/explain',
        '/runs/{id}/timeline',
        '/api/orchestrator/status/{id}',
        '/api/orchestrator/result/{id}',
      ]) {
        expect((await ask('GET', route)).status, route).toBe(404);
      }
      for (const route of ['/runs/{id}/cancel', '/runs/{id}/retry', '/api/readings/{id}/cancel', '/runs/{id}/tokens']) {
        expect((await ask('POST', route)).status, route).toBe(404);
      }
      const { json } = await ask('POST', '/runs/{id}/tokens', { params: runId });
      await ask('GET', '/runs/{id}/stream', { params: runId, query: { token: json.token } });
      await ask('GET', '/runs/{id}/stream', {
        query: { token: bird('token') },
        headers: { 'last-event-id': bird('cursor') },
      });
      for (const route of ['/ws-tickets', '/sessions/links'])
        await ask('POST', route, { body: { [bird('field')]: 1 } });
      await ask('POST', '/sessions', { body: { link: bird('link') } });
      await ask('GET', '/runs', {
        query: { kind: bird('kind'), agent: bird('agent'), id: bird('id'), cursor: bird('cursor') },
      });
      const admin = { key: stack.apiKey };
      await ask('GET', '/api/usage', { query: { from: bird('from'), owner: bird('owner') } });
      await ask('GET', '/api/keys', { query: { owner: bird('owner') }, ...admin });
      await ask('DELETE', '/api/keys/{id}', admin);
      await ask('DELETE', '/api/budgets/{scope}/{subject}', admin);
      await ask('POST', '/runs/{id}/kill-worker', { body: { [bird('field')]: 1 }, ...admin });
      await ask('POST', '/api/orchestrator/clean-queue', { body: { [bird('field')]: 1 }, ...admin });
      await ask('GET', '/audit', { query: { cursor: bird('cursor') }, ...admin });
      await ask('GET', `/${bird('nowhere')}`, { key: bird('bearer') });
      await ask('GET', '/runs/{id}', { key: bird('bearer') });
    }

    async function sockets(runId: string): Promise<void> {
      const url = new URL('/ws', stack.apiUrl.replace('http', 'ws'));
      for (const [protocols, headers] of [
        [['taktstock.v1', `ticket.${CANARY}`], {}],
        [['taktstock.v1', CANARY], { authorization: `Bearer ${backend.key}`, origin: `https://${CANARY}.example` }],
      ] as const) {
        const refused = new WebSocket(url, [...protocols], { headers });
        await once(refused, 'error');
      }
      const socket = new WebSocket(url, ['taktstock.v1'], { headers: { authorization: `Bearer ${backend.key}` } });
      await once(socket, 'open');
      for (const topic of [`run:${bird('topic')}`, bird('topic'), `run:${runId}`]) {
        socket.send(JSON.stringify({ type: 'subscribe', topic, after: 0 }));
        await once(socket, 'message');
      }
      socket.send(bird('garbage'));
      await once(socket, 'message');
      socket.close();
      await once(socket, 'close');
    }

    test('is found nowhere: not in the database, not in Redis, not in the logs', { timeout: 180_000 }, async () => {
      const runId = await readings();
      await charts();
      await addresses(runId);
      await sockets(runId);
      await unfinished();
      expect(await backend.notAsked()).toEqual([OF_ADMINS, `DELETE ${ERASE}`]);

      // The search would find what is there.
      const before = await keptBy(stack);
      const tables = new Set(tracesIn(before.rows).map((row) => row.split(':')[0]));
      expect(tables.size).toBeGreaterThan(5);
      if (queue === 'redis') expect(before.redis.filter((line) => line.includes(runId))).not.toEqual([]);
      expect(before.logs.filter((line) => line.includes('/api/orchestrator/execute'))).not.toEqual([]);

      const erase = () => ask('DELETE', ERASE, { params: USER, key: stack.apiKey });
      const { status, json } = await erase();
      expect(status).toBe(200);
      expect(json).toMatchObject({ userId: USER, deleted: { charts: 2, versions: expect.any(Number) } });
      expect(json.deleted.runs).toBe(json.deleted.readings);
      expect(json.deleted.readings).toBeGreaterThan(10);
      expect((await erase()).json.deleted).toEqual({ readings: 0, versions: 0, charts: 0, runs: 0 });
      // Workers let go of what they held, and their calls are billed.
      await until(
        'all calls to be closed',
        async () => (await sql`select from llm_calls where closed_at is null`).length === 0,
      );
      expect((await ask('GET', '/api/usage')).json.total.calls).toBeGreaterThan(10);

      const after = await keptBy(stack);
      for (const [place, lines] of Object.entries(after)) expect(tracesIn(lines), place).toEqual([]);
      await stack.supervisor.stopAll();
      expect(tracesIn(await saidBy(stack))).toEqual([]);
    });
  },
);
