import { READING_STEPS, type RunEvent } from '@taktstock/registry';
import type { Db, Sql, Transaction } from './client.ts';
import type { NewReading } from './runs/accept.ts';
import { type Settled, settleRuns } from './runs/settle.ts';
import { enterDoneStep, failSteps } from './steps.ts';

export type ReadingRow = NewReading & { runId: string; createdAt: Date };

/** The reading of a run; undefined when it was erased. */
export async function readingOfRun(db: Db, runId: string): Promise<ReadingRow | undefined> {
  const [row] = await db<ReadingRow[]>`select * from readings where run_id = ${runId}`;
  return row;
}

/** A reading by its id or its run's, as its owner may see it; `owner` null sees everybody's. */
export async function findReading(db: Db, id: string, owner: string | null): Promise<ReadingRow | undefined> {
  const [row] = await db<ReadingRow[]>`
    select * from readings where (id = ${id} or run_id = ${id}) and (${owner}::text is null or owner = ${owner})`;
  return row;
}

export type ReadingContent = { text: string; essence: string | null; reflectionQuestions: string[] | null };

export type NewVersion = {
  readingId: string;
  model: string;
  promptHash: string;
  content: ReadingContent;
  missingParts: string[];
  metadata: Record<string, unknown>;
};

export type VersionRow = NewVersion & {
  version: number;
  runId: string;
  attempt: number;
  status: 'accepted' | 'rejected';
  violations: unknown[];
  createdAt: Date;
};

/** An attempt about to end its run; `lastWords` are logged before the end. */
export type EndingRun = { runId: string; attempt: number; lastWords: RunEvent[] };

/**
 * Completes a reading run with its accepted version, in one transaction that begins with the fenced settle.
 * Null when the run is lost; no version when it was cancelled or the reading erased meanwhile.
 */
export async function completeReading(sql: Sql, run: EndingRun, version: NewVersion): Promise<Settled> {
  const { runId, attempt, lastWords } = run;
  return sql.begin(async (tx) => {
    const outcome = { verb: 'complete', result: { readingId: version.readingId }, lastWords } as const;
    const [settled] = await settleRuns(tx, [{ runId, attempt, outcome }]);
    if (settled?.status !== 'completed') return settled ?? null;
    await insertVersion(tx, run, version, 'accepted', []);
    await enterDoneStep(tx, { runId, name: 'save', position: READING_STEPS.save.position });
    return settled;
  });
}

/**
 * Fails a reading run whose text did not hold against its chart and keeps that text as a rejected version, in one transaction
 * that begins with the fenced settle. The text is forgotten as a step, so that a manual retry writes another.
 */
export async function rejectReading(
  sql: Sql,
  run: EndingRun,
  version: NewVersion,
  failure: { message: string; violations: readonly object[] },
): Promise<Settled> {
  const { runId, attempt, lastWords } = run;
  const { message, violations } = failure;
  return sql.begin(async (tx) => {
    const outcome = { verb: 'fail', code: 'GROUNDING_FAILED', message, meta: { violations }, lastWords } as const;
    const [settled] = await settleRuns(tx, [{ runId, attempt, outcome }]);
    if (settled?.status !== 'failed') return settled ?? null;
    await insertVersion(tx, run, version, 'rejected', violations);
    await failSteps(tx, runId, ['text', 'gate'], 'GROUNDING_FAILED');
    return settled;
  });
}

/** Under the lock of the run's row, so that no two versions take one number. */
async function insertVersion(
  tx: Transaction,
  { runId, attempt }: EndingRun,
  version: NewVersion,
  status: VersionRow['status'],
  violations: readonly object[],
): Promise<void> {
  await tx`
    insert into reading_versions (reading_id, version, run_id, attempt, status, model, prompt_hash, content, missing_parts, metadata,
                                  violations)
    select r.id, coalesce((select max(version) from reading_versions v where v.reading_id = r.id), 0) + 1, ${runId}, ${attempt},
           ${status}, ${version.model}, ${version.promptHash}, ${tx.json(version.content)}, ${version.missingParts}::text[],
           ${tx.json(version.metadata as never)}, ${tx.json(violations as never)}
    from readings r where r.id = ${version.readingId}`;
}

/** All versions of a reading, newest first. */
export async function versionsOf(db: Db, readingId: string): Promise<VersionRow[]> {
  return db<VersionRow[]>`select * from reading_versions where reading_id = ${readingId} order by version desc`;
}

/** The newest accepted version; undefined when there is none. */
export async function currentVersion(db: Db, readingId: string): Promise<VersionRow | undefined> {
  const [row] = await db<VersionRow[]>`
    select * from reading_versions where reading_id = ${readingId} and status = 'accepted' order by version desc limit 1`;
  return row;
}
