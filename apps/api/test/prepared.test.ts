import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { payloadOf, prepared } from '../src/live/prepared.ts';

let server: WebSocketServer;
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])('a text of %i bytes arrives as it was', async (length) => {
  const text = 'ü'.repeat(length >> 1) + 'x'.repeat(length & 1);
  server.once('connection', (socket, request) => {
    request.socket.write(prepared(text));
    socket.close();
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[data, isBinary]] = await Promise.all([once(client, 'message'), once(client, 'close')]);
  expect(isBinary).toBe(false);
  expect(String(data) === text).toBe(true);
  expect(String(payloadOf(prepared(text))) === text).toBe(true);
});
