import { redisAvailable } from '@taktstock/local';
import { afterAll, afterEach, beforeAll, expect, onTestFailed } from 'vitest';
import { checkAll, INVARIANTS, linesOf } from '../src/checks/invariants.ts';
import { clearModelFaults } from '../src/clients/sandbox.ts';
import { dump } from '../src/dump.ts';
import { Round } from '../src/round.ts';
import { type Backend, Stage, type StageOptions } from '../src/stage.ts';

/** The queue backends that can be tested here. */
export const BACKENDS: readonly Backend[] = redisAvailable() ? ['redis', 'postgres'] : ['postgres'];

/** A stage for the tests of one `describe`; read `.stage` and open rounds inside tests only. */
export function useStage(options: StageOptions) {
  const used = {} as { stage: Stage };
  const rounds: Round[] = [];
  beforeAll(async () => {
    used.stage = await Stage.open(options);
  });
  afterEach(() => clearModelFaults(used.stage.sandboxUrl));
  afterAll(() => used.stage?.close());
  return {
    get stage(): Stage {
      return used.stage;
    },
    round(seed?: number): Round {
      const round = new Round(used.stage, seed);
      rounds.push(round);
      onTestFailed(() => show(round));
      return round;
    },
    /** For the last test of a stage: by then most calls of dead attempts are old enough to be closed by the sweeper. */
    async expectLedgerCloses(): Promise<void> {
      for (const round of rounds) {
        await round.ledgerClosed();
        expect(INVARIANTS.I7(await round.evidence())).toEqual([]);
      }
    },
  };
}

/** Waits for the end of a round and expects that every invariant holds. */
export async function expectHolds(round: Round): Promise<void> {
  await round.settled();
  expect(linesOf(checkAll(await round.evidence()))).toEqual([]);
}

/** Shows the rows and logs of a round whose test has failed. */
async function show(round: Round): Promise<void> {
  const evidence = await round.evidence();
  console.error(dump(round.stage, evidence, linesOf(checkAll(evidence))));
}
