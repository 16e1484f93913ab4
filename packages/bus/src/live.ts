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

/** Runs are spread over a few channels, so that an API process hears only those with a watched run. */
const SHARDS = 4;
const CANCEL = 'cancel';

/** Above this rate each message is worth waiting for: 50 ms more latency for half the CPU per token. */
const BUSY_DELTAS_PER_SECOND = 7_500;
const BUSY_PAUSE_MS = 50;

const shardOf = (topic: string): string => {
  let hash = 0;
  for (let at = 0; at < topic.length; at += 1) hash = (hash * 31 + topic.charCodeAt(at)) | 0;
  return `live:${Math.abs(hash) % SHARDS}`;
};

/** Builds the live side of the bus on a transport. */
export function createLive(transport: Transport, log: BusLog): Live {
  const outbox = createOutbox(transport, log);
  const watched = createWatched(transport);
  return {
    publish: (events: readonly LoggedEvent[]) => {
      for (const event of events) outbox.post(shardOf(event.topic), eventLine(event));
    },
    delta: (runId, delta) => outbox.postDelta(runTopic(runId), delta),
    status: (payload) => {
      const frame = { topic: SYSTEM_TOPIC, type: 'run_status', payload, timestamp: new Date().toISOString() };
      outbox.post(shardOf(SYSTEM_TOPIC), lineOf(frame));
    },
    watch: watched,
    cancel: (runId) => outbox.post(CANCEL, runId),
    onCancel: (handler) =>
      transport.listen(
        CANCEL,
        (payload) => splitLines(payload).forEach(handler),
        () => {},
      ),
  };
}

/** Messages of a channel that may be on their way; while so many are, what is said waits and shares the next one. */
const UNDERWAY = 3;

/**
 * What is said in one tick leaves as one message per channel. Nothing waits for a timer: while few messages are on their way
 * the next one leaves at once, while many are, it waits for an acknowledgement and grows. Channels do not wait for each other.
 */
function createOutbox(transport: Transport, log: BusLog) {
  const channels = new Map<string, ReturnType<typeof createChannel>>();
  const load = createLoad();
  const channel = (name: string) => {
    const known = channels.get(name);
    if (known !== undefined) return known;
    const made = createChannel(name, transport, load, log);
    channels.set(name, made);
    return made;
  };
  return {
    post: (name: string, line: string): void => channel(name).push(line),
    postDelta(topic: string, delta: TextDelta): void {
      load.count();
      channel(shardOf(topic)).pushDelta(topic, delta);
    },
  };
}

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
      if (seconds < 0.5) return busy;
      busy = deltas / seconds > BUSY_DELTAS_PER_SECOND;
      deltas = 0;
      since = performance.now();
      return busy;
    },
  };
}

function createChannel(name: string, transport: Transport, load: ReturnType<typeof createLoad>, log: BusLog) {
  type Preview = { topic: string; delta: TextDelta };
  let waiting: (string | Preview)[] = [];
  let newest = new Map<string, Preview>(); // per topic: the preview that a contiguous one may be joined to
  let sending = false;
  let underway = 0;

  async function drain(): Promise<void> {
    sending = true;
    await null; // everything said in this tick comes along
    if (load.isBusy()) await wait(BUSY_PAUSE_MS);
    sending = false;
    if (waiting.length === 0 || underway >= UNDERWAY) return;
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
      .send(name, lines)
      .catch((error: unknown) => log.warn({ reason: String(error) }, 'live frames were not sent'));
    underway -= 1;
    if (waiting.length > 0 && !sending) await drain();
  }

  function push(item: string | Preview): void {
    waiting.push(item);
    if (!sending && underway < UNDERWAY) void drain();
  }

  return {
    push,
    pushDelta(topic: string, delta: TextDelta): void {
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

/** Hears a channel while at least one of its topics is watched. */
function createWatched(transport: Transport): Live['watch'] {
  type Watcher = { onLine: (line: LiveLine) => void; onGap: () => void };
  type Channel = { topics: Map<string, Set<Watcher>>; stop: () => void };
  const channels = new Map<string, Channel>();

  function open(name: string): Channel {
    const topics: Channel['topics'] = new Map();
    const hear = (payload: string) => {
      for (const text of splitLines(payload)) {
        const watchers = topics.get(text.slice(0, text.indexOf('\t')));
        if (watchers === undefined) continue; // most lines: no need to parse what nobody watches
        const line = parseLine(text);
        for (const watcher of watchers) watcher.onLine(line);
      }
    };
    const gap = () => {
      for (const watchers of topics.values()) for (const watcher of watchers) watcher.onGap();
    };
    const channel = { topics, stop: transport.listen(name, hear, gap) };
    channels.set(name, channel);
    return channel;
  }

  return (topic, onLine, onGap) => {
    const name = shardOf(topic);
    const channel = channels.get(name) ?? open(name);
    const watchers = channel.topics.get(topic) ?? new Set();
    channel.topics.set(topic, watchers);
    const watcher = { onLine, onGap };
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || channel.topics.get(topic) !== watchers) return;
      channel.topics.delete(topic);
      if (channel.topics.size > 0) return;
      channels.delete(name);
      channel.stop();
    };
  };
}
