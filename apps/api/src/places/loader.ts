// A program of its own, started by loading.ts: a hundred megabytes of rows pass through it, of which the process that serves
// requests would keep 70 in its memory.
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { connect, loadPlaces } from '@taktstock/db';
import type { LoaderMessage } from './loading.ts';

/** How many times the way is told of. */
const STEPS = 10;

const tell = (message: LoaderMessage): void => void process.send!(message);

function tellProgress(): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const step = Math.floor((done / total) * STEPS);
    if (step !== told) tell({ percent: (step * 100) / STEPS });
    told = step;
  };
}

// Whoever asks for a reading now has precedence. The process that reads the file inherits it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.once('disconnect', () => process.exit(0));
const [databaseUrl] = (await once(process, 'message')) as [string];
const sql = connect(databaseUrl, { max: 1, name: 'taktstock places' });
try {
  tell({ loaded: await loadPlaces(sql, tellProgress()) });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
}
await sql.end({ timeout: 1 });
process.disconnect();
