import { FINAL_EVENTS, runTopic } from '@taktstock/registry';
import type { Hub } from './hub.ts';
import { textOf } from './prepared.ts';

/** Requests that may wait for their result at the same time; the others get their 202 at once. */
const MAX_WAITING = 1_000;
let waiting = 0;

const isFinalEvent = (frame: Buffer): boolean => {
  const { type } = JSON.parse(textOf(frame)) as { type: string };
  return (FINAL_EVENTS as readonly string[]).includes(type);
};

/** Resolves when the run is over, the time is, or the signal says so; true only in the first case. */
export async function waitForEnd(hub: Hub, runId: string, ms: number, signal: AbortSignal): Promise<boolean> {
  if (waiting >= MAX_WAITING || signal.aborted || hub.closed) return false;
  waiting += 1;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const giveUp = () => resolve(false);
  signal.addEventListener('abort', giveUp);
  const subscription = hub.subscribe(runTopic(runId), 0, {
    started: () => {},
    event: (_seq, frame) => {
      if (isFinalEvent(frame)) resolve(true);
    },
    preview: () => {},
    drained: () => null,
    refused: giveUp,
    ended: giveUp,
  });
  try {
    return await promise;
  } finally {
    waiting -= 1;
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    subscription.close();
  }
}
