import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** What decides how a migrated database looks: our migrations, and the lock file for those that BullMQ brings. */
const SOURCES = [
  new URL('../../../packages/db/migrations/', import.meta.url),
  new URL('../../../package-lock.json', import.meta.url),
];

/** Changes when a freshly migrated database would look different; 16 hex digits. */
export async function schemaHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesOf(source)) hash.update(file.pathname).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(source: URL): Promise<URL[]> {
  if (!source.pathname.endsWith('/')) return [source];
  const names = await readdir(source);
  return names.sort().map((name) => new URL(name, source));
}
