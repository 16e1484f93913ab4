import { runIdOfJob } from '@taktstock/registry';
import { clientOf, runningApi } from './address.ts';
import { complain } from './terminal.ts';

const [id, after = '0'] = process.argv.slice(2);
if (id === undefined) {
  console.error(
    'Usage: watch.ts <runId or jobId> [after]   prints the frames of a run, one JSON line each, from event `after` on',
  );
  process.exit(2);
}
try {
  const run = clientOf(runningApi()).run(runIdOfJob(id) ?? id);
  for await (const frame of run.stream({ after: Number(after) })) console.log(JSON.stringify(frame));
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
