import { createHash } from 'node:crypto';
import { callTotals, chartsById, completeReading, type ReadingRow, readingOfRun } from '@taktstock/db';
import {
  AppError,
  getAgent,
  type Locale,
  READING_PROGRESS,
  type ReadingBrief,
  readingPrompt,
} from '@taktstock/registry';
import type { Router } from '../../models/router.ts';
import type { Kind, RunContext } from '../../runs/context.ts';

/** Parts that this version of the reading agents does not write yet. */
const MISSING_PARTS = ['essence', 'reflectionQuestions'];

type Loaded = { reading: ReadingRow; brief: ReadingBrief; chartVersion: string };
type TextOutput = { text: string; model: string; promptHash: string; inputHash: string; startedAt: number };

/** A reading: load the charts, write the text, store the version. `chainOf` names the models of an agent. */
export function readingKind(router: Router, chainOf: (agentId: string) => readonly string[]): Kind {
  return async (context) => {
    const loaded = await load(context);
    const written = await context.step(
      'text',
      { position: 1, from: READING_PROGRESS.load, to: READING_PROGRESS.text },
      () => writeText(context, router, chainOf, loaded),
    );
    const version = await context.held(() => versionOf(context, loaded, written));
    return () =>
      completeReading(
        context.tools.sql,
        { runId: context.run.id, attempt: context.run.attempt, lastWords: [] },
        version,
      );
  };
}

async function load(context: RunContext): Promise<Loaded> {
  const { sql } = context.tools;
  return context.held(async () => {
    const reading = await readingOfRun(sql, context.run.id);
    if (reading === undefined) throw new AppError('READING_NOT_FOUND', 'The reading of this run was erased.');
    const charts = await chartsById(sql, reading.chartIds);
    if (charts.length !== reading.chartIds.length)
      throw new AppError('CHART_NOT_FOUND', 'A chart of this reading was erased.');
    const { depth, style, locale, context: perspective, question } = reading as ReadingRow & ReadingBrief;
    const brief = {
      ...{ depth, style, locale: locale as Locale, context: perspective, question },
      charts: charts.map(({ content }, at) => ({ label: reading.labels[at] ?? null, chart: content })),
    };
    return { reading, brief, chartVersion: charts[0]!.version };
  });
}

async function writeText(
  context: RunContext,
  router: Router,
  chainOf: (agentId: string) => readonly string[],
  { brief }: Loaded,
) {
  const { run, signal } = context;
  const agent = getAgent(run.agent)!;
  const { system, user, hash } = readingPrompt(agent, brief);
  const startedAt = Date.now();
  const question = {
    ...{
      runId: run.id,
      attempt: run.attempt,
      step: 'text',
      agent: run.agent,
      owner: run.owner,
      priority: run.priority,
      signal,
    },
    ...{
      chain: chainOf(run.agent),
      promptHash: hash,
      system,
      user,
      maxTokens: agent.maxOutputTokens,
      temperature: agent.temperature,
    },
  };
  const { model, sink: draft } = await router.ask(question, (model) => context.draft('text', model));
  const inputHash = createHash('sha256').update(user).digest('hex');
  const output: TextOutput = { text: draft.text, model, promptHash: hash, inputHash, startedAt };
  return { output, lastWords: await draft.finish() };
}

async function versionOf(context: RunContext, { reading, brief, chartVersion }: Loaded, written: TextOutput) {
  const { run, tools } = context;
  const { model, promptHash, inputHash, text, startedAt } = written;
  const totals = await callTotals(tools.sql, run.id);
  const metadata = {
    agentId: run.agent,
    agentVersion: getAgent(run.agent)!.version,
    promptHash,
    chartId: reading.chartIds[0],
    chartVersion,
    inputHash,
    ...{ context: brief.context, depth: brief.depth, style: brief.style, locale: brief.locale, model },
    tokensIn: totals.tokensIn,
    tokensOut: totals.tokensOut,
    costUsd: totals.unpriced > 0 ? null : totals.costMicros / 1_000_000,
    durationMs: Date.now() - startedAt,
    fallback: false,
    claims: [],
  };
  const content = { text, essence: null, reflectionQuestions: null };
  return { readingId: reading.id, model, promptHash, content, missingParts: MISSING_PARTS, metadata };
}
