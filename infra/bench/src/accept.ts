import { randomUUIDv7 } from 'node:crypto';
import { migrateAll } from '@taktstock/bus';
import { connect, storeChart } from '@taktstock/db';
import { type Load, post } from './accept/load.ts';
import { benchmark, compare } from './benchmark.ts';
import { issueKey } from './key.ts';
import { type Part, startPart } from './processes.ts';
import { startServers } from './servers.ts';

const CONNECTIONS = 100;
const ROUNDS = 3;
const WARM_UP_SECONDS = 3;
const MEASURE_SECONDS = 3;

/**
 * Asking for a reading over HTTP until the run is committed: our API, which writes run, reading and event for many
 * requests with one statement, compared with the usual way, the same Fastify with a bearer check, a validated body and
 * one INSERT per request through postgres.js. Both with ten connections to Postgres, 100 clients, fsync on.
 */
export const accept = benchmark({
  name: 'accept',
  figures: [
    { name: 'accept-throughput', metric: 'requests/s, ours / one INSERT per request', goal: 1.2, better: 'higher' },
    { name: 'accept-p99', metric: 'latency p99, ours / one INSERT per request', goal: 0.9, better: 'lower' },
  ],
  run: async (say) => {
    const servers = await startServers();
    const parts: Part[] = [];
    try {
      const at = await servers.room('accept');
      await migrateAll(at.databaseUrl);
      const sql = connect(at.databaseUrl, { max: 1 });
      const chart = await storeChart(sql, 'bench', '1.0.0', { type: 'generator' });
      const token = await issueKey(sql).finally(() => sql.end());
      const body = {
        chartId: chart.id,
        agentId: 'crisis',
        userId: randomUUIDv7(),
        question: 'What now?',
        locale: 'en',
      };

      const ours = await startPart('api-process.ts', at);
      parts.push(ours);
      const theirs = await startPart('accept/insert-per-request.ts', at, token);
      parts.push(theirs);
      const [oursUrl, theirsUrl] = await Promise.all([ours.ask<string>('url'), theirs.ask<string>('url')]);
      const round = async (seconds: number) => ({
        ours: await post(oursUrl, token, body, seconds, CONNECTIONS),
        theirs: await post(theirsUrl, token, body, seconds, CONNECTIONS),
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

const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
const milliseconds = (value: number): string => `${value} ms`;
const shown = ({ requestsPerSecond, p99Ms }: Load): string =>
  `${perSecond(requestsPerSecond)} p99 ${milliseconds(p99Ms)}`;
