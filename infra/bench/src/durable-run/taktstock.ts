import { randomUUIDv7 } from 'node:crypto';
import { migrateAll, openBus } from '@taktstock/bus';
import { connect, createRunWriter } from '@taktstock/db';
import { workerConfig } from '../../../../apps/worker/src/config.ts';
import { startFleet } from '../../../../apps/worker/src/fleet.ts';
import type { Kind } from '../../../../apps/worker/src/runs/context.ts';
import { AGENT, acceptanceOf } from '../acceptance.ts';
import { fleetLog, quietLog } from '../log.ts';
import { CONCURRENCY, CONNECTIONS, type Contender } from './contender.ts';

/** Accepts as the API does: the commit, then the bell and the word to watchers, for which no caller waits. */
const accept: Contender['accept'] = async ({ databaseUrl, redisUrl }) => {
  const sql = connect(databaseUrl, { max: CONNECTIONS });
  const bus = await openBus({ databaseUrl, redisUrl, log: quietLog });
  const writer = createRunWriter(sql);
  return {
    enqueue: async () => {
      const id = randomUUIDv7();
      const accepted = await writer.accept(acceptanceOf(id));
      if (!accepted.accepted) throw new Error(`run ${id} was not accepted`);
      void bus.doorbell.ring([{ runId: id, agent: AGENT.id, attempt: 1, priority: AGENT.priority, delayMs: 0 }]);
      bus.live.status({ runId: id, kind: AGENT.kind, status: 'pending', progress: 0 });
    },
    close: async () => {
      await Promise.all([bus.close(2_000), sql.end()]);
    },
  };
};

/** The real fleet with one agent; only the handler does nothing. */
const work: Contender['work'] = async ({ databaseUrl, redisUrl }, onSettled) => {
  const nothing: Kind = async ({ run, tools }) => {
    const outcome = { verb: 'complete', result: null } as const;
    return {
      verb: outcome.verb,
      settle: async () => {
        const settled = await tools.writer.settle({ runId: run.id, attempt: run.attempt, outcome });
        if (settled !== null) setImmediate(onSettled); // after the executor has published
        return settled;
      },
    };
  };
  const config = workerConfig({
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, SANDBOX_URL: 'http://127.0.0.1:9' },
    ...{ AGENTS: AGENT.id, CONCURRENCY: String(CONCURRENCY), DATABASE_POOL: String(CONNECTIONS) },
  });
  const fleet = await startFleet(config, fleetLog, { [AGENT.kind]: nothing });
  return { close: () => fleet.drain(2_000) };
};

const verify: Contender['verify'] = async ({ databaseUrl }, runs) => {
  const sql = connect(databaseUrl, { max: 1 });
  const [found] = await sql<{ completed: number; others: number; broken: number }[]>`
    with logs as (
      select topic, count(*) as events, max(seq) as last, count(distinct seq) as numbers,
             count(*) filter (where type in ('run_completed', 'run_failed', 'run_cancelled')) as finals
      from events where topic like 'run:%' group by topic
    )
    select count(*) filter (where r.status = 'completed')::int as completed,
           count(*) filter (where r.status <> 'completed')::int as others,
           count(*) filter (where l.finals is distinct from 1 or l.events <> l.last or l.numbers <> l.last or r.last_seq <> l.last)::int as broken
    from agent_runs r left join logs l on l.topic = 'run:' || r.id`.finally(() => sql.end());
  if (found!.completed !== runs || found!.others > 0 || found!.broken > 0)
    throw new Error(`of ${runs} runs ${JSON.stringify(found)}`);
};

/** This product: run, events and result in Postgres, bells and live frames on Redis. */
export const taktstock: Contender = {
  prepare: async ({ databaseUrl }) => void (await migrateAll(databaseUrl)),
  accept,
  work,
  verify,
};
