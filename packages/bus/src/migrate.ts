import { migrate } from '@taktstock/db';
import { migrateQueue } from './backends/postgres.ts';

/** Brings a database to the newest schema: ours, and that of the queue on Postgres. Answers the names of what was applied. */
export async function migrateAll(url: string): Promise<string[]> {
  const names = await migrate(url);
  await migrateQueue(url);
  return names;
}

if (import.meta.main) {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) {
    console.error('DATABASE_URL is not set: which database shall be migrated?');
    process.exit(1);
  }
  const names = await migrateAll(url);
  console.log(names.length === 0 ? 'The schema is up to date.' : `Applied ${names.join(', ')}.`);
}
