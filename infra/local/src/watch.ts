import { runningApi } from './address.ts';
import { complain } from './terminal.ts';
import { watchRun } from './watching.ts';

const [runId, after = '0'] = process.argv.slice(2);
if (runId === undefined) {
  console.error(
    'Usage: watch.ts <jobId> [after]   prints the frames of a run, one JSON line each, from event `after` on',
  );
  process.exit(2);
}
try {
  for await (const frame of watchRun(runningApi(), runId, Number(after))) console.log(JSON.stringify(frame));
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
