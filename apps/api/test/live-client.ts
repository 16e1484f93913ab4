import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Suite } from './suite.ts';

export type Received = {
  topic?: string;
  id?: number;
  type: string;
  payload: Record<string, unknown>;
  timestamp: string;
};

/** A WebSocket client that remembers what it was told. */
export class Client {
  readonly socket: WebSocket;
  readonly frames: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => {
      if (isBinary) throw new Error('frames are text');
      this.frames.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.closed = once(socket, 'close').then(([code, reason]) => {
      this.#wake();
      return { code, reason: String(reason) };
    });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first frame that fits, waiting for it if need be. */
  async find(fits: (frame: Received) => boolean): Promise<Received> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found;
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`closed; got ${this.frames.map(({ type }) => type).slice(-20)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The error frame after sending a message. */
  async refusal(message: unknown): Promise<Record<string, unknown>> {
    this.frames.length = 0;
    if (typeof message === 'string' || Buffer.isBuffer(message)) this.socket.send(message);
    else this.send(message);
    return (await this.find(({ type }) => type === 'error')).payload;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

type Options = { key?: string | null; protocols?: string[]; headers?: Record<string, string>; address?: string };

const urlOf = (address: string): string => `${address.replace('http', 'ws')}/ws`;

/** Opens a socket as `service` unless told otherwise. */
export async function open(suite: Suite, options: Options = {}): Promise<Client> {
  const { key = suite.keys.service, protocols = ['taktstock.v1'], headers = {}, address = suite.address } = options;
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const client = new Client(new WebSocket(urlOf(address), protocols, { headers: { ...authorization, ...headers } }));
  await once(client.socket, 'open');
  return client;
}

/** The status with which a socket is refused. */
export async function refusedStatus(suite: Suite, options: Options): Promise<number> {
  const { key = null, protocols = ['taktstock.v1'], headers = {} } = options;
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const socket = new WebSocket(urlOf(suite.address), protocols, { headers: { ...authorization, ...headers } });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  socket.terminate();
  return response.statusCode;
}
