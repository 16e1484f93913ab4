import type { LiveContender } from './contender.ts';
import { rawPubsub } from './raw-pubsub.ts';
import { taktstock } from './taktstock.ts';

/** Ours, and what it is compared with. */
export const LIVE_CONTENDERS = { taktstock, 'raw-pubsub': rawPubsub } as const satisfies Record<string, LiveContender>;
export type LiveContenderName = keyof typeof LIVE_CONTENDERS;
