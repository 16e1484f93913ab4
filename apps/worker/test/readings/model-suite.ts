import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Stage, setStage } from '../stage.ts';
import { MANIFESTING_GENERATOR } from './charts.ts';
import { type Door, openDoor, stored } from './door.ts';

/** A stage whose models fail as each test says, with a door and one chart; read its parts inside tests only. */
export function modelSuite() {
  const suite = {} as { stage: Stage; door: Door };
  let chartId: string;
  beforeAll(async () => {
    suite.stage = await setStage('postgres');
    suite.door = await openDoor(suite.stage);
    ({ chartId } = await stored(suite.stage, MANIFESTING_GENERATOR));
  });
  afterEach(async () => {
    await suite.stage.clear();
    await suite.stage.reset();
  });
  afterAll(async () => {
    await suite.door?.close();
    await suite.stage?.strike();
  });
  return Object.assign(suite, {
    ask: (body: object = {}) => suite.door.ask({ chartId, agentId: 'crisis', ...body }),
    fault: (fault: string, model?: string, times: number | null = null) =>
      suite.stage.fault({ fault, times, ...(model === undefined ? {} : { match: { model } }) }),
    chain: (...models: string[]) => ({ MODEL_CHAIN: models.join(',') }),
    models: async (runId: string) => (await suite.stage.callsOf(runId)).map(([, model]) => model),
    /** Resolves when a run has been handed back to wait for this. */
    waiting: (runId: string, reason: string) =>
      suite.stage.until(
        () => suite.stage.sql`select not_before > now() as later, error_count from agent_runs
                              where id = ${runId} and status = 'pending' and wait_reason = ${reason}`,
      ),
  });
}
