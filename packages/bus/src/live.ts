import { setImmediate as nextTick, setTimeout as wait } from 'node:timers/promises';
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

/** Frames of one tick leave as one message per channel; the next tick leaves when this one is acknowledged. */
function createOutbox(transport: Transport, log: BusLog) {
  type Waiting = { channel: string; line: string } | { channel: string; topic: string; delta: TextDelta };
  let waiting: Waiting[] = [];
  let newest = new Map<string, { delta: TextDelta }>(); // per topic: the delta that a contiguous one may be joined to
  let sending = false;
  let deltas = 0;
  let since = performance.now();
  let busy = false;

  function measure(): void {
    const seconds = (performance.now() - since) / 1_000;
    if (seconds < 0.5) return;
    busy = deltas / seconds > BUSY_DELTAS_PER_SECOND;
    deltas = 0;
    since = performance.now();
  }

  async function drain(): Promise<void> {
    sending = true;
    await nextTick();
    while (waiting.length > 0) {
      measure();
      if (busy) await wait(BUSY_PAUSE_MS);
      const batch = waiting;
      waiting = [];
      newest = new Map();
      await send(batch);
    }
    sending = false;
  }

  async function send(batch: Waiting[]): Promise<void> {
    const timestamp = new Date().toISOString();
    const channels = new Map<string, string[]>();
    for (const item of batch) {
      const line =
        'line' in item ? item.line : lineOf({ topic: item.topic, type: 'text_delta', payload: item.delta, timestamp });
      const lines = channels.get(item.channel);
      if (lines === undefined) channels.set(item.channel, [line]);
      else lines.push(line);
    }
    const sent = await Promise.allSettled([...channels].map(([channel, lines]) => transport.send(channel, lines)));
    const failed = sent.find((result) => result.status === 'rejected');
    // Watchers close the gap from the log: events lost here are late, not missing.
    if (failed) log.warn({ reason: String(failed.reason) }, 'live frames were not sent');
  }

  function push(item: Waiting): void {
    waiting.push(item);
    if (!sending) void drain();
  }

  return {
    post(channel: string, line: string): void {
      push({ channel, line });
    },
    postDelta(topic: string, delta: TextDelta): void {
      deltas += 1;
      const last = newest.get(topic);
      if (last && last.delta.draft === delta.draft && last.delta.offset + last.delta.text.length === delta.offset) {
        last.delta.text += delta.text;
        return;
      }
      const item = { channel: shardOf(topic), topic, delta: { ...delta } };
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
