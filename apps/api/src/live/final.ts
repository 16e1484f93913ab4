import { FINAL_EVENTS, runTopic } from '@taktstock/registry';
import type { Hub } from './hub.ts';
import { payloadOf } from './prepared.ts';

/** Requests that may wait for their result at the same time; the others get their 202 at once. */
const MAX_WAITING = 1_000;
let waiting = 0;

/** A frame begins with its topic, id and type, none of which can hold a quote: no need to parse the text behind them. */
const TYPE = /"type":"(\w+)"/;
const HEAD_BYTES = 160;

/** True when an event ends its run, false when it reopens it, null when it does neither. */
export function endsOrReopens(frame: Buffer): boolean | null {
  const type = TYPE.exec(payloadOf(frame).toString('latin1', 0, HEAD_BYTES))?.[1];
  if ((FINAL_EVENTS as readonly unknown[]).includes(type)) return true;
  return type === 'run_reopened' ? false : null;
}

/** Resolves when the run is over, the time is, or the signal says so; true only in the first case. */
export async function waitForEnd(hub: Hub, runId: string, ms: number, signal: AbortSignal): Promise<boolean> {
  if (waiting >= MAX_WAITING || signal.aborted) return false;
  waiting += 1;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const giveUp = () => resolve(false);
  signal.addEventListener('abort', giveUp);
  let endOfLog = 0;
  let isOver = false;
  const subscription = hub.subscribe(runTopic(runId), 0, {
    started: (_after, last) => {
      endOfLog = last;
    },
    event: (seq, frame) => {
      isOver = endsOrReopens(frame) ?? isOver;
      if (isOver && seq >= endOfLog) resolve(true); // earlier ends were reopened: that follows in the log
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
