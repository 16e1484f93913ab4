import {
  AppError,
  type ErrorCode,
  READING_STEPS,
  type ReadingPart,
  type ReadingStep,
  TEMPLATE_MODEL,
} from '@taktstock/registry';
import { ModelError } from '../../models/provider.ts';
import type { Router } from '../../models/router.ts';
import type { Kind, RunContext, StepResult } from '../../runs/context.ts';
import { textAccepted } from '../../runs/text.ts';
import { type Author, modelAuthor, type Written } from './author.ts';
import { completed, rejected } from './ending.ts';
import { judge, questionsIn, Rejected } from './gate.ts';
import { loadTask, type Task } from './load.ts';
import { templateAuthor } from './template.ts';

type Chain = (agentId: string) => readonly string[];

/** A reading: load its charts, write the text, hold it against them, write essence and questions, save. `chainOf` names the models of an agent. */
export function readingKind(router: Router, chainOf: Chain): Kind {
  return async (context) => {
    const task = await context.held(() => loadTask(context));
    await step(context, 'load', async () => ({ output: null, lastWords: [] }));
    const chain = chainOf(context.run.agent);
    const models = (chain: readonly string[]) => modelAuthor(context, router, chain, task);
    const template = () => templateAuthor(context, task);
    try {
      const text = await acceptedText(context, task, models(chain)).catch((error: unknown) => {
        if (!isForTemplate(context, task, error)) throw error;
        return acceptedText(context, task, template());
      });
      // A reading has one voice: whoever wrote the text is asked first for the rest.
      const author = text.model === TEMPLATE_MODEL ? template() : models(withFirst(chain, text.model));
      const essence = await furtherPart(context, task, author, 'essence', text.text);
      const questions = await furtherPart(context, task, author, 'questions', text.text);
      return completed(context, task, text, {
        text: text.text,
        essence,
        reflectionQuestions: questions === null ? null : questionsIn(questions),
      });
    } catch (error) {
      if (error instanceof Rejected) return rejected(context, task, error.judged);
      throw error;
    }
  };
}

/** Whether the caller prefers a composed reading to none, and models have had all their attempts. A text that did not hold is none. */
const isForTemplate = (context: RunContext, { reading }: Task, error: unknown): boolean =>
  reading.fallback === 'template' && !(error instanceof Rejected) && context.isLastChance(error);

/** The chain with one of its models first; a model that an earlier attempt knew may be in it no longer. */
const withFirst = (chain: readonly string[], first: string): string[] =>
  chain.toSorted((a, b) => Number(b === first) - Number(a === first));

const step = <T>(context: RunContext, name: ReadingStep, work: () => Promise<StepResult<T>>): Promise<T> =>
  context.step(name, READING_STEPS[name], work);

/** The text that holds against the charts. Throws Rejected when there is none after one repair. */
async function acceptedText(context: RunContext, task: Task, author: Author): Promise<Written> {
  const written = await step(context, 'text', async () => {
    const { written, rest } = await author.write('text', null);
    return { output: written, lastWords: rest };
  });
  return step(context, 'gate', async () => {
    const judged = await judge('text', null, { written, rest: [] }, author, task);
    if (judged.violations.length > 0) throw new Rejected(judged);
    return { output: judged.written, lastWords: [...judged.rest, textAccepted(judged.written)] };
  });
}

/** What became of a part that may be missing; `reason` says why it is. */
type Further = { text: string; reason: null } | { text: null; reason: ErrorCode };

/** Essence or questions; null when they do not hold after one repair or nobody can write them: they never fail the reading. */
async function furtherPart(
  context: RunContext,
  task: Task,
  author: Author,
  part: Exclude<ReadingPart, 'text'>,
  text: string,
): Promise<string | null> {
  const further = await step(context, part, async (): Promise<StepResult<Further>> => {
    try {
      const { written, rest, violations } = await judge(part, text, await author.write(part, text), author, task);
      if (violations.length > 0) return { output: { text: null, reason: 'GROUNDING_FAILED' }, lastWords: rest };
      return { output: { text: written.text, reason: null }, lastWords: [...rest, textAccepted(written)] };
    } catch (error) {
      const reason = lastWord(context, error);
      if (reason === null) throw error;
      return { output: { text: null, reason }, lastWords: [] };
    }
  });
  return further.text;
}

/** Why a part stays missing; null when another attempt may bring it, or this one is not ours to end. */
function lastWord(context: RunContext, error: unknown): ErrorCode | null {
  if (context.signal.aborted) return context.isLastChance(error) ? 'TIMEOUT' : null;
  if (!(error instanceof ModelError || error instanceof AppError)) return null;
  return error.retryable && !context.isLastChance(error) ? null : error.code;
}
