import { setImmediate as nextTick, setTimeout as wait } from 'node:timers/promises';
import { isUnreachable, sqlState } from './client.ts';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

type Waiting<I, O> = { item: I; resolve: (result: O) => void; reject: (error: unknown) => void };

/**
 * Turns a statement over many rows into a function over one row. There is no timer: what arrives while one
 * batch is in flight is the next batch, so a lone caller does not wait and a crowd shares one commit.
 * `flush` answers one result per item, in order. With two `lanes` a second batch may be in flight: Postgres works on one
 * while this process deals with the answers of the other, where both would otherwise wait for each other in turn.
 */
export function batched<I, O>(flush: (items: I[]) => Promise<O[]>, most = 256, lanes = 1): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let flushing = 0;

  async function settle(batch: Waiting<I, O>[]): Promise<void> {
    try {
      const results = await retried(() => flush(batch.map(({ item }) => item)));
      for (const [at, { resolve }] of batch.entries()) resolve(results[at]!);
    } catch (error) {
      // One bad row must not fail its neighbours. An unreachable server fails them all the same way.
      if (batch.length === 1 || isUnreachable(error)) for (const { reject } of batch) reject(error);
      else for (const single of batch) await settle([single]);
    }
  }

  async function run(): Promise<void> {
    flushing += 1;
    await nextTick(); // everybody of this tick comes along
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(batch);
    }
    flushing -= 1;
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (flushing < lanes) void run();
    });
}

/** Runs a transaction again when Postgres chose it as the victim of a deadlock or of a conflict. */
export async function retried<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      const state = sqlState(error);
      if (tries === 5 || (state !== DEADLOCK && state !== SERIALIZATION_FAILURE)) throw error;
      await wait(Math.random() * 10 * tries);
    }
  }
}
