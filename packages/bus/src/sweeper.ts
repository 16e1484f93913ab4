import {
  isUnreachable,
  type Left,
  type Sql,
  sweepBells,
  sweepDeadlines,
  sweepExpired,
  sweepLostLeases,
  sweepOpenCalls,
} from '@taktstock/db';
import { LEASE } from '@taktstock/registry';
import type { Bus, BusLog } from './bus.ts';

type Options = { sql: Sql; bus: Pick<Bus, 'doorbell' | 'live'>; log: BusLog; intervalMs?: number; bellMs?: number };

export type Sweeper = {
  /** Sweeps once, everything that is due. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
};

const PAGE = 200;
const HOUSEKEEPING_MS = 60_000;

/**
 * Looks every few seconds for what nobody else will ever look at again: lost leases, passed deadlines, unheard bells,
 * unclosed model calls. Runs in every api and worker process; SKIP LOCKED keeps any number of them out of each other's way.
 */
export function startSweeper({ sql, bus, log, intervalMs = LEASE.sweepMs, bellMs = LEASE.bellMs }: Options): Sweeper {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let housekeepingAt = Date.now() + HOUSEKEEPING_MS;

  /** Page after page until one is short. */
  async function pages<T>(
    page: () => Promise<readonly T[]>,
    each: (rows: readonly T[]) => Promise<void>,
  ): Promise<void> {
    for (let rows = await page(); rows.length > 0 && !stopped; rows = rows.length < PAGE ? [] : await page())
      await each(rows);
  }

  async function handOn(left: readonly Left[]): Promise<void> {
    bus.live.publish(left.flatMap(({ events }) => events));
    await bus.doorbell.ring(left.flatMap(({ bell }) => bell ?? []));
  }

  async function sweep(): Promise<void> {
    await pages(() => sweepLostLeases(sql, PAGE), handOn);
    await pages(() => sweepDeadlines(sql, PAGE), handOn);
    await pages(
      () => sweepBells(sql, bellMs, PAGE),
      async (bells) => void (await bus.doorbell.ring(bells)),
    );
    await sweepOpenCalls(sql, PAGE);
    if (Date.now() < housekeepingAt) return;
    housekeepingAt = Date.now() + HOUSEKEEPING_MS;
    await sweepExpired(sql);
  }

  function schedule(): void {
    // A little jitter, so that many processes do not sweep at the same moment for ever.
    timer = setTimeout(tick, intervalMs * (0.75 + Math.random() * 0.5));
  }

  function tick(): void {
    running = sweep()
      .catch((error: unknown) => {
        if (isUnreachable(error)) log.warn({ reason: String(error) }, 'sweep postponed: the database does not answer');
        else log.error({ err: error }, 'sweep failed');
      })
      .then(() => {
        if (!stopped) schedule();
      });
  }

  schedule();
  return {
    sweep,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
