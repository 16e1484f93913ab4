import type { Child } from '../processes/child.ts';
import type { Round } from '../round.ts';
import { openProxy, type PostgresProxy, type Trap } from '../servers/proxy.ts';
import type { Spawn } from '../stage.ts';

/** Statements of the product at which accidents are worth having, by words that only they contain. */
export const STATEMENTS = {
  claim: /claim_token\s+= l\.token/,
  append: /insert into events[\s\S]*from numbered/,
  completeStep: /update run_steps set status = 'done'/,
  settle: /i\."lastWords" as last_words/,
  version: /insert into reading_versions/,
  openCall: /insert into llm_calls/,
} as const;

/** A worker whose way to Postgres leads through a proxy. */
export type Exposed = { worker: Child; proxy: PostgresProxy; close(): Promise<void> };

/** Starts one; `close` ends it and its proxy. `before` may lay traps that the first statements already meet. */
export async function exposeWorker(
  round: Round,
  spawn: Omit<Spawn, 'databaseUrl'> = {},
  before: (proxy: PostgresProxy) => void = () => {},
): Promise<Exposed> {
  const proxy = await openProxy(round.stage.database.url);
  before(proxy);
  const worker = await round.stage.startWorker({ ...spawn, databaseUrl: proxy.url });
  return {
    worker,
    proxy,
    close: async () => {
      if (worker.running) await worker.kill();
      await proxy.close();
    },
  };
}

/** The reply to one statement never arrives, though Postgres has done it; resolves when that has happened. */
export async function loseReply(round: Round, { proxy }: Exposed, trap: Omit<Trap, 'act'>): Promise<void> {
  const fault = { name: `lost reply to a ${trap.at}`, crash: false, instance: null };
  await round.inject(fault, () => proxy.lay({ ...trap, act: 'lose-reply' }).sprung());
}

/**
 * A worker is frozen at the door of Postgres with its result in hand; its result gets through after `meanwhile`, in which
 * another worker has taken the run over. Resolves with the run.
 */
export async function zombieSettles(
  round: Round,
  { worker, proxy }: Exposed,
  meanwhile: (runId: string) => Promise<unknown>,
): Promise<string> {
  const snare = proxy.lay({ statement: STATEMENTS.settle, at: 'statement', act: 'hold' });
  const { runId } = await round.order();
  await snare.sprung();
  await round.inject({ name: 'worker SIGSTOP', crash: true, instance: worker.instance }, async () => {
    worker.signal('SIGSTOP');
    await meanwhile(runId);
    snare.release();
    worker.signal('SIGCONT');
  });
  return runId;
}
