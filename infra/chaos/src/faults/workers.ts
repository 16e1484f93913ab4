import type { Child } from '../processes/child.ts';
import type { Round } from '../round.ts';
import { until } from '../until.ts';

/** Kills a worker in the middle of whatever it does, and starts another one. */
export async function killWorker(round: Round, worker: Child): Promise<void> {
  await round.inject({ name: 'worker kill -9', crash: true, instance: worker.instance }, () => worker.kill());
  await round.stage.startWorker();
}

/** Freezes a worker until the sweeper has taken all its runs away, then lets it go on as if nothing had happened. */
export async function freezeWorker(round: Round, worker: Child): Promise<void> {
  const { sql } = round.stage;
  const { instance } = worker;
  await round.inject({ name: 'worker SIGSTOP', crash: true, instance }, async () => {
    worker.signal('SIGSTOP');
    await until(`${worker.name} to lose its runs`, async () => {
      const held =
        await sql`select 1 from agent_runs where status = 'processing' and lease_owner = ${instance} limit 1`;
      // Without runs there is nothing to lose: then its heartbeat must be older than a lease.
      const [beat] =
        await sql`select 1 from workers where instance = ${instance} and heartbeat_at > now() - interval '3.5 s'`;
      return held.length === 0 && beat === undefined;
    }).finally(() => worker.signal('SIGCONT'));
  });
}

/** Asks a worker to end, as a deployment does, with less time than its runs need; they are handed back. */
export async function drainWorker(round: Round, worker: Child): Promise<void> {
  const { name, instance } = worker;
  await round.inject({ name: 'worker SIGTERM', crash: true, instance }, async () => {
    const { code } = await worker.kill('SIGTERM');
    if (code !== 0) throw new Error(`${name} ended its drain with code ${code}`);
  });
  await round.stage.startWorker();
}

/** Kills all workers at once, and starts new ones after their leases are over. */
export async function killAllWorkers(round: Round): Promise<void> {
  const { stage } = round;
  const workers = stage.workers;
  await round.inject({ name: 'all workers dead', crash: true, instance: null }, async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    const nobodyHolds = async () =>
      (await stage.sql`select 1 from agent_runs where status = 'processing' limit 1`).length === 0;
    // The sweepers of the APIs do that; a stage without them has nobody left.
    if (stage.apis.length > 0) await until('the runs of the dead to be free', nobodyHolds);
  });
  await Promise.all(workers.map(() => stage.startWorker()));
}
