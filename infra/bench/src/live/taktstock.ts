import { openBus } from '@taktstock/bus';
import { connect } from '@taktstock/db';
import { buildApp } from '../../../../apps/api/src/app.ts';
import { readConfig } from '../../../../apps/api/src/config.ts';
import { createLog } from '../../../../apps/api/src/logging.ts';
import { quietLog } from '../log.ts';
import type { LiveContender } from './contender.ts';

/** This product: previews on the bus, the real API with its hub and its sockets. */
export const taktstock: LiveContender = {
  worker: async ({ databaseUrl, redisUrl }) => {
    const bus = await openBus({ databaseUrl, redisUrl, log: quietLog });
    const offsets = new Map<string, number>();
    return {
      emit: (runId, token) => {
        const offset = offsets.get(runId) ?? 0;
        offsets.set(runId, offset + token.length);
        bus.live.delta(runId, { draft: 1, offset, text: token });
      },
      close: () => bus.close(2_000),
    };
  },
  server: async ({ databaseUrl, redisUrl }) => {
    const log = createLog('error');
    const config = readConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ...{ RATE_LIMIT_REQUESTS: '0', WS_SOCKETS_PER_KEY: '100000' },
      LOG_LEVEL: 'error',
    });
    const sql = connect(databaseUrl, { max: 4 });
    const bus = await openBus({ databaseUrl, redisUrl, log });
    const app = await buildApp({ sql, bus, config, log });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const close = async () => {
      await app.close();
      await Promise.all([bus.close(2_000), sql.end({ timeout: 1 })]);
    };
    return { url: `${url}/ws`, close };
  },
  connection: (url, runId, { token }) => ({
    url,
    protocols: ['taktstock.v1'],
    headers: { authorization: `Bearer ${token}` },
    hello: JSON.stringify({ type: 'subscribe', topic: `run:${runId}`, after: 0 }),
  }),
  reader: () => (message) => {
    const frame = JSON.parse(message) as { type: string; payload: { text: string } };
    return frame.type === 'text_delta' ? frame.payload.text : '';
  },
};
