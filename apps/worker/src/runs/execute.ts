import { randomUUIDv7 } from 'node:crypto';
import type { Delivery } from '@taktstock/bus';
import { type Claimed, type ClaimedRun, findRun, isUnreachable, logDiscarded, type Outcome } from '@taktstock/db';
import { AppError, backoffMs, type ErrorCode, isRunKind, MAX_BACKOFF_MS, RUN_KINDS } from '@taktstock/registry';
import type { Logger } from 'pino';
import { ModelError } from '../models/provider.ts';
import { type End, type Kind, RunContext, type Tools } from './context.ts';
import { HandBack, Interrupted } from './interrupt.ts';
import type { Leases } from './lease.ts';
import { persist } from './persist.ts';

type Options = {
  tools: Tools;
  kinds: Readonly<Record<string, Kind>>;
  leases: Leases;
  instance: string;
  leaseMs: number;
  /** First wait after an error; tests shorten it. */
  retryDelayMs?: number | undefined;
  log: Logger;
  /** Counts what came of a delivery, for the metrics. */
  count: (result: 'malformed' | 'not ours' | Outcome['verb'] | 'lost') => void;
};

type Ended = End | { verb: 'lost'; settle: End['settle'] };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How long a claim is tried while Postgres is away; the sweeper rings again for what is given up here. */
const CLAIM_MS = 60_000;

/** Turns a delivery into an attempt: claim, work, settle. Never rejects for a fault of the run; the queue has no say in retries. */
export function createExecutor({
  tools,
  kinds,
  leases,
  instance,
  leaseMs,
  retryDelayMs,
  log,
  count,
}: Options): Delivery {
  const { sql, writer, bus } = tools;

  return async function execute(data: unknown): Promise<void> {
    const runId = (data as { runId?: unknown } | null)?.runId;
    if (typeof runId !== 'string' || !UUID.test(runId)) return count('malformed');
    const claimed = await claim(runId);
    if (claimed === null) return count('not ours');
    const { run } = claimed;
    bus.live.publish(claimed.events);
    bus.live.status({ runId, kind: run.kind, status: 'processing', progress: 0 });
    const hold = leases.hold(run);
    try {
      await settle(run, await attempt(new RunContext(hold, tools)));
    } catch (error) {
      log.error({ err: error, runId, attempt: run.attempt }, 'the run could not be settled, its lease will expire');
    } finally {
      hold.release();
    }
  };

  /** The same token on every try: a claim whose reply was lost is ours all the same. */
  async function claim(runId: string): Promise<Claimed> {
    const token = randomUUIDv7();
    try {
      return await persist(() => writer.claim({ runId, instance, token, leaseMs }), CLAIM_MS);
    } catch (error) {
      log.warn({ err: error, runId }, 'claim failed, the sweeper will ring again');
      return null;
    }
  }

  /** Works and answers how to write the end of it. */
  async function attempt(context: RunContext): Promise<Ended> {
    const { run } = context;
    const kind = kinds[run.kind];
    try {
      if (kind === undefined) throw new AppError('UNKNOWN_KIND', `This worker does not know runs of kind ${run.kind}.`);
      return await kind(context);
    } catch (error) {
      const outcome = outcomeOf(context.signal.aborted ? context.signal.reason : error, run);
      if (outcome === null) return { settle: async () => null, verb: 'lost' };
      if ('code' in outcome && outcome.code === 'INTERNAL_ERROR')
        log.error({ err: error, runId: run.id }, 'run failed unexpectedly');
      return { settle: () => writer.settle({ runId: run.id, attempt: run.attempt, outcome }), verb: outcome.verb };
    }
  }

  async function settle(run: ClaimedRun, end: Ended): Promise<void> {
    let interrupted = false;
    const settled = await persist(async () => {
      try {
        return await end.settle();
      } catch (error) {
        interrupted ||= isUnreachable(error);
        throw error;
      }
    }, run.runLeftMs);
    if (settled !== null) {
      count(end.verb);
      bus.live.publish(settled.events);
      bus.live.status({
        runId: run.id,
        kind: run.kind,
        status: settled.status,
        progress: settled.status === 'completed' ? 100 : 0,
      });
      if (settled.bell !== null) await bus.doorbell.ring([settled.bell]);
      return;
    }
    count('lost');
    if (end.verb !== 'complete' || (interrupted && (await wasOurs(run)))) return;
    bus.live.publish(await logDiscarded(sql, run.id, run.attempt));
  }

  /** After an interrupted write: the reply may be all that was lost. */
  async function wasOurs({ id, attempt }: ClaimedRun): Promise<boolean> {
    const now = await findRun(sql, id, null);
    return now?.status === 'completed' && now.attempt === attempt;
  }

  function outcomeOf(error: unknown, run: ClaimedRun): Outcome | null {
    if (error instanceof Interrupted) return interruption(error, run);
    if (error instanceof HandBack) return { verb: 'handback', code: error.message, waitMs: error.waitMs };
    // A database that was away is not the run's fault.
    if (isUnreachable(error)) return { verb: 'handback', code: 'database away', waitMs: 1_000 };
    if (error instanceof ModelError || error instanceof AppError) {
      const { code, message } = error;
      const meta = error instanceof AppError ? error.details.members : undefined;
      if (!error.retryable) return { verb: 'fail', code, message, meta };
      const retryAfter =
        error instanceof ModelError ? error.retryAfterMs : (error.details.retryAfterSeconds ?? 0) * 1_000;
      return { verb: 'retry', code, message, meta, waitMs: waitAfter(run, retryAfter ?? 0) };
    }
    return { verb: 'fail', code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' };
  }

  function interruption({ why }: Interrupted, run: ClaimedRun): Outcome | null {
    const late = { code: 'TIMEOUT' satisfies ErrorCode, message: 'The work took longer than it may.' } as const;
    switch (why) {
      case 'lost':
        return null;
      case 'attempt deadline':
        return { verb: 'retry', ...late, waitMs: waitAfter(run, 0) };
      case 'run deadline':
        return { verb: 'fail', ...late };
      default: // the cancel flag turns this into cancelled; a shutdown gives the run to somebody else
        return { verb: 'handback', code: why, waitMs: 0 };
    }
  }

  function waitAfter(run: ClaimedRun, atLeastMs: number): number {
    const policy = isRunKind(run.kind) ? RUN_KINDS[run.kind].retry : null;
    if (policy === null) return atLeastMs;
    const base = backoffMs({ ...policy, delayMs: retryDelayMs ?? policy.delayMs }, run.errorCount + 1);
    const jittered = base * (1 + policy.jitter * (2 * Math.random() - 1));
    return Math.min(MAX_BACKOFF_MS, Math.max(jittered, atLeastMs));
  }
}
