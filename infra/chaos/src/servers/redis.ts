import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalRedis, startRedis } from '@taktstock/local';

/** A redis-server of its own that can be emptied, stalled, lost and found again, empty. */
export type Redis = {
  url: string;
  flush(): Promise<void>;
  /** It accepts connections and answers nothing until `resume`. */
  stall(): void;
  resume(): void;
  crash(): Promise<void>;
  reviveEmpty(): Promise<void>;
  close(): Promise<void>;
};

export async function openRedis(): Promise<Redis> {
  const base = await mkdtemp(path.join(tmpdir(), 'taktstock-chaos-redis-'));
  let starts = 0;
  const start = (port?: number): Promise<LocalRedis> => {
    starts += 1; // another directory each time: what was on disk is lost as well
    return startRedis({ dir: path.join(base, String(starts)), ...(port === undefined ? {} : { port }) });
  };
  let server = await start();
  const { url, port } = server;
  return {
    url,
    flush: () => command(port, 'FLUSHALL'),
    stall: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    crash: () => server.kill('SIGKILL'),
    reviveEmpty: async () => {
      server = await start(port);
    },
    close: async () => {
      await server.kill('SIGKILL');
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** One command over a bare socket: this folder needs no Redis client. */
function command(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => socket.write(`${text}\r\n`));
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().startsWith('+OK')) resolve();
      else reject(new Error(`Redis answered ${data.toString().trim()}`));
    });
  });
}
