import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import getPort from 'get-port';
import postgres from 'postgres';
import { type Account, findHome, makeFor, type PostgresHome } from './postgres-home.ts';
import { type Ended, startServer } from './server-process.ts';

const run = promisify(execFile);

const USER = 'taktstock';
const PASSWORD_FILE = 'taktstock.password';

export type PostgresOptions = {
  /** Kept between starts; created if missing. Without one the data is temporary and is removed at the end. */
  dataDir?: string;
  /** TCP port on 127.0.0.1; a free one if missing. */
  port?: number;
  /** Database that the URL names; created if missing. */
  database?: string;
  /** false for tests: no fsync, a crash of the machine may cost the data. */
  durable?: boolean;
  /** Further server settings, such as `{ log_min_duration_statement: 100 }`. */
  settings?: Record<string, string | number>;
};

export type LocalPostgres = {
  url: string;
  port: number;
  /** Process id of the postmaster. */
  pid: number;
  dataDir: string;
  logFile: string;
  /** Settles when the server has ended, for whatever reason. */
  ended: Promise<Ended>;
  /** `fast` rolls back and writes a checkpoint, `immediate` leaves recovery to the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Sends a signal to the postmaster and waits for its end: for tests of what happens when it dies. */
  kill(signal?: NodeJS.Signals): Promise<void>;
};

/** Starts PostgreSQL 18 on 127.0.0.1 from the programs that npm installed; resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions = {}): Promise<LocalPostgres> {
  const temporary = options.dataDir === undefined ? await temporaryDir() : undefined;
  const durable = options.durable ?? temporary === undefined;
  try {
    const home = await findHome(options.dataDir ?? path.join(temporary!, 'data'));
    if (!existsSync(home.dataDir)) await initialise(home, durable);
    const password = await readPassword(home.dataDir);
    await settleEarlierServer(home.dataDir, password);
    return await launchAlone(() => launch(home, password, durable, options, temporary));
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function temporaryDir(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'taktstock-pg-'));
  // The server's account must get through it to its data, which is closed to everybody else.
  await chmod(directory, 0o711);
  return directory;
}

/** Creates the cluster under another name and renames it, so that a start broken off half-way leaves nothing half-made. */
async function initialise({ bin, account, dataDir }: PostgresHome, durable: boolean): Promise<void> {
  const fresh = `${dataDir}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${fresh}.password`;
  try {
    await makeFor(fresh, account);
    await writeSecret(passwordFile, randomBytes(24).toString('hex'), account);
    const flags = ['--no-instructions', `--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    // The builtin provider sorts by code point like C but knows upper and lower case of all of Unicode.
    flags.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    if (!durable) flags.push('--no-sync');
    await run(path.join(bin, 'initdb'), ['--pgdata', fresh, ...flags], { ...account, cwd: '/' });
    await rename(passwordFile, path.join(fresh, PASSWORD_FILE));
    await rename(fresh, dataDir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

async function writeSecret(file: string, secret: string, account: Account): Promise<void> {
  await writeFile(file, secret, { mode: 0o600, flag: 'wx' });
  if (account.uid !== undefined) await chown(file, account.uid, account.gid!);
}

/**
 * A server of an earlier start whose parent was killed is being stopped by its guard just now: it is given the time. One
 * that goes on accepting connections belongs to somebody who is still running.
 */
async function settleEarlierServer(dataDir: string, password: string): Promise<void> {
  const pidFile = path.join(dataDir, 'postmaster.pid');
  const [pid, , , port] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  if (!pid) return;
  for (let asked = 0; await isServerOf(Number(pid), dataDir); asked += 1) {
    const inUse = await reach(urlOf(Number(port), password, 'postgres')).then(
      () => true,
      () => false,
    );
    if (asked < (inUse ? 5 : 200)) await sleep(200);
    else throw new Error(`The local database in ${dataDir} is already running (process ${pid}). ${ALREADY_RUNNING}`);
  }
  // Left behind by a crash. Removed, because PostgreSQL takes any process that now has this id for its predecessor.
  await rm(pidFile, { force: true });
}

/** What a killed postmaster leaves behind ends by itself, soon; PostgreSQL refuses to start beside it. */
async function launchAlone<T>(launch: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await launch();
    } catch (error) {
      if (tries === 100 || !String(error).includes('pre-existing shared memory block')) throw error;
      await sleep(200);
    }
  }
}

const ALREADY_RUNNING = 'Stop the other start with Ctrl-C, or set DATABASE_URL.';

/** By its arguments, because a process id alone may long be somebody else's, or a dead child that nobody has reaped. */
async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
    return stdout.includes(dataDir);
  } catch {
    // Slim containers have no ps; Linux tells it in /proc as well.
    const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return args.includes(dataDir);
  }
}

const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

async function readPassword(dataDir: string): Promise<string> {
  try {
    return (await readFile(path.join(dataDir, PASSWORD_FILE), 'utf8')).trim();
  } catch (cause) {
    throw new Error(
      `${dataDir} is no database of ours or belongs to another account. Move it away to begin with an empty one.`,
      { cause },
    );
  }
}

async function launch(
  home: PostgresHome,
  password: string,
  durable: boolean,
  options: PostgresOptions,
  temporary: string | undefined,
): Promise<LocalPostgres> {
  const port = options.port ?? (await getPort({ host: '127.0.0.1' }));
  const logFile = path.join(home.dataDir, 'taktstock.log');
  const server = startServer({
    name: 'PostgreSQL',
    command: path.join(home.bin, 'postgres'),
    args: ['-D', home.dataDir, ...settingsOf(port, durable, options.settings)],
    cwd: home.dataDir,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    logFile,
    // Smart first: workers that lost their parent may still write what they hold. Then fast, then at any price.
    guardSteps: ['TERM:15', 'INT:10', 'QUIT:5', 'KILL:5'],
    removeDir: temporary,
    ...home.account,
  });
  const database = options.database ?? 'postgres';
  const maintenance = urlOf(port, password, 'postgres');
  try {
    await server.ready(() => reach(maintenance), 60_000);
    await ensureDatabase(maintenance, database);
  } catch (error) {
    await server.end('SIGQUIT');
    throw error;
  }
  const end = async (signal: NodeJS.Signals) => {
    await server.end(signal);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  return {
    url: urlOf(port, password, database),
    port,
    pid: server.pid,
    dataDir: home.dataDir,
    logFile,
    ended: server.ended,
    stop: (mode = 'fast') => end(mode === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    kill: (signal = 'SIGKILL') => server.end(signal),
  };
}

function settingsOf(port: number, durable: boolean, more: Record<string, string | number> = {}): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket file would need a directory that both accounts reach, and a name of at most 107 bytes.
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The detail of an error quotes whole rows: what users have written must not end in a log.
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '4GB' }),
    ...more,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const open = (url: string) => postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });

async function reach(url: string): Promise<void> {
  const sql = open(url);
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const sql = open(url);
  try {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
