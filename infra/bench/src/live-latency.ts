import { benchmark, compare } from './benchmark.ts';
import { acceptedRoom, bareRoom, type Line, openLine, quantile } from './live/line.ts';
import type { Part } from './processes.ts';
import { startServers } from './servers.ts';

/** Runs that are written at a time, each watched by one client with a socket of its own. */
const RUNS = 100;
const ROUNDS = 9;
const WARM_UP_MS = 1_500;
const ROUND_MS = 1_500;
const USUAL = 5_000;
const BUSY = 10_000;

type Round = { p50: number; p99: number; cpuPerToken: number };
type Rounds = { ours: Round; theirs: Round }[];

/**
 * Text on its way from a worker over an API process to WebSocket clients, one for each of 100 runs: our live channel and
 * our API, compared with what one would write first, a Redis message per token that a bare `ws` server passes on. Latency
 * from the write to the client at 5,000 tokens a second; at 10,000, where ours may wait up to 75 ms, the CPU of worker and
 * API process per token.
 */
export const liveLatency = benchmark({
  name: 'live-latency',
  figures: [
    { name: 'live-latency-p50', metric: 'latency p50, ours / raw pub/sub, 5,000 tokens/s', goal: 1, better: 'lower' },
    { name: 'live-latency-p99', metric: 'latency p99, ours / raw pub/sub, 5,000 tokens/s', goal: 1, better: 'lower' },
    { name: 'live-cpu-per-token', metric: 'CPU per token, ours / raw pub/sub, 10,000/s', goal: 0.5, better: 'lower' },
  ],
  run: async (say) => {
    const servers = await startServers();
    const parts: Part[] = [];
    try {
      const each = (runIds: string[]) => runIds;
      const ours = await openLine('taktstock', await acceptedRoom(await servers.room('live'), RUNS, each), parts);
      const raw = await openLine('raw-pubsub', bareRoom(await servers.room('live_raw'), RUNS, each), parts);
      const usual = await takeTurns(ours, raw, USUAL, say);
      const busy = await takeTurns(ours, raw, BUSY, say);
      const compared = (rounds: Rounds, key: keyof Round, unit: string) =>
        compare(
          rounds.map(({ ours, theirs }) => ({ ours: ours[key], theirs: theirs[key] })),
          (value) => `${value.toFixed(2)} ${unit}`,
        );
      return {
        'live-latency-p50': compared(usual, 'p50', 'ms'),
        'live-latency-p99': compared(usual, 'p99', 'ms'),
        'live-cpu-per-token': compared(busy, 'cpuPerToken', 'µs'),
      };
    } finally {
      await Promise.all(parts.map((part) => part.end()));
      await servers.stop();
    }
  },
});

async function takeTurns(ours: Line, raw: Line, rate: number, say: (line: string) => void): Promise<Rounds> {
  for (const line of [ours, raw]) await round(line, rate, WARM_UP_MS);
  const rounds: Rounds = [];
  for (let n = 1; n <= ROUNDS; n += 1) {
    rounds.push({ ours: await round(ours, rate, ROUND_MS), theirs: await round(raw, rate, ROUND_MS) });
    say(`${rate} tokens/s, round ${n} of ${ROUNDS}`);
  }
  return rounds;
}

async function round({ worker, server, clients }: Line, rate: number, ms: number): Promise<Round> {
  const cpu = async () => (await worker.ask<number>('cpu')) + (await server.ask<number>('cpu'));
  const before = await cpu();
  const sent = await worker.ask<number>('write', { rate, ms });
  const ages = await clients.ask<number[]>('take', sent);
  return { p50: quantile(ages, 0.5), p99: quantile(ages, 0.99), cpuPerToken: ((await cpu()) - before) / sent };
}
