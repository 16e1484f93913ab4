import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isUnreachable, requestCancel } from '@taktstock/db';
import { AGENTS, isFinal, type RunStatus } from '@taktstock/registry';
import { collect, type Evidence, type Injected, type Promised, wholeText } from './checks/evidence.ts';
import { acceptDirectly, type Ordered } from './clients/direct.ts';
import { HttpClient } from './clients/http.ts';
import { type Hit, hitsOf } from './clients/sandbox.ts';
import { Watcher } from './clients/watcher.ts';
import type { Child } from './processes/child.ts';
import { type Random, seeded } from './random.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** How long runs may take to become final after a fault: seconds, as the stage is set, but the machine may be busy. */
const FINAL_MS = 120_000;
/** How long after that the clients may take to see it. */
const SEEN_MS = 60_000;
/** The sweeper closes the calls of dead attempts after ten seconds. */
const LEDGER_MS = 60_000;

export type Order = { agent?: string; key?: string; watch?: boolean; drops?: number };

/** One observation: what was ordered, who watched, what went wrong meanwhile, and what came of it. */
export class Round {
  readonly stage: Stage;
  readonly random: Random;
  readonly http: HttpClient;
  readonly promised: Promised[] = [];
  readonly watchers: Watcher[] = [];
  readonly injected: Injected[] = [];
  readonly #firstResults = new Map<string, string>();

  constructor(stage: Stage, seed = 1) {
    this.stage = stage;
    this.random = seeded(seed);
    this.http = new HttpClient(stage.apiUrls, stage.apiKey);
  }

  /** Orders a reading, over HTTP if the stage has an API; `watch` follows it over WebSockets that drop. */
  async order({ agent, key = randomUUID(), watch = false, drops = 3 }: Order = {}): Promise<Ordered> {
    const { stage, random } = this;
    const agentId = agent ?? random.pick(AGENTS).id;
    const direct = stage.apis.length === 0;
    const { runId, readingId } = direct
      ? await acceptDirectly(stage.sql, stage.chartId, agentId)
      : await this.http.order(agentId, key, random);
    this.promised.push({ runId, readingId, key: direct ? null : key });
    if (watch) this.watch(runId, drops);
    return { runId, readingId };
  }

  /** Many orders at once. */
  orders(count: number, order: Order = {}): Promise<Ordered[]> {
    return Promise.all(Array.from({ length: count }, () => this.order(order)));
  }

  watch(runId: string, drops = 3): Watcher {
    const { stage } = this;
    const { apiKey } = stage;
    const watcher = new Watcher({ apis: stage.apiUrls, apiKey, runId, drops, random: this.random.fork() });
    this.watchers.push(watcher);
    return watcher;
  }

  async cancel({ runId, readingId }: Ordered): Promise<void> {
    if (this.stage.apis.length > 0) await this.http.cancel(readingId, this.random);
    else await requestCancel(this.stage.sql, runId);
  }

  /** Notes a fault for as long as `happens` takes. */
  async inject<T>(fault: Omit<Injected, 'from' | 'until'>, happens: () => Promise<T>): Promise<T> {
    const noted: Injected = { ...fault, from: new Date(), until: new Date(8.64e15) };
    this.injected.push(noted);
    try {
      return await happens();
    } finally {
      noted.until = new Date();
    }
  }

  /** Resolves with the worker that holds a run whose text is being written. */
  streaming(runId: string): Promise<Child> {
    return until(`run ${runId} to stream`, async () => {
      const [row] = await this.stage.sql<{ leaseOwner: string }[]>`
        select r.lease_owner from agent_runs r
        where r.id = ${runId} and r.status = 'processing' and exists (
          select from events e
          where e.topic = 'run:' || r.id and e.type = 'text_appended'
            and e.seq > (select max(seq) from events s where s.topic = e.topic and s.type = 'run_started'))`;
      return this.stage.workers.find(({ instance }) => instance === row?.leaseOwner);
    });
  }

  async run(runId: string): Promise<{ status: RunStatus; attempt: number; errorCount: number; crashCount: number }> {
    const [row] = await this.stage.sql<
      { status: RunStatus; attempt: number; errorCount: number; crashCount: number }[]
    >`
      select status, attempt, error_count, crash_count from agent_runs where id = ${runId}`;
    return row!;
  }

  /** The calls that the model got for a run. */
  async hits(runId: string): Promise<Hit[]> {
    const rows = await this.stage.sql<{ id: string }[]>`select id from llm_calls where run_id = ${runId}`;
    const ids = new Set(rows.map(({ id }) => id));
    return (await this.modelCalls()).filter(({ call }) => call !== null && ids.has(call));
  }

  /** Every call that the model got, whoever asked. */
  modelCalls(): Promise<Hit[]> {
    return hitsOf(this.stage.sandboxUrl);
  }

  /** Resolves when all runs are final and the clients have seen it; or when the time is over. */
  async settled(ms = FINAL_MS): Promise<void> {
    const ids = this.promised.map(({ runId }) => runId);
    await until('all runs to be final', () => this.#allFinal(ids), ms).catch(ignoreLateness);
    const watched = Promise.all(this.watchers.map(({ done }) => done));
    await Promise.race([watched, wait(SEEN_MS, undefined, { ref: false })]);
    for (const watcher of this.watchers) watcher.stop();
  }

  /** Resolves when every call of the runs is closed, or when the time is over. */
  async ledgerClosed(): Promise<void> {
    const ids = this.promised.map(({ runId }) => runId);
    await until('all calls to be closed', () => this.#allClosed(ids), LEDGER_MS).catch(ignoreLateness);
  }

  evidence(): Promise<Evidence> {
    const { stage, promised, watchers, injected } = this;
    const { children } = stage;
    const known = { promised, watchers, injected, children, answers: this.http.answers };
    return collect(stage.sql, stage.sandboxUrl, { ...known, firstResults: this.#firstResults });
  }

  /** Looks at all runs, and keeps each result as it was when it was first seen. */
  async #allFinal(ids: string[]): Promise<boolean> {
    const rows = await this.stage.sql<{ id: string; status: RunStatus; text: string | null }[]>`
      select r.id, r.status, case when v.run_id is not null then ${wholeText(this.stage.sql)} end as text
      from agent_runs r left join reading_versions v on v.run_id = r.id
      where r.id = any(${ids}::uuid[]) order by v.version`;
    for (const { id, text } of rows) if (text !== null && !this.#firstResults.has(id)) this.#firstResults.set(id, text);
    return new Set(rows.map(({ id }) => id)).size === new Set(ids).size && rows.every(({ status }) => isFinal(status));
  }

  async #allClosed(ids: string[]): Promise<boolean> {
    const open = await this.stage
      .sql`select 1 from llm_calls where run_id = any(${ids}::uuid[]) and closed_at is null limit 1`;
    return open.length === 0;
  }
}

/** What is late is found by the checks, which say more than a timeout. */
function ignoreLateness(error: unknown): void {
  if (isUnreachable(error)) throw error;
}
