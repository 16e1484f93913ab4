import { type LoggedEvent, runTopic, type StepStatus } from '@taktstock/registry';
import type { Db } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';

/** A step with the times of its latest attempt. */
export type TimedStep = {
  name: string;
  position: number;
  status: StepStatus;
  attempts: number;
  errorCode: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** A model call as the ledger has it. Money in micro-USD; what is not known yet, or of unknown price, is null. */
export type TimedCall = {
  callId: string;
  attempt: number;
  step: string;
  model: string;
  /** Cached ones included. */
  tokensIn: number | null;
  tokensOut: number | null;
  costMicros: number | null;
  estimated: boolean;
  firstTokenMs: number | null;
  durationMs: number | null;
  finishReason: string | null;
  errorCode: string | null;
  openedAt: Date;
  closedAt: Date | null;
};

export type Timeline = { events: LoggedEvent[]; steps: TimedStep[]; calls: TimedCall[] };

/** Where the time of a run went: its events without the pieces of text, at most the latest 500, its steps and model calls. */
export async function timelineOf(db: Db, runId: string): Promise<Timeline> {
  const [events, steps, calls] = await Promise.all([
    db<EventRow[]>`
      select topic, seq, type, data, at
      from (
        select * from events
        where topic = ${runTopic(runId)} and type <> 'text_appended'
        order by seq desc
        limit 500
      ) latest
      order by seq`,
    db<TimedStep[]>`
      select name, position, status, attempts, error_code, started_at, finished_at
      from run_steps where run_id = ${runId} order by position`,
    modelCallsOf(db, runId),
  ]);
  return { events: loggedEvents(events), steps: [...steps], calls };
}

/** The model calls of a run, oldest first. */
export async function modelCallsOf(db: Db, runId: string): Promise<TimedCall[]> {
  return db<TimedCall[]>`
    select id as call_id, attempt, step, model, tokens_in + cache_read + cache_write as tokens_in, tokens_out, cost_micros,
           estimated, first_token_ms, duration_ms, finish_reason, error_code, opened_at, closed_at
    from llm_calls where run_id = ${runId} order by opened_at, id`;
}
