import type { LiveContender } from './contender.ts';
import { drafts } from './drafts.ts';
import { rawPubsub } from './raw-pubsub.ts';
import { taktstock } from './taktstock.ts';

/** Ours, previews alone and whole drafts, and what they are compared with. */
export const LIVE_CONTENDERS = { taktstock, drafts, 'raw-pubsub': rawPubsub } as const satisfies Record<
  string,
  LiveContender
>;
export type LiveContenderName = keyof typeof LIVE_CONTENDERS;
