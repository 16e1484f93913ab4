import { randomUUIDv7 } from 'node:crypto';
import type { Bus } from '@taktstock/bus';
import { type Acceptance, type FirstAnswer, findFirstAnswer, type RunWriter, type Sql } from '@taktstock/db';
import {
  type Agent,
  AppError,
  jobId,
  NEVER_STARTED_MS,
  type Principal,
  promptHashOf,
  RUN_KINDS,
} from '@taktstock/registry';
import type { ChartStore } from '../../charts/store.ts';
import { Faults } from '../../faults.ts';
import type { DepthGuard } from './depth.ts';
import type { ReadingRequest } from './request.ts';
import type { AcceptedReading } from './schema.ts';
import { chartIdsOf, labelsOf } from './subject.ts';

/** The key and the body of a request that must not be carried out twice. */
export type Once = { route: string; key: string; bodyHash: string };

export type Answer = { replayed: boolean; runId: string; document: AcceptedReading };

type Deps = {
  sql: Sql;
  writer: RunWriter;
  bus: Bus;
  charts: ChartStore;
  depth: DepthGuard;
};

const KIND = RUN_KINDS.reading;

/** When to come back to a queue that is full. */
const RETRY_SECONDS = 5;

/** What wrote a reading: the agent's version and its prompt's. */
const definitionOf = (agent: Agent): string => `${agent.version}+${promptHashOf(agent).slice(0, 12)}`;

/** Answers a function that makes readings durable and then tells whoever waits for work. */
export function createAcceptance({ sql, writer, bus, charts, depth }: Deps) {
  const definitions = new Map<string, string>();

  const definition = (agent: Agent): string => {
    const known = definitions.get(agent.id) ?? definitionOf(agent);
    definitions.set(agent.id, known);
    return known;
  };

  /**
   * After the commit, and nobody waits for it: the row is durable, and the sweeper rings again for what was not heard.
   * The run's first event is not published: nobody can follow a run before its commit, so everybody reads it from the log.
   */
  function announce(runId: string, agent: Agent): void {
    void bus.doorbell.ring([{ runId, agent: agent.id, attempt: 1, priority: agent.priority, delayMs: 0 }]);
    bus.live.status({ runId, kind: agent.kind, status: 'pending', progress: 0 });
  }

  async function store(request: ReadingRequest, caller: Principal, once: Once | null): Promise<Answer> {
    const faults = new Faults();
    const user = { owner: caller.owner, userId: request.userId ?? caller.owner };
    const chartIds = await chartIdsOf(request.subject, charts, user, faults);
    faults.throwIfAny();
    const runId = randomUUIDv7();
    const document = documentOf(request, runId, chartIds);
    const accepted = await writer.accept({
      run: runOf(request, runId, caller, definition(request.agent), document.readingId),
      reading: readingOf(request, caller, document.readingId, chartIds),
      idempotency: once && { owner: caller.owner, ...once, response: document },
    });
    if (accepted.accepted) {
      announce(runId, request.agent);
      return { replayed: false, runId, document };
    }
    if ('chartGone' in accepted) {
      charts.forget();
      return store(request, caller, once);
    }
    return replay(accepted);
  }

  /** While new runs are refused, what was promised before is still answered. */
  async function firstAnswer({ owner }: Principal, once: Once | null): Promise<Answer> {
    const first = once && (await findFirstAnswer(sql, { owner, ...once }));
    if (first === null) throw new AppError('QUEUE_FULL', undefined, { retryAfterSeconds: RETRY_SECONDS });
    return replay(first);
  }

  return async function accept(request: ReadingRequest, caller: Principal, once: Once | null): Promise<Answer> {
    if (!(await depth.enter())) return firstAnswer(caller, once);
    try {
      return await store(request, caller, once);
    } finally {
      depth.leave();
    }
  };
}

/** What the first request with this Idempotency-Key was promised. */
function replay({ sameBody, response }: FirstAnswer): Answer {
  if (!sameBody) throw new AppError('IDEMPOTENCY_CONFLICT');
  const document = response as AcceptedReading;
  return { replayed: true, runId: document.runId, document };
}

function documentOf({ agent, selection, subject }: ReadingRequest, runId: string, chartIds: string[]): AcceptedReading {
  const readingId = randomUUIDv7();
  const notes = subject.persons.flatMap((person) => ('birth' in person ? person.birth.notes : []));
  return {
    status: 'pending',
    readingId,
    runId,
    jobId: jobId(runId, 1),
    agentId: agent.id,
    chartId: chartIds[0]!,
    chartIds,
    pollUrl: `/api/orchestrator/status/${readingId}`,
    selection,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

const runOf = (
  { agent, userId }: ReadingRequest,
  id: string,
  { keyId, owner }: Principal,
  definitionVersion: string,
  readingId: string,
): Acceptance['run'] => ({
  id,
  kind: agent.kind,
  agent: agent.id,
  owner,
  keyId,
  userId: userId ?? owner,
  priority: agent.priority,
  definitionVersion,
  errorLimit: KIND.retry.limit,
  attemptMs: KIND.attemptMs,
  runMs: KIND.runMs,
  startWithinMs: NEVER_STARTED_MS,
  input: { readingId },
});

const readingOf = (
  { agent, selection, subject, userId, context, question, depth, style, locale, fallback }: ReadingRequest,
  { owner }: Principal,
  id: string,
  chartIds: string[],
): NonNullable<Acceptance['reading']> => ({
  id,
  owner,
  userId: userId ?? owner,
  agent: agent.id,
  context,
  question,
  depth,
  style,
  locale,
  fallback,
  chartIds,
  labels: labelsOf(subject.persons),
  selection,
});
