import { redisAvailable, startPostgres } from '@taktstock/local';

/** Stops what was started; nothing when the servers came from outside. */
export type Stop = () => Promise<void>;

/** Said once, before and after a run without redis-server. */
export const NO_REDIS =
  'redis-server is not installed: every suite that needs Redis is SKIPPED. Install it (Debian: apt-get install redis-server).';

/**
 * Sees to it that the servers of a test run exist and that its processes find them: `TEST_DATABASE_URL` names a
 * PostgreSQL whose user may create databases; without it one is started, with its data in the temporary directory.
 */
export async function provideServers(): Promise<Stop> {
  if (!redisAvailable()) {
    if (process.env['CI'] === 'true') throw new Error(`${NO_REDIS} In CI this is an error.`);
    console.warn(`\n  ${NO_REDIS}\n`);
  }
  if (process.env['TEST_DATABASE_URL'] !== undefined) return async () => {};
  const server = await startPostgres({ durable: false, settings: { max_connections: 300 } });
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    delete process.env['TEST_DATABASE_URL'];
    await server.stop('immediate');
  };
}
