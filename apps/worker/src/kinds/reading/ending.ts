import { claims, type Persons, type Verdict, verify } from '@taktstock/chart';
import {
  type CallTotals,
  callTotals,
  completeReading,
  type NewVersion,
  type ReadingContent,
  rejectReading,
} from '@taktstock/db';
import {
  getAgent,
  PART_FIELDS,
  READING_PARTS,
  READING_STEPS,
  type RunEvent,
  TEMPLATE_MODEL,
} from '@taktstock/registry';
import type { End, RunContext } from '../../runs/context.ts';
import type { Written } from './author.ts';
import { type Judged, sentenceOn } from './gate.ts';
import type { Task } from './load.ts';

/** The end of a reading whose text was accepted: a version, and the run is completed. */
export async function completed(
  context: RunContext,
  task: Task,
  written: Written,
  content: ReadingContent,
): Promise<End> {
  const version = await context.held(() => versionOf(context, task, written, content));
  const { attempt } = context.run;
  const lastWords: RunEvent[] = [
    { type: 'step_started', data: { step: 'save', attempt, progress: READING_STEPS.questions.progress } },
    { type: 'step_completed', data: { step: 'save', attempt, progress: READING_STEPS.save.progress } },
  ];
  const run = { ...attemptOf(context), lastWords };
  return { verb: 'complete', settle: () => completeReading(context.tools.sql, run, version) };
}

/** The end of a reading whose text was not: the text is kept as a rejected version, and the run has failed. */
export async function rejected(context: RunContext, task: Task, judged: Judged): Promise<End> {
  const { written, rest, violations } = judged;
  const content = { text: written.text, essence: null, reflectionQuestions: null };
  const version = await context.held(() => versionOf(context, task, written, content));
  const run = { ...attemptOf(context), lastWords: rest };
  const failure = { message: sentenceOn(violations), violations };
  return { verb: 'fail', settle: () => rejectReading(context.tools.sql, run, version, failure) };
}

const attemptOf = ({ run }: RunContext) => ({ runId: run.id, attempt: run.attempt });

/** A composed reading owes nothing to a model; what failed calls cost stands in the ledger. */
const NO_CALLS: CallTotals = { calls: 0, tokensIn: 0, tokensOut: 0, costMicros: 0, unpriced: 0 };

async function versionOf(
  { run, tools }: RunContext,
  task: Task,
  { model, promptHash, inputHash, startedAt }: Written,
  content: ReadingContent,
): Promise<NewVersion> {
  const { reading, brief, chartVersion } = task;
  const { context, depth, style, locale } = brief;
  const fallback = model === TEMPLATE_MODEL;
  const totals = fallback ? NO_CALLS : await callTotals(tools.sql, run.id);
  const metadata = {
    ...{ agentId: run.agent, agentVersion: getAgent(run.agent)!.version, promptHash },
    ...{ chartId: reading.chartIds[0], chartVersion, inputHash, context, depth, style, locale, model },
    tokensIn: totals.tokensIn,
    tokensOut: totals.tokensOut,
    costUsd: totals.unpriced > 0 ? null : totals.costMicros / 1_000_000,
    durationMs: Date.now() - startedAt,
    fallback,
    claims: claimsOf(content, task),
  };
  const missingParts = READING_PARTS.map((part) => PART_FIELDS[part]).filter((field) => content[field] === null);
  return { readingId: reading.id, model, promptHash, content, missingParts, metadata };
}

/** A fact that a reading names: what it says, and where the chart says it. */
type NamedFact = Pick<Verdict, 'kind' | 'claim' | 'pointer' | 'label'>;

/** The facts that a reading names, each once, in the order of their first mention. */
function claimsOf({ text, essence, reflectionQuestions }: ReadingContent, { brief, subject }: Task): NamedFact[] {
  const labels = 'core' in subject ? [] : (subject as Persons).map(({ label }) => label);
  const named = new Map<string, NamedFact>();
  for (const part of [text, essence ?? '', ...(reflectionQuestions ?? [])]) {
    for (const { kind, claim, pointer, label } of verify(claims(part, brief.locale, labels), subject)) {
      const fact = { kind, claim, pointer, ...(label === undefined ? {} : { label }) };
      named.set(JSON.stringify(fact), fact);
    }
  }
  return [...named.values()];
}
