import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateAll } from '@taktstock/bus';
import { type LocalPostgres, startPostgres } from '@taktstock/local';

/** A PostgreSQL of its own that can be lost and found again. */
export type Database = {
  url: string;
  port: number;
  /** Ends it as a crash does: nothing is rolled back, no client is told. */
  crash(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  revive(): Promise<void>;
  close(): Promise<void>;
};

/** Starts and migrates it. */
export async function openDatabase(): Promise<Database> {
  const base = await mkdtemp(path.join(tmpdir(), 'taktstock-chaos-'));
  const dataDir = path.join(base, 'postgres');
  // Without fsync only a crash of the machine costs data; with late commits a crash of the server would, and it must not.
  const options = { dataDir, database: 'taktstock', durable: false, settings: { synchronous_commit: 'on' } };
  let server: LocalPostgres = await startPostgres(options);
  const { url, port } = server;
  await migrateAll(url);
  return {
    url,
    port,
    crash: () => server.stop('immediate'),
    revive: async () => {
      server = await startPostgres({ ...options, port });
    },
    close: async () => {
      await server.stop('immediate');
      // As root the data lives elsewhere, where the server's account reaches it.
      if (!server.dataDir.startsWith(base)) await rm(path.dirname(server.dataDir), { recursive: true, force: true });
      await rm(base, { recursive: true, force: true });
    },
  };
}
