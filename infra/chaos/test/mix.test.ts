import { describe, test } from 'vitest';
import { CROWD, mixed } from '../src/mix.ts';
import { BACKENDS, expectHolds, useStage } from './stages.ts';

/** Of each backend; with start and settling below a minute each. */
const MIX_MS = 25_000;
const SEED = 4_711;

describe.each(BACKENDS)('a mix of all faults on %s', (backend) => {
  const s = useStage({ backend, ...CROWD });

  test('every promise holds', async () => {
    const faults: string[] = [];
    const round = s.round(SEED);
    await mixed(round, MIX_MS, (fault) => faults.push(fault));
    console.log(`mix on ${backend}, seed ${SEED}: ${round.promised.length} orders, ${faults.join(', ')}`);
    await expectHolds(round);
    await s.expectLedgerCloses();
  });
});
