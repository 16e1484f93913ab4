import { on } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FINAL_EVENTS, type Frame, runTopic } from '@taktstock/registry';
import { WebSocket } from 'ws';
import { askApi } from './api.ts';

export type Api = { apiUrl: string; apiKey: string };

const RECONNECT_MS = 500;

/**
 * Yields the frames of a run from event `after` on until the run is final: stored events in order and each once, previews
 * of text in between. A broken connection is opened again where it ended; the first one must work.
 */
export async function* watchRun(api: Api, runId: string, after = 0): AsyncGenerator<Frame> {
  let last = after;
  for (let connected = false; ; connected = true) {
    try {
      for await (const frame of framesOf(api, runTopic(runId), last)) {
        if (frame.id !== undefined) {
          if (frame.id <= last) continue;
          last = frame.id;
        }
        yield frame;
        if (isFinal(frame)) return;
      }
    } catch (error) {
      if (!connected) throw error;
    }
    await sleep(RECONNECT_MS);
  }
}

const isFinal = ({ type }: Frame): boolean => (FINAL_EVENTS as readonly string[]).includes(type);

/** One connection: the ticket is spent by opening it, so that no key ever stands in an address. */
async function* framesOf(api: Api, topic: string, after: number): AsyncGenerator<Frame> {
  const { ticket } = await askApi<{ ticket: string }>(api, '/ws-tickets', {});
  const url = new URL('/ws', api.apiUrl);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url, ['taktstock.v1', `ticket.${ticket}`]);
  socket.once('open', () => socket.send(JSON.stringify({ type: 'subscribe', topic, after })));
  try {
    for await (const [data] of on(socket, 'message', { close: ['close'] })) {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'error')
        throw new Error(`The API refused to stream ${topic}: ${JSON.stringify(frame.payload)}`);
      if (frame.topic === topic && frame.type !== 'subscribed') yield frame;
    }
  } finally {
    socket.terminate();
  }
}
