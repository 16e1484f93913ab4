import type { Child } from '../processes/child.ts';
import type { Round } from '../round.ts';
import { openProxy, type PostgresProxy, type Trap } from '../servers/proxy.ts';

/** Statements of the product at which accidents are worth having, by words that only they contain. */
export const STATEMENTS = {
  claim: /claim_token\s+= l\.token/,
  append: /insert into events[\s\S]*from numbered/,
  completeStep: /update run_steps set status = 'done'/,
  settle: /where r\.attempt = i\.attempt/,
  version: /insert into reading_versions/,
  openCall: /insert into llm_calls/,
} as const;

/** A worker whose way to Postgres leads through a proxy. */
export type Exposed = { worker: Child; proxy: PostgresProxy; close(): Promise<void> };

/** Starts one; `close` ends it and its proxy. */
export async function exposeWorker(round: Round, env: Record<string, string> = {}): Promise<Exposed> {
  const proxy = await openProxy(round.stage.database.url);
  const worker = await round.stage.startWorker({ databaseUrl: proxy.url, env });
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
