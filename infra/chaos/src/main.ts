import { parseArgs } from 'node:util';
import { redisAvailable } from '@taktstock/local';
import { checkAll, INVARIANTS, linesOf } from './checks/invariants.ts';
import { clearModelFaults } from './clients/sandbox.ts';
import { dump } from './dump.ts';
import { faultsOn } from './faults/all.ts';
import { CROWD, mixed, underLoad } from './mix.ts';
import { Round } from './round.ts';
import { type Backend, Stage } from './stage.ts';
import { heading, rowOf } from './table.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '2' },
    backend: { type: 'string', default: redisAvailable() ? 'redis,postgres' : 'postgres' },
  },
});
const seed = Number(values.seed);
const ms = Number(values.minutes) * 60_000;
if (!Number.isInteger(seed) || !(ms >= 0)) throw new Error('--seed is a whole number, --minutes a number from 0 on.');

console.log(`Every fault under load, then ${values.minutes} minutes of all of them. Run it again with --seed ${seed}.`);
let broken = 0;
for (const name of values.backend.split(',')) {
  if (name !== 'redis' && name !== 'postgres') throw new Error('--backend is redis, postgres or redis,postgres.');
  broken += await matrix(name);
}
console.log(broken === 0 ? '\nEverything held.' : `\n${broken} breaches.`);
process.exit(broken === 0 ? 0 : 1);

/** The rows of one backend; answers how many breaches there were. */
async function matrix(backend: Backend): Promise<number> {
  console.log(`\n${heading(`queue on ${backend}`)}`);
  const stage = await Stage.open({ backend, ...CROWD });
  let breaches = 0;
  const rounds: Round[] = [];
  const play = async (name: string, plays: (round: Round) => Promise<void>): Promise<void> => {
    const round = new Round(stage, seed + rounds.length);
    rounds.push(round);
    await plays(round);
    breaches += await report(stage, name, round);
    await clearModelFaults(stage.sandboxUrl);
  };
  try {
    for (const fault of faultsOn(backend)) await play(fault.name, (round) => underLoad(round, fault));
    if (ms > 0) await play('mix', (round) => mixed(round, ms));
    breaches += await ledger(rounds);
    return breaches;
  } finally {
    await stage.close();
  }
}

/** Prints the row of a round, and what is needed to understand a breach. */
async function report(stage: Stage, name: string, round: Round): Promise<number> {
  const evidence = await round.evidence();
  const found = checkAll(evidence);
  console.log(rowOf(name, evidence, found));
  const lines = linesOf(found);
  if (lines.length > 0) console.error(`\n${dump(stage, evidence, lines)}\n`);
  return lines.length;
}

/** Calls of dead attempts are closed ten seconds later: the ledger is looked at once more when all is over. */
async function ledger(rounds: readonly Round[]): Promise<number> {
  let faults = 0;
  for (const round of rounds) {
    await round.ledgerClosed();
    const found = INVARIANTS.I7(await round.evidence());
    for (const fault of found) console.error(`I7: ${fault}`);
    faults += found.length;
  }
  return faults;
}
