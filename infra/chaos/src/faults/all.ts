import { setTimeout as wait } from 'node:timers/promises';
import type { Round } from '../round.ts';
import type { Backend } from '../stage.ts';
import { exposeWorker, loseReply, STATEMENTS } from './accidents.ts';
import { dieBeforeRing, drainApi, equalPosts, killApi } from './apis.ts';
import { cancelSome, failModels } from './callers.ts';
import { crashPostgres, crashRedis, cutBackends, flushRedis, stallRedis } from './servers.ts';
import { drainWorker, freezeWorker, killAllWorkers, killWorker } from './workers.ts';

/** Something that goes wrong under load. When `strike` resolves the stage is whole again: two APIs, four workers, its servers. */
export type Fault = { name: string; backends: readonly Backend[]; strike(round: Round): Promise<unknown> };

const BOTH: readonly Backend[] = ['redis', 'postgres'];

const someWorker = ({ stage, random }: Round) => random.pick(stage.workers);
const someApi = ({ stage, random }: Round) => random.pick(stage.apis);

/** A worker joins whose claim is answered to nobody, then leaves again. */
async function loseClaim(round: Round): Promise<void> {
  const exposed = await exposeWorker(round);
  const { worker } = exposed;
  try {
    let isOver = false;
    const lost = loseReply(round, exposed, { statement: STATEMENTS.claim, at: 'statement' }).finally(() => {
      isOver = true;
    });
    // The others may be quicker every time, so it is not known how many orders it takes until one is its own.
    while (!isOver) await Promise.all([round.orders(4), Promise.race([lost, wait(ORDER_MS)])]);
    await lost;
    await round.inject({ name: 'worker SIGTERM', crash: true, instance: worker.instance }, () =>
      worker.kill('SIGTERM'),
    );
  } finally {
    await exposed.close();
  }
}

/** Between lots of orders that wait for a certain worker. */
const ORDER_MS = 500;

/** Every fault of the matrix. A new one is a function in this folder and a row here. */
export const FAULTS: readonly Fault[] = [
  { name: 'worker kill -9', backends: BOTH, strike: (round) => killWorker(round, someWorker(round)) },
  { name: 'worker SIGSTOP past its lease', backends: BOTH, strike: (round) => freezeWorker(round, someWorker(round)) },
  { name: 'worker SIGTERM', backends: BOTH, strike: (round) => drainWorker(round, someWorker(round)) },
  { name: 'all workers dead for a while', backends: BOTH, strike: killAllWorkers },
  { name: 'reply to a claim lost', backends: BOTH, strike: loseClaim },
  { name: 'API kill -9', backends: BOTH, strike: (round) => killApi(round, someApi(round)) },
  { name: 'API SIGTERM', backends: BOTH, strike: (round) => drainApi(round, someApi(round)) },
  { name: 'API dies before it rings', backends: BOTH, strike: dieBeforeRing },
  { name: '15 equal requests', backends: BOTH, strike: equalPosts },
  { name: 'cancels', backends: BOTH, strike: (round) => cancelSome(round) },
  { name: 'model faults', backends: BOTH, strike: (round) => failModels(round) },
  { name: 'Redis FLUSHALL', backends: ['redis'], strike: flushRedis },
  {
    name: 'Redis kill -9, empty restart',
    backends: ['redis'],
    strike: (round) => crashRedis(round, () => round.orders(5)),
  },
  { name: 'Redis never answers', backends: ['redis'], strike: (round) => stallRedis(round, () => round.orders(5)) },
  { name: 'Postgres immediate stop', backends: BOTH, strike: (round) => crashPostgres(round) },
  { name: 'Postgres connections cut', backends: BOTH, strike: cutBackends },
];

export const faultsOn = (backend: Backend): Fault[] => FAULTS.filter(({ backends }) => backends.includes(backend));
