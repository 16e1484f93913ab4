import type { Api } from './api.ts';
import type { Connect, Position } from './follow.ts';
import { type AnyFrame, RunEnd, type RunFrame, type SystemFrame } from './frames.ts';
import type { Inbox } from './inbox.ts';
import { LiveSocket, type SocketOptions } from './socket.ts';

const FINAL: readonly string[] = ['completed', 'failed', 'cancelled'];

type Subscription = {
  /** What came before the acknowledgement: a person's socket hears of the system by itself. */
  early: AnyFrame[];
  inbox: Inbox;
  lastSeq: number;
  end(): void;
};

/** The WebSockets of one client: one for all it follows, a further one only for who follows the same topic once more. */
export class Sockets {
  readonly #api: Api;
  readonly #options: SocketOptions;
  readonly #sockets = new Set<Promise<LiveSocket>>();

  constructor(api: Api, options: SocketOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** The frames of a run, until it is over. */
  run(runId: string): Connect<RunFrame> {
    const sockets = this;
    return async function* (position, signal, stands) {
      const end = new RunEnd();
      // A socket goes on when the run is over. Its events tell; who has seen them before has to ask, and before subscribing:
      // an end that comes in between stands in the log behind the cursor.
      if (position.after) end.isOver = await sockets.#isOver(runId, signal);
      const { inbox, lastSeq, end: leave } = await sockets.#subscribe(`run:${runId}`, position, signal);
      try {
        stands();
        if (end.isOver && position.after === lastSeq) return;
        for (;;) {
          const frame = (await inbox.next()) as RunFrame;
          end.see(frame);
          yield frame;
          if (end.isOver && 'id' in frame && frame.id >= lastSeq) return;
        }
      } finally {
        leave();
      }
    };
  }

  /** The frames about the whole system, for as long as they are wanted. */
  system(): Connect<SystemFrame> {
    const sockets = this;
    return async function* (position, signal, stands) {
      const { early, inbox, end: leave } = await sockets.#subscribe('system', position, signal);
      try {
        stands();
        yield* early as SystemFrame[];
        for (;;) yield (await inbox.next()) as SystemFrame;
      } finally {
        leave();
      }
    };
  }

  async #isOver(runId: string, signal: AbortSignal | undefined): Promise<boolean> {
    const { status } = await this.#api.getRun({ path: { id: runId } }, { signal });
    return FINAL.includes(status);
  }

  /** Subscribes and waits until that is acknowledged; the position is then known. */
  async #subscribe(topic: string, position: Position, signal: AbortSignal | undefined): Promise<Subscription> {
    const { socket, inbox } = await this.#register(topic, position.after, signal);
    const give = () => inbox.fail(signal?.reason);
    signal?.addEventListener('abort', give, { once: true });
    if (signal?.aborted) give();
    const end = () => {
      signal?.removeEventListener('abort', give);
      socket.unsubscribe(topic, inbox);
      if (socket.isIdle) socket.close();
    };
    try {
      const { early, after, lastSeq } = await subscribed(inbox);
      position.after = after;
      return { early, inbox, lastSeq, end };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Finds a socket that does not follow the topic yet, or opens one. Nothing may be awaited between finding and taking. */
  async #register(
    topic: string,
    after: number | null,
    signal: AbortSignal | undefined,
  ): Promise<{ socket: LiveSocket; inbox: Inbox }> {
    for (const opening of [...this.#sockets]) {
      const socket = await opening.catch(() => null);
      if (socket?.isOpen && !socket.has(topic)) return { socket, inbox: socket.subscribe(topic, after) };
      if (!socket?.isOpen) this.#sockets.delete(opening);
    }
    const opening = LiveSocket.open(this.#api, this.#options, signal);
    this.#sockets.add(opening);
    opening.catch(() => this.#sockets.delete(opening));
    const socket = await opening;
    return { socket, inbox: socket.subscribe(topic, after) };
  }
}

/** Waits for the acknowledgement of a subscription. */
async function subscribed(inbox: Inbox): Promise<{ early: AnyFrame[]; after: number; lastSeq: number }> {
  const early: AnyFrame[] = [];
  for (;;) {
    const frame = await inbox.next();
    if (frame.type !== 'subscribed') early.push(frame);
    else return { early, ...(frame as unknown as { payload: { after: number; lastSeq: number } }).payload };
  }
}
