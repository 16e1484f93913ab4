import { openBus } from '@taktstock/bus';
import { LiveText } from '@taktstock/client';
import { connect, createRunWriter } from '@taktstock/db';
import { runTopic } from '@taktstock/registry';
import { Draft, textAccepted } from '../../../../apps/worker/src/runs/text.ts';
import { quietLog } from '../log.ts';
import type { LiveContender } from './contender.ts';
import { taktstock } from './taktstock.ts';

const ATTEMPT = 1;

/** This product with everything a text goes through: claimed runs, previews, stored pieces, the end of the run. */
export const drafts: LiveContender = {
  ...taktstock,
  worker: async ({ databaseUrl, redisUrl, runIds }) => {
    const sql = connect(databaseUrl, { max: 4 });
    const bus = await openBus({ databaseUrl, redisUrl, log: quietLog });
    const writer = createRunWriter(sql);
    const open = async (runId: string): Promise<[string, Draft]> => {
      const claimed = await writer.claim({ runId, instance: 'bench', token: runId, leaseMs: 3_600_000 });
      if (claimed === null) throw new Error(`${runTopic(runId)} cannot be claimed`);
      bus.live.publish(claimed.events);
      const draft = { step: 'text', model: 'bench', holdMs: 10_000 };
      return [runId, new Draft({ runId, attempt: ATTEMPT, writer, bus, ...draft })];
    };
    const texts = new Map(await Promise.all(runIds.map(open)));
    const finish = async (runId: string, draft: Draft) => {
      const { draft: number, rest } = await draft.end();
      const lastWords = [...rest, textAccepted({ draft: number, text: draft.text })];
      const outcome = { verb: 'complete', result: null, lastWords } as const;
      const settled = await writer.settle({ runId, attempt: ATTEMPT, outcome });
      if (settled === null) throw new Error(`${runTopic(runId)} was not ours to end`);
      bus.live.publish(settled.events);
    };
    return {
      emit: (runId, token) => texts.get(runId)!.write(token),
      finish: async () => void (await Promise.all([...texts].map(([runId, draft]) => finish(runId, draft)))),
      close: async () => void (await Promise.all([bus.close(2_000), sql.end()])),
    };
  },
  reader: () => {
    const text = new LiveText();
    return (message) => text.add(JSON.parse(message));
  },
};
