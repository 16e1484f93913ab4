import { randomUUIDv7 } from 'node:crypto';
import { openBus } from '@taktstock/bus';
import { computeChart } from '@taktstock/chart';
import {
  acceptRuns,
  callTotals,
  connect,
  currentVersion,
  eventsAfter,
  findRun,
  requestCancel,
  type Sql,
  storeChart,
} from '@taktstock/db';
import { getAgent, isFinal, NEVER_STARTED_MS, RUN_KINDS, selectAgent, type Usage } from '@taktstock/registry';
import { buildSandbox, type SandboxOptions } from '@taktstock/sandbox/app';
import { createDatabase, createRedis } from '@taktstock/testbed';
import pino from 'pino';
import { workerConfig } from '../src/config.ts';
import { type Fleet, startFleet } from '../src/fleet.ts';

const UTC = Date.UTC(1989, 5, 5, 5, 46, 55);
const silent = pino({ level: 'silent' });

/** Everything a worker needs, real: Postgres, perhaps Redis, the sandbox over HTTP, and the accepting side of the bus. */
export async function setStage(backend: 'redis' | 'postgres', sandboxOptions: SandboxOptions = {}) {
  const database = await createDatabase();
  const redis = backend === 'redis' ? await createRedis() : undefined;
  const sandbox = await buildSandbox({ pace: { firstTokenMs: 0, tokensPerSecond: 0 }, ...sandboxOptions });
  const sandboxUrl = await sandbox.listen({ host: '127.0.0.1', port: 0 });
  const sql = connect(database.url, { max: 4 });
  const bus = await openBus({ databaseUrl: database.url, redisUrl: redis?.url, log: silent });
  const chart = await storeChart(sql, 'stage', '1.0.0', computeChart({ utc: UTC }));
  const fleets: Fleet[] = [];

  return {
    sql,
    bus,
    sandboxUrl,
    redis,
    database,

    /** Starts a worker; `env` overrides its environment. */
    async worker(env: Record<string, string> = {}): Promise<Fleet> {
      const fleet = await startFleet(
        workerConfig({
          DATABASE_URL: database.url,
          ...(redis ? { REDIS_URL: redis.url } : {}),
          SANDBOX_URL: sandboxUrl,
          LEASE_MS: '3000',
          HEARTBEAT_MS: '500',
          SWEEP_MS: '200',
          BELL_MS: '1000',
          CANCEL_POLL_MS: '200',
          RETRY_DELAY_MS: '10',
          ...env,
        }),
        silent,
      );
      fleets.push(fleet);
      return fleet;
    },

    /** Accepts a reading as the API does and rings. */
    async accept(agentId = 'crisis', ring = true): Promise<{ runId: string; readingId: string }> {
      const [runId, readingId] = [randomUUIDv7(), randomUUIDv7()];
      await acceptRuns(sql, [{ ...acceptanceOf(agentId, runId, readingId, chart.id), idempotency: null }]);
      if (ring) await bus.doorbell.ring([{ runId, agent: agentId, attempt: 1, priority: 1, delayMs: 0 }]);
      return { runId, readingId };
    },

    /** Ends the wait of a run and rings, under a number of its own: the bell laid out for the end of the wait has the next one. */
    async due(runId: string): Promise<void> {
      await sql`update agent_runs set not_before = now() where id = ${runId} and status = 'pending'`;
      const [run] = await sql<{ agent: string }[]>`select agent from agent_runs where id = ${runId}`;
      await bus.doorbell.ring([{ runId, agent: run!.agent, attempt: 99, priority: 1, delayMs: 0 }]);
    },
    /** Asks until there is an answer. */
    until,

    /** Resolves with the run once it is final. */
    final: (runId: string) => finalRun(sql, bus, runId),
    cancel: async (runId: string) => {
      await requestCancel(sql, runId);
      bus.live.cancel(runId);
    },
    version: (readingId: string) => currentVersion(sql, readingId),
    totals: (runId: string) => callTotals(sql, runId),
    /** Step, model and error of the run's calls as the ledger has them, in order. */
    callsOf: async (runId: string) => {
      const calls = await sql<{ step: string; model: string; errorCode: string | null }[]>`
        select step, model, error_code from llm_calls where run_id = ${runId} order by opened_at`;
      return calls.map(({ step, model, errorCode }) => [step, model, errorCode] as const);
    },
    events: (runId: string) => eventsAfter(sql, `run:${runId}`, 0, 1_000),
    sandboxCalls: async () =>
      ((await (await fetch(`${sandboxUrl}/_sandbox/calls`)).json()) as { calls: SandboxCall[] }).calls,
    fault: (fault: Record<string, unknown>) =>
      fetch(`${sandboxUrl}/_sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      }),

    /** How many scripted faults nobody has met yet. */
    faultsLeft: async () =>
      ((await (await fetch(`${sandboxUrl}/_sandbox/faults`)).json()) as { faults: unknown[] }).faults.length,

    /** Forgets what went wrong, and what calls left behind for the next ones. */
    async reset(): Promise<void> {
      await fetch(`${sandboxUrl}/_sandbox/reset`, { method: 'POST' });
      await sql`truncate llm_calls, model_breakers, model_providers, budgets`;
    },

    async clear(): Promise<void> {
      await Promise.all(fleets.splice(0).map((fleet) => fleet.drain(0)));
    },

    async strike(): Promise<void> {
      await Promise.all(fleets.splice(0).map((fleet) => fleet.drain(0)));
      await Promise.all([bus.close(2_000), sql.end({ timeout: 2 }), sandbox.close()]);
      await redis?.drop();
      await database.drop();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
type SandboxCall = { call: string; model: string; outcome: string; usage: Usage };

/** The accepted text of each step that has one, put together from the pieces in the log. */
export function acceptedTexts(events: Awaited<ReturnType<Stage['events']>>): Record<string, string> {
  const accepted = events.filter(({ type }) => type === 'text_accepted').map(({ data }) => data['draft']);
  const started = events.filter(({ type, seq }) => type === 'text_started' && accepted.includes(seq));
  const textOf = (draft: number) =>
    events
      .filter(({ type, data }) => type === 'text_appended' && data['draft'] === draft)
      .map(({ data }) => data['text']);
  return Object.fromEntries(started.map(({ seq, data }) => [data['step'], textOf(seq).join('')]));
}

function acceptanceOf(agentId: string, runId: string, readingId: string, chartId: string) {
  const agent = getAgent(agentId)!;
  const { attemptMs, runMs, retry } = RUN_KINDS[agent.kind];
  const owner = 'owner-a';
  return {
    run: {
      ...{
        id: runId,
        kind: agent.kind,
        agent: agentId,
        owner,
        keyId: null,
        userId: owner,
        priority: agent.priority,
        input: { readingId },
      },
      ...{
        definitionVersion: agent.version,
        errorLimit: retry.limit,
        attemptMs,
        runMs,
        startWithinMs: NEVER_STARTED_MS,
      },
    },
    reading: {
      ...{
        id: readingId,
        owner,
        userId: owner,
        agent: agentId,
        context: null,
        question: null,
        depth: 'basic',
        style: 'klar',
      },
      ...{
        locale: 'de',
        fallback: 'none',
        chartIds: [chartId],
        labels: [],
        selection: selectAgent({ agentId, persons: 1 }),
      },
    },
  };
}

async function until<T>(ask: () => PromiseLike<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const rows = await ask();
    if (rows.length > 0) return rows;
    await new Promise(setImmediate);
  }
}

/** Waits for the run's final event on the bus; looks into Postgres at every event, at every gap, and now and then. */
async function finalRun(sql: Sql, bus: Pick<Awaited<ReturnType<typeof openBus>>, 'live'>, runId: string) {
  const { promise, resolve, reject } = Promise.withResolvers<NonNullable<Awaited<ReturnType<typeof findRun>>>>();
  const look = () =>
    findRun(sql, runId, null).then(
      (run) => {
        if (run && isFinal(run.status)) resolve(run);
      },
      () => {},
    );
  const stop = bus.live.watch(`run:${runId}`, look, look);
  const poll = setInterval(look, 250);
  const limit = setTimeout(() => reject(new Error(`run ${runId} is not final after 30 s`)), 30_000);
  void look();
  return promise.finally(() => {
    stop();
    clearInterval(poll);
    clearTimeout(limit);
  });
}
