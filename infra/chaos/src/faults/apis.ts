import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AGENTS } from '@taktstock/registry';
import type { Ordered } from '../clients/direct.ts';
import type { Child } from '../processes/child.ts';
import type { Round } from '../round.ts';

/** Before an API that has refused is asked again. */
const RETRY_MS = 250;

/** Kills an API with everything it has open, and starts another one. */
export async function killApi(round: Round, api: Child): Promise<void> {
  await round.inject({ name: 'API kill -9', crash: false, instance: null }, () => api.kill());
  await round.stage.startApi();
}

/** Ends an API in order, with sockets open. */
export async function drainApi(round: Round, api: Child): Promise<void> {
  await round.inject({ name: 'API SIGTERM', crash: false, instance: null }, () => api.kill('SIGTERM'));
  await round.stage.startApi();
}

/**
 * Starts an API that dies the moment it wants to ring: the run is durable, no bell has been heard, its caller may have no
 * answer. It has no sweeper, which would ring for somebody else. The caller asks the others again, with the same key.
 */
export async function dieBeforeRing(round: Round): Promise<Ordered> {
  const { stage, http, random } = round;
  const key = randomUUID();
  const agent = random.pick(AGENTS).id;
  return round.inject({ name: 'API dies before it rings', crash: false, instance: null }, async () => {
    const doomed = await stage.startApi({ sabotage: 'dies-at-ring', env: { SWEEP_MS: '3600000' } });
    doomed.doomed = true; // from now on nobody else asks it, and its end is expected
    // It may be too busy at first and refuse.
    while (doomed.running) {
      const answered = await http.execute(doomed.url, agent, key);
      if (answered !== null) round.promised.push({ ...answered, key });
      await Promise.race([doomed.ended, wait(RETRY_MS)]);
    }
    return round.order({ agent, key });
  });
}

/** Fifteen equal requests at once, spread over all APIs, as an impatient client sends them. */
export async function equalPosts(round: Round): Promise<{ statuses: number[]; runIds: Set<string> }> {
  const { http, stage, random } = round;
  const key = randomUUID();
  const agent = random.pick(AGENTS).id;
  const urls = stage.apiUrls();
  const answers = await Promise.all(
    Array.from({ length: 15 }, (_, at) => http.execute(urls[at % urls.length]!, agent, key)),
  );
  const accepted = answers.filter((answer) => answer !== null);
  round.promised.push(...accepted.map(({ runId, readingId }) => ({ runId, readingId, key })));
  return { statuses: accepted.map(({ status }) => status), runIds: new Set(accepted.map(({ runId }) => runId)) };
}
