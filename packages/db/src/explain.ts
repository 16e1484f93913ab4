import type { ErrorCode, RunStatus } from '@taktstock/registry';
import type { Db } from './client.ts';
import { isLive } from './workers.ts';

/** Everything that says why a run is where it is, as it stands now. Times for people to read, not to compare with. */
export type RunFacts = {
  status: RunStatus;
  agent: string;
  attempt: number;
  errorCode: ErrorCode | null;
  errorMessage: string | null;
  /** Of a run that its budget has stopped: when that begins anew (ISO 8601). */
  freesAt: string | null;
  waitReason: string | null;
  isDue: boolean;
  notBefore: Date;
  rungAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  erasedAt: Date | null;
  cancelRequestedAt: Date | null;
  /** Of a processing run: who holds it, whether they live, and until when others keep off. */
  holder: string | null;
  holderLives: boolean;
  leaseUntil: Date | null;
  /** The step under way, and the model that is being asked. */
  step: string | null;
  asking: string | null;
  /** The last model call of this attempt that failed. */
  failedModel: string | null;
  failedWith: string | null;
  /** Of the run's agent: living workers, the runs they take at a time, those they hold, and due runs in front of this one. */
  workers: number;
  slots: number;
  busy: number;
  ahead: number;
  /** Provider keys that cool, models whose breaker is open, and those whose breaker is half open. */
  cooling: string[];
  broken: string[];
  probed: string[];
};

/** The facts of a run; undefined when there is none. */
export async function factsOf(db: Db, runId: string): Promise<RunFacts | undefined> {
  const [row] = await db<RunFacts[]>`
    with run as (
      select * from agent_runs where id = ${runId}
    ), living as (
      select w.instance, w.slots from workers w, run where run.agent = any(w.agents) and ${isLive(db)}
    ), failure as (
      select c.model, c.error_code
      from llm_calls c, run
      where c.run_id = run.id and c.attempt = run.attempt and c.error_code is not null
      order by c.opened_at desc
      limit 1
    )
    select run.status, run.agent, run.attempt, run.error_code, run.error_message, run.error_meta->>'freesAt' as frees_at, run.wait_reason, run.not_before <= now() as is_due,
           run.not_before, run.rung_at, run.started_at, run.finished_at, run.erased_at, run.cancel_requested_at,
           run.lease_owner as holder, run.lease_until,
           coalesce(run.lease_until > now() and run.lease_owner in (select instance from living), false) as holder_lives,
           (select s.name from run_steps s where s.run_id = run.id and s.status = 'active' order by s.position limit 1) as step,
           (select c.model from llm_calls c where c.run_id = run.id and c.attempt = run.attempt and c.closed_at is null limit 1) as asking,
           (select model from failure) as failed_model,
           (select error_code from failure) as failed_with,
           (select count(*)::int from living) as workers,
           (select coalesce(sum(slots), 0)::int from living) as slots,
           (select count(*)::int from agent_runs o
            where o.status = 'processing' and o.agent = run.agent and o.lease_owner in (select instance from living)) as busy,
           (select count(*)::int from agent_runs o
            where o.status = 'pending' and o.agent = run.agent and o.not_before <= now()
              and (o.not_before, o.id) < (run.not_before, run.id)) as ahead,
           array(select provider from model_providers where cool_until > now() order by provider) as cooling,
           array(select model from model_breakers where open_until > now() and probe_call is null order by model) as broken,
           array(select model from model_breakers where open_until > now() and probe_call is not null order by model) as probed
    from run`;
  return row;
}
