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

if (import.meta.main) {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) {
    console.error('DATABASE_URL is not set: which database shall be migrated?');
    process.exit(1);
  }
  const names = await migrate(url);
  console.log(names.length === 0 ? 'The schema is up to date.' : `Applied ${names.join(', ')}.`);
}
