import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveContender } from './contender.ts';

/** What one would write first: a Redis message per token, a channel per run, forwarded to the socket as it is. */
export const rawPubsub: LiveContender = {
  worker: async ({ redisUrl }) => {
    const redis = new Redis(redisUrl);
    return {
      emit: (runId, token) => {
        const frame = {
          topic: `run:${runId}`,
          type: 'token',
          payload: { text: token },
          timestamp: new Date().toISOString(),
        };
        redis.publish(frame.topic, JSON.stringify(frame)).catch(() => {});
      },
      close: async () => redis.disconnect(),
    };
  },
  server: async ({ redisUrl }) => {
    const redis = new Redis(redisUrl);
    const watchers = new Map<string, Set<WebSocket>>();
    redis.on('message', (channel: string, message: string) => {
      for (const socket of watchers.get(channel) ?? []) socket.send(message);
    });
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket) => {
      socket.once('message', async (hello) => {
        const channel = String(hello);
        watchers.set(channel, (watchers.get(channel) ?? new Set()).add(socket));
        await redis.subscribe(channel);
        socket.send('{"type":"subscribed"}');
      });
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const close = async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      redis.disconnect();
    };
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  },
  connection: (url, runId) => ({ url, protocols: [], headers: {}, hello: `run:${runId}` }),
  reader: () => (message) => {
    const frame = JSON.parse(message) as { type: string; payload: { text: string } };
    return frame.type === 'token' ? frame.payload.text : '';
  },
};
