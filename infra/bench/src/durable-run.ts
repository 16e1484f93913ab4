import { benchmark, compare } from './benchmark.ts';
import { CONTENDERS, type ContenderName } from './durable-run/contenders.ts';
import { startPart } from './processes.ts';
import { type Addresses, startServers } from './servers.ts';

const ROUNDS = 3;
const WARM_UP_MS = 500;
const MEASURE_MS = 2_000;

/**
 * A run that does nothing, end to end: accepted (committed), delivered, claimed, settled, its events published. Compared
 * with BullMQ alone on Redis, with graphile-worker plus a row per run, and with pg-boss, each as its documentation has it.
 * For everybody: one process that accepts, with as many callers as the working process has slots, each with its next
 * request as soon as the last one is answered, no request knowing of another; the clock stops when the last run is over.
 */
export const durableRun = benchmark({
  name: 'durable-run',
  figures: [
    { name: 'durable-run-vs-bullmq', metric: 'runs/s, ours / BullMQ alone', goal: 0.75, better: 'higher' },
    { name: 'durable-run-vs-graphile-worker', metric: 'runs/s, ours / graphile-worker', goal: 4, better: 'higher' },
    { name: 'durable-run-vs-pg-boss', metric: 'runs/s, ours / pg-boss', goal: 8, better: 'higher' },
  ],
  run: async (say) => {
    const servers = await startServers();
    try {
      const names = Object.keys(CONTENDERS) as ContenderName[];
      const rooms = new Map<ContenderName, Room>();
      for (const name of names) {
        const at = await servers.room(name);
        await CONTENDERS[name].prepare(at);
        rooms.set(name, { at, runs: 0 });
      }
      const rates = new Map<ContenderName, number[]>(names.map((name) => [name, []]));
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const name of names) rates.get(name)!.push(await runsPerSecond(name, rooms.get(name)!));
        say(
          `round ${round} of ${ROUNDS}, ${names.map((name) => `${name} ${perSecond(rates.get(name)!.at(-1)!)}`).join(', ')}`,
        );
      }
      const against = (name: ContenderName) =>
        compare(
          rates.get('taktstock')!.map((ours, round) => ({ ours, theirs: rates.get(name)![round]! })),
          perSecond,
        );
      return {
        'durable-run-vs-bullmq': against('bullmq'),
        'durable-run-vs-graphile-worker': against('graphile-worker'),
        'durable-run-vs-pg-boss': against('pg-boss'),
      };
    } finally {
      await servers.stop();
    }
  },
});

/** Where a contender keeps its data, and how many runs it was given so far. */
type Room = { at: Addresses; runs: number };

const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en-US')}/s`;

/** One round in fresh processes, so that nobody's idle polling disturbs the next one. */
async function runsPerSecond(name: ContenderName, room: Room): Promise<number> {
  const [accepting, working] = await Promise.all([
    startPart('durable-run/process.ts', name, 'accept', room.at),
    startPart('durable-run/process.ts', name, 'work', room.at),
  ]);
  const carryOut = async (ms: number) => {
    const runs = await accepting.ask<number>('produce', ms);
    await working.ask('settled', runs);
    room.runs += runs;
    return runs;
  };
  try {
    await carryOut(WARM_UP_MS);
    const since = performance.now();
    const runs = await carryOut(MEASURE_MS);
    return runs / ((performance.now() - since) / 1_000);
  } finally {
    await Promise.all([accepting.end(), working.end()]);
    await CONTENDERS[name].verify(room.at, room.runs);
  }
}
