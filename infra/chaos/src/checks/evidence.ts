import type { Db, Sql } from '@taktstock/db';
import type { RunStatus } from '@taktstock/registry';
import type { Answer } from '../clients/http.ts';
import { type Hit, hitsOf } from '../clients/sandbox.ts';
import type { Watcher } from '../clients/watcher.ts';
import type { Child } from '../processes/child.ts';

export type RunFact = {
  id: string;
  status: RunStatus;
  attempt: number;
  errorCount: number;
  crashCount: number;
  retryCount: number;
  lastSeq: number;
  output: { readingId?: string } | null;
  errorCode: string | null;
};
export type EventFact = { runId: string; seq: number; type: string; data: Record<string, unknown>; at: Date };
export type VersionFact = { runId: string; readingId: string; version: number; attempt: number; text: string };
export type CallFact = {
  id: string;
  runId: string;
  attempt: number;
  step: string;
  tokensIn: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  tokensOut: number | null;
  estimated: boolean;
  errorCode: string | null;
  openedAt: Date;
  closedAt: Date | null;
};

/** What a caller was promised with a 2xx. */
export type Promised = { runId: string; readingId: string; key: string | null };

/** A fault that was injected. `crash`: one of those that may cost an extra model call for each step in flight. */
export type Injected = {
  name: string;
  crash: boolean;
  /** The worker it hit; null: all of them. */
  instance: string | null;
  from: Date;
  until: Date;
};

/** All that is known about some runs, from the four sides that must agree: database, provider, clients, processes. */
export type Evidence = {
  /** When it was collected. */
  at: Date;
  promised: readonly Promised[];
  runs: readonly RunFact[];
  events: readonly EventFact[];
  versions: readonly VersionFact[];
  calls: readonly CallFact[];
  hits: readonly Hit[];
  keyRows: ReadonlyMap<string, string>;
  watchers: readonly Watcher[];
  /** Result of each run when it was first seen. */
  firstResults: ReadonlyMap<string, string>;
  injected: readonly Injected[];
  children: readonly Child[];
  answers: readonly Answer[];
};

type Known = Pick<Evidence, 'promised' | 'watchers' | 'firstResults' | 'injected' | 'children' | 'answers'>;

/** Asks the sandbox, then the database, in one snapshot: half a transaction would look like a breach. */
export async function collect(sql: Sql, sandboxUrl: string, known: Known): Promise<Evidence> {
  const hits = await hitsOf(sandboxUrl);
  const rows = await sql.begin('isolation level repeatable read read only', (tx) => rowsOf(tx, known.promised));
  const { calls, everyCall, keyRows, ...rest } = rows;
  const mine = new Set(calls.map(({ id }) => id));
  return {
    ...known,
    ...rest,
    at: new Date(),
    calls,
    // Hits of other rounds belong to their ledger rows; a hit without any row is everybody's.
    hits: hits.filter(({ call }) => call === null || mine.has(call) || !everyCall.has(call)),
    keyRows: new Map(keyRows.map(({ key, runId }) => [key, runId])),
  };
}

/** All parts of a version as one text, as a client puts them together that follows the run. */
export const wholeText = (db: Db) => db`
  concat_ws(E'\\n\\n', content->>'text', content->>'essence', (
    select string_agg(question, E'\\n' order by place)
    from jsonb_array_elements_text(nullif(content->'reflectionQuestions', 'null')) with ordinality as q (question, place)))`;

async function rowsOf(db: Db, promised: readonly Promised[]) {
  const ids = [...new Set(promised.map(({ runId }) => runId))];
  const topics = ids.map((id) => `run:${id}`);
  const keys = promised.flatMap(({ key }) => key ?? []);
  const [runs, events, versions, calls, everyCall, keyRows] = await Promise.all([
    db<RunFact[]>`
      select id, status, attempt, error_count, crash_count, retry_count, last_seq, output, error_code
      from agent_runs where id = any(${ids}::uuid[])`,
    db<EventFact[]>`
      select substr(topic, 5) as run_id, seq, type, data, at from events
      where topic = any(${topics}::text[]) order by topic, seq`,
    db<VersionFact[]>`
      select run_id, reading_id, version, attempt, ${wholeText(db)} as text from reading_versions
      where run_id = any(${ids}::uuid[]) order by run_id, version`,
    db<CallFact[]>`
      select id, run_id, attempt, step, tokens_in, cache_read, cache_write, tokens_out, estimated, error_code, opened_at, closed_at
      from llm_calls where run_id = any(${ids}::uuid[]) order by opened_at`,
    db<{ id: string }[]>`select id from llm_calls`,
    db<{ key: string; runId: string }[]>`select key, run_id from idempotency_keys where key = any(${keys}::text[])`,
  ]);
  return { runs, events, versions, calls, everyCall: new Set(everyCall.map(({ id }) => id)), keyRows };
}

/** What is wrong, in words; empty: the invariant holds. */
export type Check = (evidence: Evidence) => string[];

const logs = new WeakMap<Evidence, Map<string, EventFact[]>>();

/** The log of a run. */
export function logOf(evidence: Evidence, runId: string): EventFact[] {
  const known = logs.get(evidence) ?? Map.groupBy(evidence.events, (event) => event.runId);
  logs.set(evidence, known);
  return known.get(runId) ?? [];
}
