import type { ErrorCode, LoggedEvent, RunEvent } from '@taktstock/registry';
import type { Db, Sql } from './client.ts';
import { appendEvents } from './runs/append.ts';

export type StepRow = { name: string; position: number; status: string; attempts: number; output: unknown };

/** The steps of a run in order; what is `done` is not done again. */
export async function stepsOf(db: Db, runId: string): Promise<StepRow[]> {
  return db<
    StepRow[]
  >`select name, position, status, attempts, output from run_steps where run_id = ${runId} order by position`;
}

type Fenced = { runId: string; attempt: number; name: string; progress: number };

/** Marks a step active and logs it, fenced: null when the run is lost. */
export async function startStep(sql: Sql, step: Fenced & { position: number }): Promise<LoggedEvent[] | null> {
  const { runId, attempt, name, position, progress } = step;
  return sql.begin(async (tx) => {
    const data = { step: name, attempt, progress };
    const [events] = await appendEvents(tx, [{ runId, attempt, events: [{ type: 'step_started', data }] }]);
    if (!events) return null;
    await tx`
      insert into run_steps (run_id, name, position, status, attempts, started_at)
      values (${runId}, ${name}, ${position}, 'active', 1, now())
      on conflict (run_id, name) do update
      set status = 'active', attempts = run_steps.attempts + 1, started_at = now(), error_code = null`;
    return events;
  });
}

/** Enters a step that is done in the transaction that ends its run; its events are the caller's, and so is the fence. */
export async function enterDoneStep(db: Db, step: { runId: string; name: string; position: number }): Promise<void> {
  await db`
    insert into run_steps (run_id, name, position, status, attempts, started_at, finished_at)
    values (${step.runId}, ${step.name}, ${step.position}, 'done', 1, now(), now())
    on conflict (run_id, name) do nothing`;
}

/** Marks steps as failed and forgets their output: a manual retry does them again. */
export async function failSteps(db: Db, runId: string, names: readonly string[], code: ErrorCode): Promise<void> {
  await db`
    update run_steps set status = 'error', error_code = ${code}, output = null, finished_at = now()
    where run_id = ${runId} and name = any(${names as string[]}::text[])`;
}

/** Rolls back what was logged for a step that is done already. */
class DoneBefore extends Error {}

/**
 * Stores a step's output, logs `lastWords` and its end, and moves the progress, fenced: null when the run is lost.
 * A step ends once: repeated after a commit whose reply was lost, it logs nothing and answers no events.
 */
export async function completeStep(
  sql: Sql,
  step: Fenced & { output: unknown; lastWords: RunEvent[] },
): Promise<LoggedEvent[] | null> {
  const { runId, attempt, name, progress, output, lastWords } = step;
  const done: RunEvent = { type: 'step_completed', data: { step: name, attempt, progress } };
  const committed = sql.begin(async (tx) => {
    const [events] = await appendEvents(tx, [{ runId, attempt, progress, events: [...lastWords, done] }]);
    if (!events) return null;
    const stored = await tx`
      update run_steps set status = 'done', output = ${tx.json(output as never)}, finished_at = now()
      where run_id = ${runId} and name = ${name} and status <> 'done'`;
    if (stored.count === 0) throw new DoneBefore();
    return events;
  });
  return committed.catch((error: unknown) => {
    if (error instanceof DoneBefore) return [];
    throw error;
  });
}
