import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Received } from './live-client.ts';
import type { Suite } from './suite.ts';

export type Message = { id: number | null; frame: Received };

type Options = { key?: string | null; after?: number; lastEventId?: number; address?: string };

/** A reader of one event stream that can stop reading, and remembers what it was told. */
export class StreamClient {
  readonly messages: Message[] = [];
  readonly comments: string[] = [];
  readonly response: IncomingMessage;
  /** Resolves when the connection is gone, to whether the server ended it properly. */
  readonly closed: Promise<boolean>;
  #rest = '';
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (this.#rest + chunk).split('\n\n');
      this.#rest = parts.pop()!;
      for (const part of parts) this.#read(part);
      this.#wake();
    });
    response.on('error', () => {});
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve(response.complete);
      });
    });
  }

  get ids(): number[] {
    return this.messages.flatMap(({ id }) => id ?? []);
  }

  /** The first frame that fits, waiting for it if need be. */
  async find(fits: (frame: Received) => boolean): Promise<Received> {
    for (;;) {
      const found = this.messages.find(({ frame }) => fits(frame));
      if (found !== undefined) return found.frame;
      if (this.#isClosed) throw new Error(`closed; got ${this.messages.map(({ frame }) => frame.type).slice(-20)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #read(part: string): void {
    const fields = part.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? ['', line]);
    const data = fields.find(([name]) => name === 'data')?.[1];
    if (data === undefined) this.comments.push(part);
    else
      this.messages.push({
        id: Number(fields.find(([name]) => name === 'id')?.[1] ?? 0) || null,
        frame: JSON.parse(data),
      });
  }
}

/** Asks for the stream of a run as `service` unless told otherwise; the answer may be a refusal. */
export async function askStream(suite: Suite, runId: string, options: Options = {}): Promise<IncomingMessage> {
  const { key = suite.keys.service, after, lastEventId, address = suite.address } = options;
  const url = new URL(`/runs/${runId}/stream`, address);
  if (after !== undefined) url.searchParams.set('after', String(after));
  const asking: ClientRequest = request(url, {
    agent: false,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
  });
  asking.end();
  return new Promise((resolve, reject) => {
    asking.once('response', resolve).on('error', reject);
  });
}

/** Opens the stream of a run. */
export async function openStream(suite: Suite, runId: string, options: Options = {}): Promise<StreamClient> {
  const response = await askStream(suite, runId, options);
  if (response.statusCode !== 200) throw new Error(`refused with ${response.statusCode}`);
  return new StreamClient(response);
}
