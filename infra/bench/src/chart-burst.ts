import { migrateAll } from '@taktstock/bus';
import { connect } from '@taktstock/db';
import type { Charting, Writing } from './api-process.ts';
import { benchmark, compare } from './benchmark.ts';
import { issueKey } from './key.ts';
import { type Part, startPart } from './processes.ts';
import { startServers } from './servers.ts';

const ROUNDS = 5;

/** Births that ask for a chart at the same moment, none of them seen before. */
const BURST = 100;

/**
 * A hundred charts that nobody has asked for before, wanted at the same moment: the longest time for which the event loop of
 * our API, which computes them in a thread, answers nobody, compared with the same API that computes them where it answers.
 */
export const chartBurst = benchmark({
  name: 'chart-burst',
  figures: [
    { name: 'chart-burst-longest-turn', metric: 'longest turn, ours / on the loop', goal: 0.5, better: 'lower' },
  ],
  run: async (say) => {
    const servers = await startServers();
    const parts: Part[] = [];
    const open = async (room: string, charting: Charting) => {
      const at = await servers.room(room);
      await migrateAll(at.databaseUrl);
      const sql = connect(at.databaseUrl, { max: 1 });
      const token = await issueKey(sql).finally(() => sql.end());
      const part = await startPart('api-process.ts', at, 'batched' satisfies Writing, charting);
      parts.push(part);
      const url = await part.ask<string>('url');
      return async (round: number): Promise<number> => {
        await part.ask('watch');
        await Promise.all(Array.from({ length: BURST }, (_, n) => calculate(url, token, round * BURST + n)));
        return part.ask('longestTurnMs');
      };
    };
    try {
      const [inThread, onLoop] = [await open('in_a_thread', 'in a thread'), await open('on_the_loop', 'on the loop')];
      const rounds: { ours: number; theirs: number }[] = [];
      // Round 0 starts the thread and warms the code of both.
      for (let n = 0; n <= ROUNDS; n += 1) {
        const round = { ours: await inThread(n), theirs: await onLoop(n) };
        if (n > 0) rounds.push(round);
        say(`round ${n} of ${ROUNDS}, ours ${milliseconds(round.ours)}, theirs ${milliseconds(round.theirs)}`);
      }
      return { 'chart-burst-longest-turn': compare(rounds, milliseconds) };
    } finally {
      for (const part of parts) await part.end();
      await servers.stop();
    }
  },
});

const MINUTE = 60_000;

/** Asks for the chart of the n-th birth, which is another one for every n. */
async function calculate(url: string, token: string, n: number): Promise<void> {
  const [birthDate, time] = new Date(Date.UTC(1970, 0, 1) + n * 1_501 * MINUTE).toISOString().split('T');
  const body = {
    birthDate,
    birthTime: time!.slice(0, 5),
    birthPlace: { latitude: 52.5, longitude: 13.4 },
    utcOffset: 'Z',
  };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/chart/calculate`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { source } = (await response.json()) as { source?: string };
  if (source !== 'calculated') throw new Error(`${url} answered ${response.status}, and not a new chart`);
}

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
