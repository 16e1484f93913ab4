import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Db, Sql, Transaction } from '../client.ts';
import { cities500, type Gazetteer } from './gazetteer.ts';

export { cities500, type Gazetteer } from './gazetteer.ts';

/** Key of the advisory lock under which places are loaded: "plac" in ASCII. */
const LOAD_LOCK = 0x706c6163;

// A connection copies into one table at a time, so the file is read once for each: cheaper than holding it.
const TABLES = ['places', 'place_names', 'place_areas'] as const;

/** Hears how many bytes have been read of all there are to read. */
type Tell = (done: number, total: number) => void;

/**
 * Fills the tables of places unless this version of the gazetteer is in them; true when it did. Of several processes one
 * loads and the others wait. It is one transaction, so a load broken off leaves what was there before.
 */
export async function loadPlaces(sql: Sql, tell: Tell = () => {}, gazetteer?: Gazetteer): Promise<boolean> {
  const { file, version } = gazetteer ?? (await cities500());
  if (await isLoaded(sql, version)) return false;
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOAD_LOCK})`;
    if (await isLoaded(tx, version)) return false;
    await fill(tx, file, tell);
    await tx`
      insert into place_loads (version, places) select ${version}, count(*) from places
      on conflict (singleton) do update set version = excluded.version, places = excluded.places, loaded_at = now()`;
    return true;
  });
}

/** Whether places can be looked up: some version of a gazetteer is there as a whole. */
export const placesLoaded = async (db: Db): Promise<boolean> => (await db`select from place_loads`).length > 0;

const isLoaded = async (db: Db, version: string): Promise<boolean> =>
  (await db`select from place_loads where version = ${version}`).length > 0;

async function fill(tx: Transaction, file: URL, tell: Tell): Promise<void> {
  const { size } = await stat(file);
  // Searches wait until the commit; only a new version of the gazetteer finds readers at all.
  await tx`truncate ${tx(TABLES)}`;
  const indexes = await dropNameIndexes(tx);
  for (const [nth, table] of TABLES.entries()) {
    await copy(tx, table, file, (bytes) => tell(nth * size + bytes, TABLES.length * size));
  }
  await tx`set local maintenance_work_mem = '128MB'`;
  for (const index of indexes) await tx.unsafe(index);
  await tx`analyze ${tx(TABLES)}`;
}

/** Drops the indexes of the names and answers how the migration made them: kept up row by row they double the time of a load. */
async function dropNameIndexes(tx: Transaction): Promise<string[]> {
  const indexes = await tx<{ indexname: string; indexdef: string }[]>`
    select indexname, indexdef from pg_indexes where schemaname = current_schema() and tablename = 'place_names'`;
  for (const { indexname } of indexes) await tx`drop index ${tx(indexname)}`;
  return indexes.map(({ indexdef }) => indexdef);
}

/** Copies the rows that a child process writes. A child that fails fails the copy, however many rows it had written. */
async function copy(tx: Transaction, table: string, file: URL, tell: (bytes: number) => void): Promise<void> {
  const into = await tx`copy ${tx(table)} from stdin with (freeze)`.writable(); // frozen: a search reads the index alone
  const broken = new Promise<never>((_, reject) => into.once('error', reject));
  const child = fork(fileURLToPath(new URL('./rows.ts', import.meta.url)), [table, file.href], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('message', (bytes: number) => tell(bytes));
  const [ended, complaint] = [once(child, 'exit'), text(child.stderr!)];
  try {
    await Promise.race([broken, pour(child.stdout!, into)]);
    // Of an error after the last row the driver tells nobody: the stream stays open, but the next statement fails.
    await tx`select`;
    // On closing, the stream sends a late CopyFail, which the server ignores unless the next copy has begun.
    if (!into.closed) await once(into, 'close');
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`Reading the gazetteer for ${table} failed: ${await complaint}`);
}

async function pour(rows: Readable, into: Writable): Promise<void> {
  for await (const piece of rows) {
    await new Promise<void>((written, failed) => into.write(piece, (error) => (error ? failed(error) : written())));
  }
  into.end(); // nothing waits to be written, so this call itself ends the copy and a statement may follow
}
