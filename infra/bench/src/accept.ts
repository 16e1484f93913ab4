import { randomUUIDv7 } from 'node:crypto';
import { migrateAll } from '@taktstock/bus';
import { connect, storeChart } from '@taktstock/db';
import { type Load, post, type Target } from './accept/load.ts';
import type { Writing } from './api-process.ts';
import { benchmark, compare } from './benchmark.ts';
import { issueKey } from './key.ts';
import { type Part, startPart } from './processes.ts';
import { type Addresses, startServers } from './servers.ts';

const ROUNDS = 5;
const WARM_UP_SECONDS = 3;
const MEASURE_SECONDS = 3;

/**
 * Asking for a reading over HTTP until the run is committed: our API, which writes run, reading and event of many requests
 * with one statement, compared with the same API that writes each request with a statement of its own. Both with ten
 * connections to Postgres, 100 clients, fsync on.
 */
export const accept = benchmark({
  name: 'accept',
  figures: [
    { name: 'accept-throughput', metric: 'requests/s, ours / one statement each', goal: 1.2, better: 'higher' },
    { name: 'accept-p99', metric: 'latency p99, ours / one statement each', goal: 0.9, better: 'lower' },
  ],
  run: async (say) => {
    const servers = await startServers();
    const parts: Part[] = [];
    const open = async (room: string, writing: Writing): Promise<Target> => {
      const at = await servers.room(room);
      const stored = await prepared(at);
      const part = await startPart('api-process.ts', at, writing);
      parts.push(part);
      return { ...stored, url: await part.ask<string>('url') };
    };
    try {
      const targets = { ours: await open('batched', 'batched'), theirs: await open('one_by_one', 'one by one') };
      const round = async (seconds: number) => ({
        ours: await post(targets.ours, seconds),
        theirs: await post(targets.theirs, seconds),
      });
      await round(WARM_UP_SECONDS);
      const rounds: { ours: Load; theirs: Load }[] = [];
      for (let n = 1; n <= ROUNDS; n += 1) {
        const { ours, theirs } = await round(MEASURE_SECONDS);
        rounds.push({ ours, theirs });
        say(`round ${n} of ${ROUNDS}, ours ${shown(ours)}, theirs ${shown(theirs)}`);
      }
      const by = (pick: (load: Load) => number, show: (value: number) => string) =>
        compare(
          rounds.map((it) => ({ ours: pick(it.ours), theirs: pick(it.theirs) })),
          show,
        );
      return {
        'accept-throughput': by(({ requestsPerSecond }) => requestsPerSecond, perSecond),
        'accept-p99': by(({ p99Ms }) => p99Ms, milliseconds),
      };
    } finally {
      for (const part of parts) await part.end();
      await servers.stop();
    }
  },
});

/** A database with a key and a chart, and a body that asks for its reading. */
async function prepared({ databaseUrl }: Addresses): Promise<Omit<Target, 'url'>> {
  await migrateAll(databaseUrl);
  const sql = connect(databaseUrl, { max: 1 });
  try {
    const chart = await storeChart(sql, 'bench', '1.0.0', { type: 'generator' });
    const wish = { agentId: 'crisis', userId: randomUUIDv7(), question: 'What now?', locale: 'en' };
    return { token: await issueKey(sql), body: { chartId: chart.id, ...wish } };
  } finally {
    await sql.end();
  }
}

const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
const milliseconds = (value: number): string => `${value} ms`;
const shown = ({ requestsPerSecond, p99Ms }: Load): string =>
  `${perSecond(requestsPerSecond)} p99 ${milliseconds(p99Ms)}`;
