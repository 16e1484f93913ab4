import type { Api } from './api.ts';
import { ConnectionFailed, problemOf } from './errors.ts';
import type { AnyFrame } from './frames.ts';
import { Inbox } from './inbox.ts';

/** The part of the browser's WebSocket that is used here; that of Node fits as well. */
export type WebSocketLike = new (
  url: string | URL,
  protocols: string[],
) => {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: (event: object) => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
};

export type SocketOptions = {
  /** Where the API takes WebSockets. */
  url: URL;
  /** undefined: the platform has none. */
  WebSocket: WebSocketLike | undefined;
  /** How long opening may take. */
  timeoutMs: number;
};

const PROTOCOL = 'taktstock.v1';

/** How often the API is asked whether it is still there. What has not answered by the next time is dead. */
const PING_MS = 20_000;

/** The API takes 20 messages in a second of its clock; two of these windows can share one. */
const WINDOW_MS = 1_000;
const PER_WINDOW = 10;

/** One WebSocket, on which any number of topics are followed, each once. */
export class LiveSocket {
  readonly #socket: InstanceType<WebSocketLike>;
  readonly #inboxes = new Map<string, Inbox>();
  readonly #waiting: string[] = [];
  readonly #pinging: ReturnType<typeof setInterval>;
  #windowSince = 0;
  #sentInWindow = 0;
  #heard = true;

  private constructor(socket: InstanceType<WebSocketLike>) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    socket.addEventListener('close', () => this.#lose(new ConnectionFailed('the WebSocket was closed')));
    this.#pinging = setInterval(() => this.#ping(), PING_MS);
  }

  /** Opens a socket with a ticket, which a browser needs because it cannot send a key along. Throws ConnectionFailed or a Problem. */
  static async open(api: Api, options: SocketOptions, signal: AbortSignal | undefined): Promise<LiveSocket> {
    const { WebSocket } = options;
    if (WebSocket === undefined)
      throw new TypeError(
        'This platform has no WebSocket (Node: from 22 on). Give createClient one, or follow over sse.',
      );
    const { ticket } = await api.createTicket({}, { signal, isRepeatable: true });
    const url = new URL(options.url);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, [PROTOCOL, `ticket.${ticket}`]);
    await opened(socket, options.timeoutMs);
    return new LiveSocket(socket);
  }

  /** Whether more can be followed on this socket. */
  get isOpen(): boolean {
    return this.#socket.readyState === 1;
  }

  get isIdle(): boolean {
    return this.#inboxes.size === 0;
  }

  has(topic: string): boolean {
    return this.#inboxes.has(topic);
  }

  /** Follows a topic from after a cursor, null: from now on; what is said about it comes into the inbox. */
  subscribe(topic: string, after: number | null): Inbox {
    const inbox = new Inbox();
    this.#inboxes.set(topic, inbox);
    this.#send({ type: 'subscribe', topic, after });
    return inbox;
  }

  unsubscribe(topic: string, inbox: Inbox): void {
    if (this.#inboxes.get(topic) !== inbox) return;
    this.#inboxes.delete(topic);
    this.#send({ type: 'unsubscribe', topic });
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#socket.close();
  }

  #hear(data: string): void {
    this.#heard = true;
    const frame = JSON.parse(data) as AnyFrame & { payload: object };
    const inbox = this.#inboxes.get(frame.topic);
    if (frame.type !== 'error') inbox?.put(frame);
    else if (inbox !== undefined) inbox.fail(problemOf(frame.payload));
    else this.#lose(problemOf(frame.payload)); // about the conversation as a whole
  }

  #ping(): void {
    if (this.#heard) this.#send({ type: 'ping' });
    else this.#lose(new ConnectionFailed('the WebSocket fell silent'));
    this.#heard = false;
  }

  #lose(error: Error): void {
    for (const inbox of this.#inboxes.values()) inbox.fail(error);
    this.#inboxes.clear();
    this.close();
  }

  #send(message: object): void {
    this.#waiting.push(JSON.stringify(message));
    if (this.#waiting.length === 1) this.#flush();
  }

  #flush(): void {
    const now = Date.now();
    if (now - this.#windowSince >= WINDOW_MS) {
      this.#windowSince = now;
      this.#sentInWindow = 0;
    }
    for (; this.#sentInWindow < PER_WINDOW && this.#waiting.length > 0; this.#sentInWindow += 1) {
      if (this.isOpen) this.#socket.send(this.#waiting[0] as string);
      this.#waiting.shift();
    }
    if (this.#waiting.length > 0) setTimeout(() => this.#flush(), WINDOW_MS);
  }
}

async function opened(socket: InstanceType<WebSocketLike>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string) => () => reject(new ConnectionFailed(reason));
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', fail('the WebSocket was refused'));
      socket.addEventListener('close', fail('the WebSocket was refused'));
      timer = setTimeout(fail(`the WebSocket did not open in ${ms} ms`), ms);
    });
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
