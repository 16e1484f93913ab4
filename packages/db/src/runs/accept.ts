import type { Selection } from '@taktstock/registry';
import type { Sql } from '../client.ts';
import { type EventRow, loggedEvents } from '../events.ts';

/** A run about to become durable. Times in milliseconds. */
export type NewRun = {
  id: string;
  kind: string;
  agent: string;
  owner: string;
  /** API key that asks, whose budget pays; null: none did. */
  keyId: string | null;
  userId: string | null;
  priority: number;
  definitionVersion: string;
  errorLimit: number;
  attemptMs: number;
  runMs: number;
  /** TIMEOUT if nobody has started it by then. */
  startWithinMs: number;
  input: Record<string, unknown>;
};

/** What a reading run is about; stored with the run or not at all. */
export type NewReading = {
  id: string;
  owner: string;
  userId: string;
  agent: string;
  context: string | null;
  question: string | null;
  depth: string;
  style: string;
  locale: string;
  fallback: string;
  chartIds: string[];
  labels: string[];
  selection: Selection;
};

/** The caller's promise that equal requests mean one run; `response` is what every repetition will be answered. */
export type NewIdempotency = { owner: string; route: string; key: string; bodyHash: string; response: unknown };

export type Acceptance = { run: NewRun; reading: NewReading | null; idempotency: NewIdempotency | null };

/** `accepted`: the run is durable and `event` is its first. Otherwise the key was taken before, or a chart was erased meanwhile. */
export type Accepted =
  | { accepted: true; event: ReturnType<typeof loggedEvents>[number] }
  | ({ accepted: false } & (FirstAnswer | { chartGone: true }));

/** What the first request with an idempotency key was answered, and whether it said the same. */
export type FirstAnswer = { sameBody: boolean; response: unknown };

/** Makes runs durable, each with its first event, its reading and its idempotency key, in one statement. */
export async function acceptRuns(sql: Sql, acceptances: Acceptance[]): Promise<Accepted[]> {
  const rows = acceptances.map(({ run, reading, idempotency }, n) => ({ n, ...run, reading, idem: idempotency }));
  const chartIds = [...new Set(acceptances.flatMap(({ reading }) => reading?.chartIds ?? []))];
  const events = await sql<(EventRow & { n: number })[]>`
    with gone as materialized (                               -- whoever looked its charts up may have done so a minute ago
      select id::text from unnest(${chartIds}::uuid[]) as c (id) where not exists (select from charts where charts.id = c.id)
    ), input as materialized (
      select * from jsonb_to_recordset(${sql.json(rows as never)}) as r (
        n int, id uuid, kind text, agent text, owner text, "keyId" text, "userId" text, priority int, "definitionVersion" text,
        "errorLimit" int, "attemptMs" int, "runMs" int, "startWithinMs" bigint, input jsonb, reading jsonb, idem jsonb)
      where not exists (select from gone where r.reading->'chartIds' ? gone.id)
    ), won as (
      insert into idempotency_keys (owner, route, key, body_hash, response, run_id)
      select idem->>'owner', idem->>'route', idem->>'key', decode(idem->>'bodyHash', 'hex'), idem->'response', id
      from input
      where jsonb_typeof(idem) = 'object'
      order by 1, 2, 3                                        -- everybody takes keys in the same order
      on conflict do nothing
      returning run_id
    ), run as (
      insert into agent_runs (id, kind, agent, owner, key_id, user_id, priority, definition_version, error_limit, attempt_ms, run_ms,
                              input, deadline_at, rung_at, last_seq)
      select id, kind, agent, owner, "keyId", "userId", priority, "definitionVersion", "errorLimit", "attemptMs", "runMs",
             input, now() + "startWithinMs" * interval '1 ms', now(), 1
      from input
      where jsonb_typeof(idem) is distinct from 'object' or id in (select run_id from won)
      order by id
      returning id
    ), reading as (
      insert into readings (id, run_id, owner, user_id, agent, context, question, depth, style, locale, fallback,
                            chart_ids, labels, selection)
      select r.id, i.id, r.owner, r."userId", r.agent, r.context, r.question, r.depth, r.style, r.locale, r.fallback,
             r."chartIds", r.labels, r.selection
      from input i
      join run using (id)
      cross join lateral jsonb_to_record(i.reading) as r (
        id uuid, owner text, "userId" text, agent text, context text, question text, depth text, style text, locale text,
        fallback text, "chartIds" uuid[], labels text[], selection jsonb)
      where jsonb_typeof(i.reading) = 'object'
    ), logged as (
      insert into events (topic, seq, type, data)
      select 'run:' || i.id, 1, 'run_accepted', jsonb_build_object('kind', i.kind, 'agent', i.agent)
      from input i
      join run using (id)
      returning topic, seq, type, data, at
    )
    select n, logged.* from logged join input on logged.topic = 'run:' || input.id`;
  const byPlace = new Map(events.map((event) => [event.n, loggedEvents([event])[0]!]));
  const losers = acceptances.filter((_, n) => !byPlace.has(n));
  const answers = losers.length === 0 ? new Map<string, Accepted>() : await firstAnswers(sql, losers);
  return acceptances.map(({ run }, n) => {
    const event = byPlace.get(n);
    if (event !== undefined) return { accepted: true, event };
    return answers.get(run.id) ?? { accepted: false, chartGone: true };
  });
}

/** What the winners of the losers' keys were answered. A second statement: the first cannot see rows that appeared meanwhile. */
async function firstAnswers(sql: Sql, losers: Acceptance[]): Promise<Map<string, Accepted>> {
  const rows = await sql<({ id: string } & FirstAnswer)[]>`
    select w.id, ${answerOf(
      sql,
      losers.map(({ run, idempotency }) => ({ id: run.id, ...idempotency! })),
    )}`;
  return new Map(rows.map(({ id, ...answer }) => [id, { accepted: false, ...answer }]));
}

/** The first answer under an idempotency key; null when there is none yet. */
export async function findFirstAnswer(sql: Sql, key: Omit<NewIdempotency, 'response'>): Promise<FirstAnswer | null> {
  const [row] = await sql<FirstAnswer[]>`select ${answerOf(sql, [key])}`;
  return row ?? null;
}

const answerOf = (sql: Sql, keys: object[]) => sql`
           k.body_hash = decode(w."bodyHash", 'hex') as same_body, k.response
    from jsonb_to_recordset(${sql.json(keys as never)}) as w (id uuid, owner text, route text, key text, "bodyHash" text)
    join idempotency_keys k on k.owner = w.owner and k.route = w.route and k.key = w.key`;
