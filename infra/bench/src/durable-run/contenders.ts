import { bullmq } from './bullmq.ts';
import type { Contender } from './contender.ts';
import { graphileWorker } from './graphile-worker.ts';
import { pgBoss } from './pg-boss.ts';
import { taktstock } from './taktstock.ts';

/** Everybody who takes part; the first is what the others are compared with. */
export const CONTENDERS = {
  taktstock,
  bullmq,
  'graphile-worker': graphileWorker,
  'pg-boss': pgBoss,
} as const satisfies Record<string, Contender>;

export type ContenderName = keyof typeof CONTENDERS;
