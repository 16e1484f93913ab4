import type { Usage } from '@taktstock/registry';

/** A call as the provider saw it: the other side of the ledger. */
export type Hit = {
  id: number;
  model: string;
  /** Id of the ledger's row. */
  call: string | null;
  at: string;
  startedAt: string | null;
  finishedAt: string | null;
  outcome: 'done' | 'fault' | 'closed' | null;
  fault: string | null;
  outputChars: number;
  usage: Usage;
};

/** Every call since the sandbox started; it keeps 5,000, and a stage makes far fewer. */
export async function hitsOf(sandboxUrl: string): Promise<Hit[]> {
  const response = await fetch(new URL('/_sandbox/calls', sandboxUrl));
  const { calls, missed } = (await response.json()) as { calls: Hit[]; missed: number };
  if (missed > 0) throw new Error(`the sandbox has forgotten ${missed} calls: the stage is too large for its log`);
  return calls;
}

/** Lays out a fault of the model for the next calls that fit; `times` null: all of them, until the faults are cleared. */
export async function modelFault(
  sandboxUrl: string,
  fault: { fault: string; times?: number | null; match?: { model?: string; contains?: string } },
): Promise<void> {
  const response = await fetch(new URL('/_sandbox/faults', sandboxUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`the sandbox refused the fault: ${await response.text()}`);
}

export async function clearModelFaults(sandboxUrl: string): Promise<void> {
  await fetch(new URL('/_sandbox/faults', sandboxUrl), { method: 'DELETE' });
}
