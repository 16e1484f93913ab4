import type { Db } from '../client.ts';

/**
 * Locks one run by its primary key, for a lateral join over ids in order. `offset 0` keeps conditions on the state out of the
 * look-up: statistics are older than the crowd, so the planner takes an index of the pending runs for tiny and reads all of it
 * for each batch (measured with 10,000 waiting runs: 14 ms a batch instead of 1).
 */
export const byKey = (db: Db, id: ReturnType<Db>) => db`select * from agent_runs where id = ${id} offset 0 for update`;
