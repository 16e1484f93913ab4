import type { Ended } from './server-process.ts';

type Server = { port: number; ended: Promise<Ended>; stop(): Promise<void> };

/** Told that a server has ended unasked; it is started again, unless there is a reason against it. */
export type TellEnd = (end: Ended, givenUp: unknown) => void;

/** More than somebody kills by hand to see what happens; a server that cannot run does not get this far twice. */
const RESTARTS = 20;

/**
 * Starts a server, and again, on the same port, whenever it ends unasked; the others wait for it as they would for any
 * database that is away. Resolves with the first start; `stop` ends whichever runs.
 */
export async function keepServer<S extends Server>(
  start: (port?: number) => Promise<S>,
  tell: TellEnd,
): Promise<{ first: S; stop(): Promise<void> }> {
  const first = await start();
  let server = first;
  let isStopping = false;

  async function watch(): Promise<void> {
    for (let ends = 1; ; ends += 1) {
      const end = await server.ended;
      if (isStopping) return;
      if (ends > RESTARTS) return tell(end, new Error('That was too often.'));
      tell(end, null);
      try {
        server = await start(first.port);
      } catch (error) {
        return tell(end, error);
      }
      if (isStopping) await server.stop();
    }
  }

  const watching = watch();
  return {
    first,
    stop: async () => {
      isStopping = true;
      await server.stop();
      await watching;
    },
  };
}
