import { findReading, findRun, type ReadingRow, type RunRow, type Sql } from '@taktstock/db';
import { AppError, type ErrorCode, type Principal, runIdOfJob } from '@taktstock/registry';
import { scopeOf } from '../../plugins/auth.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Tells whether a text is a UUID in lower case. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** What an id in a path may stand for: a plain id, or the job id of an attempt. Null when it can stand for nothing. */
function parseId(text: string): { id: string; attempt: number | null } | null {
  const lower = text.toLowerCase();
  if (UUID.test(lower)) return { id: lower, attempt: null };
  const id = runIdOfJob(lower);
  return id === null ? null : { id, attempt: Number(lower.slice(id.length + 1)) };
}

/** An attempt that there was, or that is the next one. */
const knows = (run: RunRow, attempt: number | null): boolean =>
  attempt === null || attempt <= Math.max(1, run.attempt + 1);

/** The run of an id as its caller may see it; undefined when there is none, or none for this caller. */
export async function visibleRun(sql: Sql, caller: Principal, id: string): Promise<RunRow | undefined> {
  if (caller.role === 'run' && caller.runId !== id) return undefined;
  return findRun(sql, id, scopeOf(caller));
}

/** The run behind an id as its caller may see it; what is unknown and what is somebody else's is not there. */
export async function runOf(sql: Sql, caller: Principal, text: string): Promise<RunRow> {
  const parsed = parseId(text);
  const run = parsed && (await visibleRun(sql, caller, parsed.id));
  if (!run || !knows(run, parsed.attempt)) throw new AppError('RUN_NOT_FOUND');
  return run;
}

/** The reading behind an id (its own, its run's, a job's) with its run. */
export async function readingOf(
  sql: Sql,
  caller: Principal,
  text: string,
  code: ErrorCode = 'READING_NOT_FOUND',
): Promise<{ reading: ReadingRow; run: RunRow }> {
  const parsed = parseId(text);
  const reading = parsed && (await findReading(sql, parsed.id, scopeOf(caller)));
  const run = reading && (await visibleRun(sql, caller, reading.runId));
  if (!run || !knows(run, parsed.attempt)) throw new AppError(code);
  return { reading, run };
}
