import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

const dir = fileURLToPath(new URL('../migrations', import.meta.url));

/** Brings a database to the newest schema, forward only; several callers at once wait for each other. */
export async function migrate(url: string): Promise<string[]> {
  const done = await runner({
    databaseUrl: url,
    dir,
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  return done.map(({ name }) => name);
}
