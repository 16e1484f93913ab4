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
      return round;
    },
    /** Takes over a round that somebody else began. */
    keep: (round: Round): void => void rounds.push(round),
    /** For the last test of a stage: by then most calls of dead attempts are old enough to be closed by the sweeper. */
    async expectLedgerCloses(): Promise<void> {
      for (const round of rounds) {
        await round.ledgerClosed();
        expect(INVARIANTS.I7(await round.evidence())).toEqual([]);
      }
    },
  };
}

/** Waits for the end of a round and expects that every invariant holds; on a breach it shows rows and logs. */
export async function expectHolds(round: Round): Promise<void> {
  await round.settled();
  const evidence = await round.evidence();
  const breaches = linesOf(checkAll(evidence));
  onTestFailed(() => console.error(dump(round.stage, evidence, breaches)));
  expect(breaches).toEqual([]);
}
