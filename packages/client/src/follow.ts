import { isTemporary } from './errors.ts';
import type { AnyFrame } from './frames.ts';
import { delayMs, pause } from './retry.ts';

/** Where a follower stands: the id of the last event it saw; null: it wants what comes from now on. */
export type Position = { after: number | null };

/**
 * One connection: yields what comes after the position, ends when nothing more will come, throws when it breaks. It says when
 * it stands, and then knows where.
 */
export type Connect<F> = (position: Position, signal: AbortSignal | undefined, stands: () => void) => AsyncIterable<F>;

export type FollowOptions = {
  signal?: AbortSignal | undefined;
  /** Told when a connection stands, and when it is lost and will be opened again: a page may want to show it. */
  onConnection?: ((state: 'connected' | 'lost') => void) | undefined;
};

/**
 * Follows over as many connections as it takes: events in order and each once, previews in between. Until one has stood it
 * gives up like a request; afterwards it comes back for as long as it is wanted. Throws a Problem that will not pass,
 * ConnectionFailed, or the signal's reason.
 */
export async function* follow<F extends AnyFrame>(
  connect: Connect<F>,
  after: number | null,
  retries: number,
  { signal, onConnection }: FollowOptions,
): AsyncGenerator<F, void, undefined> {
  const position: Position = { after };
  let hasStood = false;
  let attempt = 0;
  const stands = () => {
    hasStood = true;
    attempt = 0;
    onConnection?.('connected');
  };
  for (;;) {
    try {
      for await (const frame of connect(position, signal, stands)) {
        if (frame.id !== undefined) {
          if (frame.id <= (position.after ?? 0)) continue;
          position.after = frame.id;
        }
        yield frame;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      attempt += 1;
      if (!isTemporary(error) || (!hasStood && attempt > retries)) throw error;
      if (hasStood && attempt === 1) onConnection?.('lost');
      await pause(delayMs(attempt, error), signal);
    }
  }
}
