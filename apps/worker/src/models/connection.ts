import { failureOf } from './failure.ts';
import { ModelError, type ModelRequest } from './provider.ts';
import { readEvents, type ServerSentEvent } from './sse.ts';

/** How long we read on after the last event, so that the socket can serve the next call. */
const LINGER_MS = 250;

/**
 * The HTTP connection of one call under its two deadlines: the caller's signal (cancel, total time) and silence.
 * Both abort the request itself, so the provider sees the connection close and stops writing, and billing.
 */
export class Connection {
  readonly #request: ModelRequest;
  readonly #controller = new AbortController();
  readonly #silence: NodeJS.Timeout;
  readonly #abort = () => this.#controller.abort();
  /** Whether it is the provider we wait for: a slow reader of ours is no silence of theirs. */
  #waiting = false;
  #stalled = false;
  #batches: AsyncGenerator<ServerSentEvent[], void, undefined> | null = null;

  constructor(request: ModelRequest) {
    this.#request = request;
    request.signal.addEventListener('abort', this.#abort, { once: true });
    this.#silence = setTimeout(() => {
      if (!this.#waiting) return;
      this.#stalled = true;
      this.#abort();
    }, request.idleMs);
  }

  /** Sends the request. Throws a ModelError unless an event stream comes back. */
  async open(send: (signal: AbortSignal) => Promise<Response>): Promise<void> {
    const { status, headers, body } = await this.#wait(() => send(this.#controller.signal), false);
    const type = headers.get('content-type') ?? '';
    if (body === null || !/^text\/event-stream\b/i.test(type)) {
      // Proxies answer 200 with a page of HTML, which would read as an empty success.
      const named = /^[\w/.+-]{1,60}/.exec(type)?.[0] ?? 'nothing';
      throw new ModelError('UPSTREAM_UNAVAILABLE', `HTTP ${status} with ${named} instead of an event stream`, {
        status,
      });
    }
    this.#batches = readEvents(body, () => this.#silence.refresh());
  }

  /** The events of the next chunk; null at the end of the stream. */
  async read(): Promise<ServerSentEvent[] | null> {
    const batches = this.#batches;
    if (batches === null) throw new Error('read() before open()');
    const { value, done } = await this.#wait(() => batches.next(), true);
    return done ? null : value;
  }

  async #wait<T>(step: () => Promise<T>, connected: boolean): Promise<T> {
    this.#request.signal.throwIfAborted();
    this.#silence.refresh();
    this.#waiting = true;
    try {
      return await step();
    } catch (error) {
      this.#request.signal.throwIfAborted();
      if (this.#stalled) throw new ModelError('TIMEOUT', `no byte for ${this.#request.idleMs} ms`);
      throw failureOf(error, connected);
    } finally {
      this.#waiting = false;
    }
  }

  /** Reads to the end after the terminal marker. A provider that lingers loses its socket; nothing can fail any more. */
  async finish(): Promise<void> {
    const timer = setTimeout(this.#abort, LINGER_MS);
    try {
      while ((await this.read()) !== null);
    } catch {
      // The answer is complete; only the socket is lost.
    } finally {
      clearTimeout(timer);
    }
  }

  /** Frees everything. Cuts a stream that is not at its end; to one that is, an abort does nothing. */
  close(): void {
    clearTimeout(this.#silence);
    this.#request.signal.removeEventListener('abort', this.#abort);
    this.#abort();
  }
}
