import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModelError, ModelEvent, ModelRequest, Provider } from '../../src/models/provider.ts';

/** One request as a provider saw it. */
export type Seen = {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  closed: Promise<unknown>;
};

/** A provider of a few lines: answers every request with the handler given last and remembers what it saw. */
export class ProviderServer {
  readonly seen: Seen[] = [];
  readonly sockets = new Set<unknown>();
  readonly #server: Server;
  answer: (response: ServerResponse, seen: Seen) => void = (response) => response.end();

  constructor() {
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.on('connection', (socket) => this.sockets.add(socket));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = once(response, 'close');
    let body = '';
    for await (const chunk of request) body += chunk;
    const seen = { path: request.url ?? '', headers: request.headers, body: JSON.parse(body), closed };
    this.seen.push(seen);
    this.answer(response, seen);
  }

  /** The latest request. */
  get last(): Seen {
    const seen = this.seen.at(-1);
    if (seen === undefined) throw new Error('no request was seen');
    return seen;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Sends server-sent events as they are and ends the response. */
export const sendEvents =
  (...events: string[]) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.join(''));
  };

export const anthropicEvent = (data: { type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

export const anthropicDelta = (text: string): string =>
  anthropicEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });

export const anthropicStart = (usage: Record<string, unknown> = { input_tokens: 10, output_tokens: 1 }): string =>
  anthropicEvent({ type: 'message_start', message: { id: 'msg_1', usage } });

export const anthropicEnd = (
  reason: string | null = 'end_turn',
  usage: Record<string, unknown> = { output_tokens: 2 },
) =>
  anthropicEvent({ type: 'message_delta', delta: { stop_reason: reason }, usage }) +
  anthropicEvent({ type: 'message_stop' });

export const openaiChunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }], usage: null, ...more })}\n\n`;

export const openaiUsage = (usage: object): string => `data: ${JSON.stringify({ choices: [], usage })}\n\n`;

export const DONE = 'data: [DONE]\n\n';

let calls = 0;

/** A conversation of one question. */
export const said = (text: string): ModelRequest['messages'] => [{ role: 'user', text, stable: false }];

/** A request with sensible values. */
export const ask = (over: Partial<ModelRequest> = {}): ModelRequest => ({
  callId: `call-${++calls}`,
  model: 'some-model',
  system: 'You write.',
  messages: said('Write something.'),
  maxTokens: 1000,
  temperature: 0.7,
  signal: new AbortController().signal,
  idleMs: 5000,
  ...over,
});

export type Outcome = {
  text: string;
  events: ModelEvent[];
  end: ModelEvent | undefined;
  error: ModelError | undefined;
};

/** Reads an answer to its end, whatever that is. */
export async function collect(provider: Provider, request: ModelRequest): Promise<Outcome> {
  const events: ModelEvent[] = [];
  let error: ModelError | undefined;
  try {
    for await (const event of provider.stream(request)) events.push(event);
  } catch (thrown) {
    error = thrown as ModelError;
  }
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { text, events, end: events.find(({ type }) => type === 'end'), error };
}

/** The last usage that a stream reported, and whether it was guessed. */
export const lastUsage = ({ events }: Outcome) =>
  events.flatMap((event) => (event.type === 'text' ? [] : [{ usage: event.usage, estimated: event.estimated }])).at(-1);
