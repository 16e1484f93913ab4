import { AGENTS, getAgent } from './agents.ts';

/** BullMQ queue of an agent. Throws when there is no such agent. */
export function queueOf(agentId: string): string {
  const agent = getAgent(agentId);
  if (agent === undefined) throw new Error(`no agent ${agentId}`);
  return agent.queue;
}

/** Every queue of the system, one per agent. */
export const QUEUES: readonly string[] = AGENTS.map(({ queue }) => queue);
