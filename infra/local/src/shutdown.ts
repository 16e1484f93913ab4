import { constants } from 'node:os';
import { complain, dim } from './terminal.ts';

export type Shutdown = {
  /** Aborted by the first signal, so that a start under way ends. */
  signal: AbortSignal;
  /** What is stopped before this process ends. */
  stopWith(stop: () => Promise<void>, kill: () => void): void;
  /** True as soon as this process is on its way out. */
  ending(): boolean;
  /** Stops and ends the process with the code; the first code counts. */
  end(code: number): Promise<never>;
};

/**
 * Ends this process in order, whatever asks for it: Ctrl-C, a closed terminal, SIGTERM, an error nobody caught. A second
 * Ctrl-C kills instead of waiting.
 */
export function prepareShutdown(): Shutdown {
  const aborting = new AbortController();
  let stop = async (): Promise<void> => {};
  let kill = (): void => {};
  let ending = false;

  let ended: Promise<never> | undefined;

  const stopAndExit = async (code: number): Promise<never> => {
    ending = true;
    await stop().catch(complain);
    process.exit(code);
  };
  // Once: what Ctrl-C interrupts asks for the end as well, and must not exit before the first has stopped everything.
  const end = (code: number): Promise<never> => {
    ended ??= stopAndExit(code);
    return ended;
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    const code = 128 + constants.signals[signal];
    if (ending) {
      // A terminal that closes after Ctrl-C adds SIGHUP; only a person's second Ctrl-C means "at once".
      if (signal !== 'SIGINT') return;
      kill();
      process.exit(code);
    }
    ending = true;
    console.log(dim('\nStopping. Press Ctrl-C again to kill.'));
    aborting.abort(new Error('The start was interrupted.'));
    void end(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // A terminal that was closed takes no more output; that is no reason to skip the rest of the stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    complain(error);
    if (!ending) void end(1);
  });
  return {
    signal: aborting.signal,
    ending: () => ending,
    end,
    stopWith: (newStop, newKill) => {
      stop = newStop;
      kill = newKill;
    },
  };
}
