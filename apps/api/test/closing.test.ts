import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { open } from './live-client.ts';
import { type App, anotherApp, apiSuite, EXECUTE } from './suite.ts';

const suite = apiSuite();

/** Clients that never close a connection by themselves. */
const connections: Connection[] = [];
afterAll(() => {
  for (const { socket } of connections) socket.destroy();
});

class Connection {
  readonly socket;
  heard = '';
  #wake = () => {};

  constructor(address: URL) {
    this.socket = connect({ port: Number(address.port), host: address.hostname, allowHalfOpen: true });
    this.socket.on('error', () => {});
    this.socket.on('data', (data) => {
      this.heard += data;
      this.#wake();
    });
    this.socket.on('end', () => this.#wake());
    connections.push(this);
  }

  ask(method: string, path: string, headers: string[] = [], body = ''): void {
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${suite.keys.service}`, ...headers];
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  async until(text: string): Promise<void> {
    while (!this.heard.includes(text) && !this.socket.readableEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    expect(this.heard).toContain(text);
  }
}

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
];

async function started(): Promise<{ app: App; address: URL; connected: () => Promise<Connection> }> {
  const app = await anotherApp(suite, {});
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const connected = async () => {
    const accepted = once(app.server, 'connection');
    const connection = new Connection(address);
    await accepted;
    return connection;
  };
  return { app, address, connected };
}

/** Keeps runs from being written until it is released. */
async function holdRuns(): Promise<() => Promise<void>> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const holding = suite.sql.begin(async (tx) => {
    await tx`lock table agent_runs`;
    hold();
    await released;
  });
  await held;
  return () => {
    release();
    return holding.then(() => {});
  };
}

describe('closing', () => {
  test('does not wait for callers that keep their connection, silent or answered', async () => {
    const { app, connected } = await started();
    const [, answered] = [await connected(), await connected()];
    answered.ask('GET', '/health');
    await answered.until('timestamp');
    await app.close();
  });

  test('tells its sockets and does not wait for one that does not answer', async () => {
    const { app, address } = await started();
    const client = await open(suite, { address: address.origin });
    client.socket.pause();
    await app.close();
    client.socket.resume();
    expect((await client.closed).code).toBe(1001);
  });

  test('answers what is under way, opens no socket any more, and ends with the last answer', async () => {
    const { app, connected } = await started();
    const body = JSON.stringify({ chartId: suite.chartId });
    const [caller, upgrading] = [await connected(), await connected()];
    const release = await holdRuns();
    caller.ask('POST', EXECUTE, ['Content-Type: application/json', `Content-Length: ${body.length}`], body);
    await once(app.server, 'request');
    const closing = app.close();
    upgrading.ask('GET', '/ws', UPGRADE);
    await upgrading.until('HTTP/1.1 503 ');
    await once(upgrading.socket, 'end');
    await release();
    await closing;
    await caller.until('HTTP/1.1 202 ');
  });

  test('does not wait for the rest of a body that does not come', async () => {
    const { app, connected } = await started();
    const caller = await connected();
    caller.ask('POST', EXECUTE, ['Content-Type: application/json', 'Content-Length: 100'], '{');
    await once(app.server, 'request');
    await app.close();
  });
});
