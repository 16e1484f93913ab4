import { setTimeout as wait } from 'node:timers/promises';
import type { Bus } from '@taktstock/bus';
import { type ClaimedRun, cancelsRequested, heartbeat, type Sql, type WorkerProcess } from '@taktstock/db';
import type { Logger } from 'pino';
import { Interrupted, type Why } from './interrupt.ts';

/** A run in our hands: the signal that ends it, and where it stands. */
export type Hold = { run: ClaimedRun; signal: AbortSignal; progress: number; release: () => void };

type Options = {
  sql: Sql;
  bus: Pick<Bus, 'live'>;
  log: Logger;
  worker: WorkerProcess;
  leaseMs: number;
  heartbeatMs: number;
  cancelPollMs: number;
};

export type Leases = ReturnType<typeof keepLeases>;

/** Keeps the leases of all runs of this process alive with one statement, and tells a run when it has to stop. */
export function keepLeases({ sql, bus, log, worker, leaseMs, heartbeatMs, cancelPollMs }: Options) {
  const held = new Map<string, { hold: Hold; stop: (why: Why) => void }>();
  const stopListening = bus.live.onCancel((runId) => held.get(runId)?.stop('cancelled'));

  async function renew(): Promise<void> {
    const runs = [...held.values()].map(({ hold }) => hold);
    const answer = await heartbeat(
      sql,
      worker,
      leaseMs,
      runs.map(({ run, progress }) => ({ runId: run.id, attempt: run.attempt, progress })),
    );
    for (const { run } of runs) {
      const lease = answer.get(run.id);
      const mine = held.get(run.id);
      if (mine?.hold.run.attempt !== run.attempt) continue; // ended while we were asking
      if (lease === undefined) mine.stop('lost');
      else if (lease.cancel) mine.stop('cancelled');
    }
  }

  async function pollCancels(): Promise<void> {
    if (held.size === 0) return;
    for (const runId of await cancelsRequested(sql, [...held.keys()])) held.get(runId)?.stop('cancelled');
  }

  // A statement that fails is repeated by the next one: results are held, and the lease may well survive.
  const quietly = (work: () => Promise<void>) => () =>
    void work().catch((error: unknown) => log.warn({ err: error }, 'leases'));
  const beat = setInterval(quietly(renew), heartbeatMs);
  const poll = setInterval(quietly(pollCancels), cancelPollMs);

  return {
    /** Introduces this worker to the others. */
    announce: renew,

    hold(run: ClaimedRun): Hold {
      const controller = new AbortController();
      const stop = (why: Why) => controller.abort(new Interrupted(why));
      const deadline = run.leftMs < run.runLeftMs ? 'attempt deadline' : 'run deadline';
      const timer = setTimeout(stop, Math.max(0, run.leftMs), deadline);
      const release = () => {
        clearTimeout(timer);
        if (held.get(run.id)?.hold === hold) held.delete(run.id);
      };
      const hold: Hold = { run, signal: controller.signal, progress: 0, release };
      held.set(run.id, { hold, stop });
      return hold;
    },

    count: () => held.size,

    /** Resolves when the last run is released, or after so many milliseconds. */
    async empty(ms: number): Promise<void> {
      const until = performance.now() + ms;
      while (held.size > 0 && performance.now() < until) await wait(20);
    },

    /** Ends every run in hand; their handlers hand them back. */
    stopAll(why: Why): void {
      for (const { stop } of held.values()) stop(why);
    },

    close(): void {
      clearInterval(beat);
      clearInterval(poll);
      stopListening();
    },
  };
}
