import { setTimeout as wait } from 'node:timers/promises';
import { type LoggedEvent, runTopic, SYSTEM_TOPIC, type TextDelta } from '@taktstock/registry';
import type { BusLog, Live, LiveLine } from './bus.ts';
import { eventLine, lineOf, parseLine, splitLines } from './lines.ts';

/** Messages to everybody who listens on a channel: Redis pub/sub or NOTIFY. */
export type Transport = {
  /** Sends lines; how many messages they take is the transport's business. */
  send(channel: string, lines: readonly string[]): Promise<void>;
  /** Listens until the returned function is called; `onGap` after each reconnection. */
  listen(channel: string, onPayload: (payload: string) => void, onGap: () => void): () => void;
};

/** One channel for all frames: a message per tick is what costs, and whoever hears a frame that nobody watches drops it unread. */
const FRAMES = 'live';
const CANCEL = 'cancel';

/** Above this rate each message is worth waiting for: 75 ms more latency for half the CPU per token. */
const BUSY_DELTAS_PER_SECOND = 7_500;
const BUSY_PAUSE_MS = 75;
/** Long enough that what piled up during a stall of the machine does not look like a crowd. */
const BUSY_WINDOW_SECONDS = 0.25;

/** Builds the live side of the bus on a transport. */
export function createLive(transport: Transport, log: BusLog): Live {
  const frames = createOutbox(FRAMES, transport, log);
  const cancels = createOutbox(CANCEL, transport, log);
  return {
    publish: (events: readonly LoggedEvent[]) => {
      for (const event of events) frames.post(eventLine(event));
    },
    delta: (runId, delta) => frames.postDelta(runTopic(runId), delta),
    status: (payload) => {
      const timestamp = new Date().toISOString();
      frames.post(lineOf({ topic: SYSTEM_TOPIC, type: 'run_status', payload, timestamp }));
    },
    watch: createWatched(transport),
    cancel: (runId) => cancels.post(runId),
    onCancel: (handler) =>
      transport.listen(
        CANCEL,
        (payload) => splitLines(payload).forEach(handler),
        () => {},
      ),
  };
}

/** Messages that may be on their way; while so many are, what is said waits and shares the next one. */
const UNDERWAY = 3;

/** Tells whether this process sends so many previews that each message should wait for more of them. */
function createLoad() {
  let deltas = 0;
  let since = performance.now();
  let busy = false;
  return {
    count: (): void => {
      deltas += 1;
    },
    isBusy(): boolean {
      const seconds = (performance.now() - since) / 1_000;
      if (seconds < BUSY_WINDOW_SECONDS) return busy;
      busy = deltas / seconds > BUSY_DELTAS_PER_SECOND;
      deltas = 0;
      since = performance.now();
      return busy;
    },
  };
}

/**
 * What is said after a silence leaves at once, the rest of that tick as one message. Nothing waits for a timer: while few
 * messages are on their way the next one leaves with the tick, while many are, it waits for an acknowledgement and grows.
 */
function createOutbox(channel: string, transport: Transport, log: BusLog) {
  type Preview = { topic: string; delta: TextDelta };
  let waiting: (string | Preview)[] = [];
  let newest = new Map<string, Preview>(); // per topic: the preview that a contiguous one may be joined to
  let sending = false;
  let underway = 0;
  const load = createLoad();

  async function drain(): Promise<void> {
    sending = true;
    await null; // everything said in this tick comes along
    if (load.isBusy()) await wait(BUSY_PAUSE_MS);
    sending = false;
    if (waiting.length > 0 && underway < UNDERWAY) await send();
  }

  async function send(): Promise<void> {
    const timestamp = new Date().toISOString();
    const lines = waiting.map((item) =>
      typeof item === 'string'
        ? item
        : lineOf({ topic: item.topic, type: 'text_delta', payload: item.delta, timestamp }),
    );
    waiting = [];
    newest = new Map();
    underway += 1;
    // Watchers close the gap from the log: events lost here are late, not missing.
    await transport
      .send(channel, lines)
      .catch((error: unknown) => log.warn({ reason: String(error) }, 'live frames were not sent'));
    underway -= 1;
    if (waiting.length > 0 && !sending) await drain();
  }

  function push(item: string | Preview): void {
    waiting.push(item);
    if (sending || underway >= UNDERWAY) return;
    // The first word after a silence wakes everybody on its way, so that the rest of its tick meets no sleeper (p50 -10 %).
    if (underway === 0 && !load.isBusy()) void send();
    else void drain();
  }

  return {
    post: push,
    postDelta(topic: string, delta: TextDelta): void {
      load.count();
      const last = newest.get(topic)?.delta;
      if (last && last.draft === delta.draft && last.offset + last.text.length === delta.offset) {
        last.text += delta.text;
        return;
      }
      const item = { topic, delta: { ...delta } };
      newest.set(topic, item);
      push(item);
    },
  };
}

/** Hears the frames while at least one topic is watched. */
function createWatched(transport: Transport): Live['watch'] {
  type Watcher = { onLine: (line: LiveLine) => void; onGap: () => void };
  const topics = new Map<string, Set<Watcher>>();
  let stop: (() => void) | undefined;

  function hear(payload: string): void {
    for (const text of splitLines(payload)) {
      const watchers = topics.get(text.slice(0, text.indexOf('\t')));
      if (watchers === undefined) continue; // most lines: no need to parse what nobody watches
      const line = parseLine(text);
      for (const watcher of watchers) watcher.onLine(line);
    }
  }

  function gap(): void {
    for (const watchers of topics.values()) for (const watcher of watchers) watcher.onGap();
  }

  return (topic, onLine, onGap) => {
    const watchers = topics.get(topic) ?? new Set();
    topics.set(topic, watchers);
    const watcher = { onLine, onGap };
    watchers.add(watcher);
    if (stop === undefined) stop = transport.listen(FRAMES, hear, gap);
    else queueMicrotask(onGap); // the channel is heard already; what was said before this moment was not
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || topics.get(topic) !== watchers) return;
      topics.delete(topic);
      if (topics.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}
