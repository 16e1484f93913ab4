import { createHash } from 'node:crypto';
import {
  getAgent,
  partPrompt,
  type ReadingPart,
  type ReadingPrompt,
  type RunEvent,
  repairPrompt,
} from '@taktstock/registry';
import type { Router } from '../../models/router.ts';
import type { RunContext } from '../../runs/context.ts';
import type { Task } from './load.ts';

/** A part as somebody wrote it, and the draft that watchers saw it in. */
export type Written = {
  text: string;
  draft: number;
  model: string;
  promptHash: string;
  inputHash: string;
  /** When the part was begun, Unix milliseconds. */
  startedAt: number;
};

/** `rest`: the end of the draft, to be logged with whatever is decided about it. */
export type Writing = { written: Written; rest: RunEvent[] };

/** Who writes the parts of a reading. `text` is the accepted text, for the parts that follow it. */
export type Author = {
  write(part: ReadingPart, text: string | null): Promise<Writing>;
  /** Writes a part anew after it was held against the chart; `faults` one a line. */
  repair(part: ReadingPart, text: string | null, answer: string, faults: string[]): Promise<Writing>;
};

/** The models of a chain, in order. */
export function modelAuthor(context: RunContext, router: Router, chain: readonly string[], { brief }: Task): Author {
  const { run, signal } = context;
  const agent = getAgent(run.agent)!;
  const prompted = (part: ReadingPart, text: string | null) => partPrompt(agent, brief, part, text);

  async function ask(part: ReadingPart, step: string, prompt: ReadingPrompt): Promise<Writing> {
    const { system, messages, hash } = prompt;
    const startedAt = Date.now();
    const question = {
      ...{ runId: run.id, attempt: run.attempt, step, agent: run.agent, owner: run.owner, priority: run.priority },
      ...{ chain, promptHash: hash, system, messages, signal },
      ...{ maxTokens: agent.maxOutputTokens, temperature: agent.temperature },
    };
    const { model, sink } = await router.ask(question, (model) => context.draft(part, model));
    const { draft, rest } = await sink.end();
    return { written: { text: sink.text, draft, model, promptHash: hash, inputHash: hashOf(prompt), startedAt }, rest };
  }

  return {
    write: (part, text) => ask(part, part, prompted(part, text)),
    repair: (part, text, answer, faults) =>
      ask(part, part === 'text' ? 'gate' : part, repairPrompt(prompted(part, text), brief.locale, answer, faults)),
  };
}

const hashOf = ({ system, messages }: ReadingPrompt): string =>
  createHash('sha256')
    .update([system, ...messages.map(({ text }) => text)].join('\n\n'))
    .digest('hex');
