import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Builds the dashboard unless what stands there is of these sources: turbo compares them and keeps what it has built before.
 * Answers whether there is one now; a page that cannot be built is told about and keeps nothing else from starting.
 */
export async function buildDashboard(tell: (part: string, what: string) => void): Promise<boolean> {
  const turbo = spawn(
    path.join(repository, 'node_modules/.bin/turbo'),
    ['run', 'build', '--filter=@taktstock/dashboard', '--ui=stream', '--output-logs=errors-only'],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
  );
  const said = Promise.all([text(turbo.stdout), text(turbo.stderr)]);
  const [code] = await once(turbo, 'close').catch((error: Error) => [error.message]);
  if (code === 0) return true;
  tell('dashboard', `could not be built: npm run build -w @taktstock/dashboard says why (${code})`);
  for (const line of (await said).join('\n').trim().split('\n').slice(-8)) tell('', line);
  return false;
}
