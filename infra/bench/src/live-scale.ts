import { hash } from 'node:crypto';
import { connect } from '@taktstock/db';
import { runTopic } from '@taktstock/registry';
import { benchmark, compare } from './benchmark.ts';
import type { Room } from './live/contender.ts';
import { acceptedRoom, bareRoom, type Line, openLine, quantile } from './live/line.ts';
import type { Part } from './processes.ts';
import { startServers } from './servers.ts';

/** One run that everybody wants to see, and others with a few watchers each. */
const CROWD = 1_000;
const OTHERS = 50;
const WATCHERS_OF_OTHERS = 20;
const RUNS = 1 + OTHERS;

/** Of all runs together: about eight a second for each. */
const TOKENS_PER_SECOND = 400;
const ROUNDS = 7;
const WARM_UP_MS = 3_000;
const ROUND_MS = 2_000;

type Round = { p99: number; cpuPerFrame: number };

/**
 * 2,000 WebSocket clients on one API process, 1,000 of them watching one run and 1,000 some of 50 others: our API with whole
 * drafts (previews, stored pieces, cursors), compared with a bare `ws` server that sends each token on to those who watch.
 * Latency from the write to the client, CPU of the serving process per token and client; at the end the text of every client
 * must be the stored one.
 */
export const liveScale = benchmark({
  name: 'live-scale',
  figures: [
    { name: 'live-scale-p99', metric: 'latency p99 at 2,000 clients, ours / bare ws', goal: 2, better: 'lower' },
    { name: 'live-scale-cpu', metric: 'CPU per delivered frame, ours / bare ws', goal: 1.5, better: 'lower' },
  ],
  run: async (say) => {
    const servers = await startServers();
    const parts: Part[] = [];
    try {
      const room = await acceptedRoom(await servers.room('scale'), RUNS, audience);
      const ours = await openWatched('drafts', room, parts);
      const bare = await openWatched('raw-pubsub', bareRoom(await servers.room('scale_raw'), RUNS, audience), parts);
      say(`memory per idle socket: ours ${kibibytes(ours.bytesPerSocket)}, bare ws ${kibibytes(bare.bytesPerSocket)}`);
      for (const { line } of [ours, bare]) await round(line, WARM_UP_MS);
      const rounds: { ours: Round; theirs: Round }[] = [];
      for (let n = 1; n <= ROUNDS; n += 1) {
        rounds.push({ ours: await round(ours.line, ROUND_MS), theirs: await round(bare.line, ROUND_MS) });
        say(`round ${n} of ${ROUNDS}`);
      }
      await checkTexts(ours.line, room);
      say(`the text of all ${room.watched.length} clients is the stored one`);
      const compared = (key: keyof Round, unit: string) =>
        compare(
          rounds.map(({ ours, theirs }) => ({ ours: ours[key], theirs: theirs[key] })),
          (value) => `${value.toFixed(2)} ${unit}`,
        );
      return {
        'live-scale-p99': compared('p99', 'ms'),
        'live-scale-cpu': compared('cpuPerFrame', 'µs'),
      };
    } finally {
      await Promise.all(parts.map((part) => part.end()));
      await servers.stop();
    }
  },
});

const audience = ([crowded, ...others]: string[]): string[] => [
  ...Array.from({ length: CROWD }, () => crowded!),
  ...others.flatMap((runId) => Array.from({ length: WATCHERS_OF_OTHERS }, () => runId)),
];

/** A line whose clients have connected, and what each of their sockets costs the server while nothing happens. */
async function openWatched(name: 'drafts' | 'raw-pubsub', room: Room, parts: Part[]) {
  let before = 0;
  const line = await openLine(name, room, parts, async (server) => {
    before = await server.ask<number>('memory');
  });
  const after = await line.server.ask<number>('memory');
  return { line, bytesPerSocket: (after - before) / room.watched.length };
}

async function round({ worker, server, clients }: Line, ms: number): Promise<Round> {
  const before = await server.ask<number>('cpu');
  const sent = await worker.ask<number>('write', { rate: TOKENS_PER_SECOND, ms });
  const delivered = deliveries(sent);
  const ages = await clients.ask<number[]>('take', delivered);
  return { p99: quantile(ages, 0.99), cpuPerFrame: ((await server.ask<number>('cpu')) - before) / delivered };
}

/** Tokens go to the runs in turns, first to the one with the crowd. */
function deliveries(tokens: number): number {
  const toCrowd = Math.ceil(tokens / RUNS);
  return toCrowd * CROWD + (tokens - toCrowd) * WATCHERS_OF_OTHERS;
}

/** Ends all runs and throws unless every client has read exactly what is stored. */
async function checkTexts({ worker, clients }: Line, { databaseUrl, watched }: Room): Promise<void> {
  await worker.ask('finish');
  const read = await clients.ask<string[]>('texts');
  const sql = connect(databaseUrl, { max: 1 });
  const rows = await sql<{ topic: string; text: string }[]>`
    select topic, string_agg(data->>'text', '' order by seq) as text
    from events where type = 'text_appended' group by topic`.finally(() => sql.end());
  const stored = new Map(rows.map(({ topic, text }) => [topic, hash('sha256', text)]));
  const wrong = watched.filter((runId, at) => stored.get(runTopic(runId)) !== read[at]);
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${watched.length} clients have read something else`);
}

const kibibytes = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KiB`;
