import { setTimeout as wait } from 'node:timers/promises';
import { type Fault, faultsOn } from './faults/all.ts';
import type { Random } from './random.ts';
import type { Round } from './round.ts';

/** Between two lots of orders; about three orders a second, so that the machine is busy and not drowned. */
const PAUSE_MS = { least: 200, most: 800 };
const LOT = { least: 1, most: 2 };

/** The size of a stage on which faults are struck one after the other. */
export const CROWD = { apis: 2, workers: 4, workerEnv: { MODEL_IDLE_MS: '1500' } } as const;

/** Load with one fault in the middle of it. */
export async function underLoad(round: Round, fault: Fault): Promise<void> {
  const { runId } = await round.order({ watch: true });
  const orders = round.orders(11, { watch: true });
  await round.streaming(runId);
  await fault.strike(round);
  await orders;
  await round.orders(3, { watch: true });
  await round.settled();
}

/** Load for so long, with one fault after the other as the seed has it; all of them before any comes again. */
export async function mixed(round: Round, ms: number, tell: (fault: string) => void = () => {}): Promise<void> {
  const until = performance.now() + ms;
  const load = keepOrdering(round, round.random.fork(), until);
  const random = round.random.fork();
  for (let bag: Fault[] = []; performance.now() < until; ) {
    if (bag.length === 0) bag = shuffled(faultsOn(round.stage.backend), random);
    const fault = bag.pop()!;
    tell(fault.name);
    await fault.strike(round);
  }
  await load;
  await round.settled();
}

async function keepOrdering(round: Round, random: Random, until: number): Promise<void> {
  while (performance.now() < until) {
    await round.orders(random.between(LOT.least, LOT.most), { watch: random.next() < 0.5 });
    await wait(random.between(PAUSE_MS.least, PAUSE_MS.most));
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const bag = [...items];
  for (let at = bag.length - 1; at > 0; at -= 1) {
    const other = random.between(0, at);
    [bag[at], bag[other]] = [bag[other]!, bag[at]!];
  }
  return bag;
}
