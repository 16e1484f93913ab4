import type { Round } from '../round.ts';
import { until } from '../until.ts';

/** Everything in Redis is gone between two commands. */
export async function flushRedis(round: Round): Promise<void> {
  await round.inject({ name: 'Redis FLUSHALL', crash: false, instance: null }, () => round.stage.redis!.flush());
}

/** Redis dies and comes back empty; meanwhile the API has to go on answering. */
export async function crashRedis(round: Round, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  const redis = round.stage.redis!;
  await round.inject({ name: 'Redis kill -9', crash: false, instance: null }, async () => {
    await redis.crash();
    await meanwhile().finally(() => redis.reviveEmpty());
  });
}

/** Redis accepts connections and answers nothing: the fault that hangs clients which only know about refusals. */
export async function stallRedis(round: Round, meanwhile: () => Promise<unknown>): Promise<void> {
  const redis = round.stage.redis!;
  await round.inject({ name: 'Redis SIGSTOP', crash: false, instance: null }, async () => {
    redis.stall();
    await meanwhile().finally(() => redis.resume());
  });
}

/** Postgres ends as in a crash and comes back after `meanwhile`; whoever holds a result has to keep it until then. */
export async function crashPostgres(round: Round, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  const { database } = round.stage;
  await round.inject({ name: 'Postgres immediate stop', crash: true, instance: null }, async () => {
    await database.crash();
    await meanwhile().finally(() => database.revive());
    await until('Postgres to answer', async () => (await round.stage.sql`select 1`).length === 1);
  });
}

/** All connections of the product are cut by the server, which goes on. */
export async function cutBackends(round: Round): Promise<void> {
  await round.inject({ name: 'Postgres backends terminated', crash: true, instance: null }, async () => {
    await round.stage.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'chaos'`;
  });
}
