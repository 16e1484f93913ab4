import { randomUUIDv7 } from 'node:crypto';
import { migrateAll } from '@taktstock/bus';
import { acceptRuns, connect } from '@taktstock/db';
import { acceptanceOf } from './acceptance.ts';
import { benchmark, compare } from './benchmark.ts';
import { issueKey } from './key.ts';
import { type Room, RUNS } from './live/contender.ts';
import type { LiveContenderName } from './live/contenders.ts';
import { type Part, startPart } from './processes.ts';
import { type Addresses, type Servers, startServers } from './servers.ts';

const ROUNDS = 9;
const WARM_UP_MS = 1_500;
const ROUND_MS = 1_500;
const USUAL = 5_000;
const BUSY = 10_000;

type Line = { worker: Part; server: Part; clients: Part; end(): Promise<void> };
type Round = { p50: number; p99: number; cpuPerToken: number };
type Rounds = { ours: Round; theirs: Round }[];

/**
 * Text on its way from a worker over an API process to WebSocket clients, one for each of 100 runs: our live channel and
 * our API, compared with what one would write first, a Redis message per token that a bare `ws` server passes on. Latency
 * from the write to the client at 5,000 tokens a second; at 10,000, where ours may wait up to 50 ms, the CPU of worker and
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
    const lines: Line[] = [];
    try {
      const ours = await openLine('taktstock', await prepared(await servers.room('live')), lines);
      const raw = await openLine('raw-pubsub', await rawRoom(servers), lines);
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
      for (const line of lines) await line.end();
      await servers.stop();
    }
  },
});

/** 100 accepted runs and a key that may watch them. */
async function prepared(at: Addresses): Promise<Room> {
  await migrateAll(at.databaseUrl);
  const sql = connect(at.databaseUrl, { max: 1 });
  try {
    const runIds = Array.from({ length: RUNS }, () => randomUUIDv7());
    await acceptRuns(sql, runIds.map(acceptanceOf));
    return { ...at, runIds, token: await issueKey(sql) };
  } finally {
    await sql.end();
  }
}

const rawRoom = async (servers: Servers): Promise<Room> => ({
  ...(await servers.room('live_raw')),
  runIds: Array.from({ length: RUNS }, () => randomUUIDv7()),
  token: '',
});

async function openLine(name: LiveContenderName, room: Room, lines: Line[]): Promise<Line> {
  const parts: Part[] = [];
  const line = { end: async () => void (await Promise.all(parts.map((part) => part.end()))) } as Line;
  lines.push(line);
  const start = async (role: 'worker' | 'server' | 'clients', url?: string) => {
    const part = await startPart('live/process.ts', name, role, room, url ?? '');
    parts.push(part);
    return part;
  };
  line.server = await start('server');
  line.clients = await start('clients', await line.server.ask('url'));
  line.worker = await start('worker');
  return line;
}

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

/** The value below which a share (0 to 1) of all values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
