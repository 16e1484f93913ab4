import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import getPort from 'get-port';
import { type Ended, startServer } from './server-process.ts';

export type RedisOptions = {
  /** TCP port on 127.0.0.1; a free one if missing. */
  port?: number;
  /** Where the append-only file lives; temporary, and removed at the end, if missing. */
  dir?: string;
  /** Further arguments, such as `['--maxmemory', '100mb']`; they win over ours. */
  args?: readonly string[];
};

export type LocalRedis = {
  url: string;
  port: number;
  pid: number;
  dir: string;
  logFile: string;
  /** Settles when the server has ended, for whatever reason. */
  ended: Promise<Ended>;
  /** Lets it write its data and waits for its end. */
  stop(): Promise<void>;
  /** Sends a signal and waits for the end: for tests of what happens when it dies. */
  kill(signal?: NodeJS.Signals): Promise<void>;
};

let available: boolean | undefined;

/** Tells whether `redis-server` is on the PATH. */
export function redisAvailable(): boolean {
  available ??= spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  return available;
}

/** Starts `redis-server` on 127.0.0.1 with what a queue needs: an append-only file and no eviction. */
export async function startRedis(options: RedisOptions = {}): Promise<LocalRedis> {
  if (!redisAvailable()) {
    throw new Error(
      'redis-server is not installed. Install it (Debian: apt-get install redis-server) or set REDIS_URL.',
    );
  }
  const temporary = options.dir === undefined ? await mkdtemp(path.join(tmpdir(), 'taktstock-redis-')) : undefined;
  const dir = temporary ?? path.resolve(options.dir!);
  await mkdir(dir, { recursive: true });
  const port = options.port ?? (await getPort({ host: '127.0.0.1' }));
  const logFile = path.join(dir, 'redis.log');
  const server = startServer({
    name: 'Redis',
    command: 'redis-server',
    args: [
      ...['--port', String(port)],
      ...['--bind', '127.0.0.1'],
      ...['--dir', dir],
      ...SETTINGS,
      ...(options.args ?? []),
    ],
    cwd: dir,
    logFile,
    guardSteps: ['TERM:10', 'KILL:5'],
    removeDir: temporary,
  });
  const end = async (signal: NodeJS.Signals) => {
    await server.end(signal);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    await server.ready(() => ping(port), 30_000);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}/0`,
    port,
    pid: server.pid,
    dir,
    logFile,
    ended: server.ended,
    stop: () => end('SIGTERM'),
    kill: (signal = 'SIGKILL') => server.end(signal),
  };
}

const SETTINGS = [
  ...['--appendonly', 'yes'],
  ...['--appendfsync', 'everysec'],
  // Snapshots besides the append-only file would only fork.
  ...['--save', ''],
  // BullMQ loses locks and jobs under every other policy.
  ...['--maxmemory-policy', 'noeviction'],
];

/** Asks over a bare socket, so that this folder needs no Redis client; "-LOADING" counts as not ready. */
function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('Redis did not answer.')));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().startsWith('+PONG')) resolve();
      else reject(new Error(`Redis answered ${data.toString().trim()}`));
    });
  });
}
