import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, placesLoaded } from '@taktstock/db';
import { forgetAddress, noteAddress } from './address.ts';
import { buildDashboard } from './dashboard.ts';
import type { ProcessStatus } from './managed-process.ts';
import { SAMPLE_REQUEST } from './sample.ts';
import type { Ended } from './server-process.ts';
import { prepareShutdown } from './shutdown.ts';
import { signInAddress } from './sign-in-address.ts';
import { HOME, type Stack, startStack } from './stack.ts';
import { bold, complain, dim, row, say } from './terminal.ts';

/** The way to a file from here, if that is shorter to type. */
function here(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

const shutdown = prepareShutdown();
say(`${bold('Taktstock')}\n`);
const building = buildDashboard(row);
const starting = startStack({ tell: row, signal: shutdown.signal, onChange: tellTrouble, onServerEnd });
shutdown.stopWith(
  async () => {
    const stack = await starting.catch(() => null);
    if (stack === null) return;
    // Not when our start failed: the address may be that of another start, which goes on.
    forgetAddress();
    await stack.stop();
  },
  () => void starting.then((stack) => stack.kill()).catch(() => {}),
);
try {
  const stack = await starting;
  noteAddress(stack.apiUrl);
  const isBuilt = await building;
  introduce(stack, isBuilt ? await signInAddress(stack) : null);
  watchPlaces(stack).catch(() => {}); // a database that is lost says so itself
  // Children do not keep this process alive, so something has to.
  setInterval(() => {}, 2 ** 30);
} catch (error) {
  if (shutdown.signal.aborted) await shutdown.end(130);
  complain(error);
  await shutdown.end(1);
}

function introduce({ apiUrl, database, logs }: Stack, signIn: string | null): void {
  row('documentation', `${apiUrl}/docs`);
  if (database !== null) row('data', here(database.dataDir));
  row('logs', here(logs));
  const keyFile = here(path.join(HOME, 'api-key'));
  row('admin key', `${keyFile} (created once)`);
  if (signIn !== null) {
    say(bold('Open this, once, within ten minutes (npm run sign-in prints another)'));
    console.log(`\n  ${signIn}`);
  }
  say(bold('Or order a reading from here'));
  console.log(`
  curl -s ${apiUrl}/api/orchestrator/execute \\
    -H "Authorization: Bearer $(cat ${keyFile})" -H 'Content-Type: application/json' \\
    -d '${JSON.stringify(SAMPLE_REQUEST)}'`);
  say(bold('Watch it live, with the runId of the answer'));
  console.log('\n  npx node infra/local/src/watch.ts <runId>');
  say(dim('Ctrl-C stops everything.'));
}

/** Says when names of places work, if they do not yet: the API loads them once per database. */
async function watchPlaces({ databaseUrl }: Stack): Promise<void> {
  if (process.env['LOAD_PLACES'] === 'no') return;
  const sql = connect(databaseUrl, { max: 1, name: 'taktstock-local' });
  try {
    if (await placesLoaded(sql)) return;
    row('places', 'being loaded, once; coordinates work at once, names in some ten seconds');
    while (!shutdown.ending() && !(await placesLoaded(sql))) await sleep(500);
    if (!shutdown.ending()) row('places', 'names work now');
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Deaths of processes are worth a line; that everything starts and stops is not. */
function tellTrouble({ name, state, restarts, lastExit }: ProcessStatus): void {
  const end = lastExit?.signal ?? `code ${lastExit?.code}`;
  if (state === 'starting' && restarts > 0)
    console.log(`  ${name} ended with ${end} and is started again (${restarts})`);
  if (state === 'error' && restarts > 0) console.error(`  ${name} ended with ${end} too often and is given up`);
}

/** Without its own servers the stack is of no use: if one cannot be kept up, it ends. */
function onServerEnd(name: string, { signal, code }: Ended, givenUp: unknown): void {
  const ended = `${name} ended with ${signal ?? `code ${code}`}`;
  if (givenUp === null) console.log(`  ${ended} and is started again`);
  else {
    complain(new Error(`The ${ended} and cannot be kept up.`, { cause: givenUp }));
    void shutdown.end(1);
  }
}
