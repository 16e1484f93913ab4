import { redisAvailable, startPostgres } from '@taktstock/local';
import { chromiumPath } from './chromium.ts';

/** Stops what was started; nothing when the servers came from outside. */
export type Stop = () => Promise<void>;

/** One sentence for each program that is not installed, said before and after the run: what it means and what to do. */
export const missingPrograms = (): string[] => [
  ...(redisAvailable()
    ? []
    : [
        'redis-server is not installed: every suite that needs Redis is SKIPPED. Debian: apt-get install redis-server.',
      ]),
  ...(chromiumPath !== null
    ? []
    : ['Chromium is not installed: every suite that needs a browser is SKIPPED. Debian: apt-get install chromium.']),
];

/**
 * Sees to it that the servers of a test run exist and that its processes find them: `TEST_DATABASE_URL` names a
 * PostgreSQL whose user may create databases; without it one is started, with its data in the temporary directory.
 */
export async function provideServers(): Promise<Stop> {
  for (const sentence of missingPrograms()) {
    if (process.env['CI'] === 'true') throw new Error(`${sentence} In CI this is an error.`);
    console.warn(`\n  ${sentence}\n`);
  }
  if (process.env['TEST_DATABASE_URL'] !== undefined) return async () => {};
  const server = await startPostgres({ durable: false, settings: { max_connections: 300 } });
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    delete process.env['TEST_DATABASE_URL'];
    await server.stop('immediate');
  };
}
