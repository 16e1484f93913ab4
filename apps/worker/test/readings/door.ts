import { buildApp } from '@taktstock/api/app';
import { readConfig } from '@taktstock/api/config';
import { type Chart, computeChart } from '@taktstock/chart';
import { insertApiKey, storeChart } from '@taktstock/db';
import { createApiKey, type LoggedEvent, type Role } from '@taktstock/registry';
import pino from 'pino';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';

export const OWNER = 'owner-a';

type Asked = { readingId: string; runId: string; agentId: string };

/** The API in front of a stage: readings are asked for over HTTP, and what became of them is seen there too. */
export async function openDoor(stage: Stage) {
  const config = readConfig({
    ...{ DATABASE_URL: stage.database.url, LOAD_PLACES: 'no', KEY_CACHE_MS: '0' },
    ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0', LOOP_DELAY_MS: '0' },
  });
  const app = await buildApp({ sql: stage.sql, bus: stage.bus, config, log: pino({ level: 'silent' }) });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const keyOf = async (role: Role) => {
    const key = createApiKey();
    await insertApiKey(stage.sql, { id: key.id, hash: key.hash, owner: OWNER, role, name: role, expiresAt: null });
    return key.token;
  };
  const [service, operator] = await Promise.all([keyOf('service'), keyOf('operator')]);

  async function call(method: 'GET' | 'POST', url: string, payload?: object, key = service) {
    const response = await fetch(`${address}${url}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(payload && { 'content-type': 'application/json' }) },
      ...(payload && { body: JSON.stringify(payload) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route
    return { status: response.status, body: (await response.json()) as any };
  }
  const get = async (url: string, key = service) => {
    const { status, body } = await call('GET', url, undefined, key);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };

  return {
    call,
    /** Asks for a reading; the body names chart and wishes. */
    async ask(body: object): Promise<Asked> {
      const { status, body: asked } = await call('POST', '/api/orchestrator/execute', body);
      expect(status, JSON.stringify(asked)).toBe(202);
      return asked;
    },
    status: ({ readingId }: Asked) => get(`/api/orchestrator/status/${readingId}`),
    result: ({ readingId }: Asked) => get(`/api/orchestrator/result/${readingId}`),
    /** The reading with its versions, as the caller or an operator sees it. */
    reading: ({ readingId }: Asked, as: 'service' | 'operator' = 'service') =>
      get(`/api/orchestrator/reading/${readingId}`, as === 'operator' ? operator : service),
    retry: ({ readingId }: Asked) => call('POST', `/api/readings/${readingId}/retry`, {}),
    close: () => app.close(),
  };
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

/** A stored chart. */
export type Stored = { chartId: string; chart: Chart };

/** Computes and stores the chart of an instant, or of a day if the time of birth is unknown. */
export async function stored({ sql }: Stage, moment: string): Promise<Stored> {
  const utc = Date.parse(moment);
  const chart = computeChart(moment.includes('T') ? { utc } : { utcFirst: utc, utcLast: utc + 86_399_000 });
  const { id } = await storeChart(sql, moment, '1.0.0', chart);
  return { chartId: id, chart };
}

/** Names of the events of a kind, in order. */
export const stepsIn = (events: readonly LoggedEvent[], type: string): unknown[] =>
  events.filter((event) => event.type === type).map(({ data }) => data['step']);
