import type { Bus } from '@taktstock/bus';
import { type RunRow, reopenRun, requestCancel, type Sql } from '@taktstock/db';
import { AppError, jobId, MAX_RETRIES, type Principal } from '@taktstock/registry';
import { RETRYABLE_CODES } from './state.ts';

type Deps = { sql: Sql; bus: Bus };

/** Stops a run: at once when it waits, through its worker when it works. Throws RUN_FINAL when it is over. */
export async function cancelRun(
  { sql, bus }: Deps,
  { id, kind, progress }: RunRow,
  by: Principal,
): Promise<'cancelled' | 'requested'> {
  const steered = await requestCancel(sql, id, by);
  if (steered === null) throw new AppError('RUN_NOT_FOUND');
  const { before, events } = steered;
  bus.live.publish(events);
  switch (before) {
    case 'processing':
      bus.live.cancel(id);
      return 'requested';
    case 'pending':
      bus.live.status({ runId: id, kind, status: 'cancelled', progress });
      return 'cancelled';
    case 'cancelled':
      return 'cancelled';
    default:
      throw new AppError('RUN_FINAL');
  }
}

export type Retry = { status: 'pending'; jobId: string; attempt: number; retryCount: number };

/** Reopens a failed run. Throws NOT_RETRYABLE or RETRY_EXHAUSTED. */
export async function retryRun({ sql, bus }: Deps, run: RunRow, reason: string | null): Promise<Retry> {
  const reopened = await reopenRun(sql, run.id, RETRYABLE_CODES, reason);
  if (reopened === null) {
    const exhausted = run.status === 'failed' && run.retryCount >= MAX_RETRIES;
    throw new AppError(exhausted ? 'RETRY_EXHAUSTED' : 'NOT_RETRYABLE');
  }
  const { bell, events, retryCount } = reopened;
  void bus.doorbell.ring([bell]);
  bus.live.publish(events);
  bus.live.status({ runId: run.id, kind: run.kind, status: 'pending', progress: run.progress });
  return { status: 'pending', jobId: jobId(run.id, bell.attempt), attempt: bell.attempt, retryCount };
}
