import path from 'node:path';
import type { Frame, RunEventData } from '@taktstock/registry';
import { askApi } from './api.ts';
import { DraftText } from './draft.ts';
import { SAMPLE_REQUEST } from './sample.ts';
import { prepareShutdown } from './shutdown.ts';
import { HOME, type Stack, startStack } from './stack.ts';
import { bold, complain, count, dim, duration, row, say } from './terminal.ts';
import { watchRun } from './watching.ts';

type Accepted = { readingId: string; runId: string; agentId: string; pollUrl: string };
type Result = {
  version: number;
  content: { text: string; essence: string | null; reflectionQuestions: string[] | null };
  metadata: { model: string; tokensIn: number; tokensOut: number; costUsd: number | null; durationMs: number };
};

const shutdown = prepareShutdown();
say(bold('Taktstock demo'));
console.log(dim('The whole stack on this machine, one reading, then everything is stopped again.\n'));
// Data of its own, so that it runs beside `npm start` and leaves nothing behind; its one birth needs no name of a place.
const starting = startStack({
  home: path.join(HOME, 'demo'),
  keepData: false,
  env: { LOAD_PLACES: 'no', ...process.env },
  tell: row,
  signal: shutdown.signal,
});
shutdown.stopWith(
  () => starting.then((stack) => stack.stop()).catch(() => {}),
  () => void starting.then((stack) => stack.kill()).catch(() => {}),
);
try {
  await demonstrate(await starting);
  await shutdown.end(0);
} catch (error) {
  if (!shutdown.signal.aborted) complain(error);
  await shutdown.end(shutdown.signal.aborted ? 130 : 1);
}

async function demonstrate(stack: Stack): Promise<void> {
  say(`${bold('POST /api/orchestrator/execute')}\n${dim(JSON.stringify(SAMPLE_REQUEST))}\n`);
  const asked = performance.now();
  const accepted = await askApi<Accepted>(stack, '/api/orchestrator/execute', SAMPLE_REQUEST);
  row(
    'accepted',
    `reading ${accepted.readingId}, agent ${accepted.agentId}, after ${duration(performance.now() - asked)}`,
  );
  const { firstTextMs, last } = await showLive(stack, accepted.runId, asked);
  const tookMs = performance.now() - asked;
  if (last.type !== 'run_completed')
    throw new Error(`The run ended with ${last.type}: ${JSON.stringify(last.payload)}`);

  const result = await askApi<Result>(stack, `/api/orchestrator/result/${accepted.readingId}`);
  const { model, tokensIn, tokensOut, costUsd } = result.metadata;
  say(`${bold('Stored')}\n`);
  const { text, essence, reflectionQuestions } = result.content;
  row('reading', `${accepted.readingId}, version ${result.version}`);
  row(
    'parts',
    `text of ${count(text.length)} characters, essence of ${count(essence?.split(/\s+/).length ?? 0)} words, ` +
      `${count(reflectionQuestions?.length ?? 0)} questions`,
  );
  row('model', model);
  row('first text', firstTextMs === null ? 'none was streamed' : `after ${duration(firstTextMs)}`);
  row('finished', `after ${duration(tookMs)}`);
  row('tokens', `${count(tokensIn)} in, ${count(tokensOut)} out`);
  row(
    'cost',
    costUsd === null
      ? 'unknown'
      : `${costUsd.toFixed(4)} USD${stack.sandboxUrl === null ? '' : ' if the model were real'}`,
  );
  say(dim('npm start keeps the stack running.'));
}

/** Shows the run as its watchers see it; answers when the first text came and the event that ended the run. */
async function showLive(
  stack: Stack,
  runId: string,
  since: number,
): Promise<{ firstTextMs: number | null; last: Frame }> {
  const text = new DraftText();
  let firstTextMs: number | null = null;
  let inText = false;
  let last: Frame | undefined;
  for await (const frame of watchRun(stack, runId)) {
    last = frame;
    const fresh = text.add(frame);
    if (fresh !== '') {
      firstTextMs ??= performance.now() - since;
      process.stdout.write(fresh);
      inText = true;
      continue;
    }
    const line = describe(frame);
    if (line === null) continue;
    if (inText) process.stdout.write('\n\n');
    inText = false;
    row(frame.type.replaceAll('_', ' '), line);
  }
  if (last === undefined) throw new Error('The run ended without an event.');
  return { firstTextMs, last };
}

type Anything = Partial<
  RunEventData<'run_started'> &
    RunEventData<'step_completed'> &
    RunEventData<'text_started'> &
    RunEventData<'text_accepted'> &
    RunEventData<'run_failed'>
>;

/** One line about an event; null for those that only carry text. */
function describe({ type, payload }: Frame): string | null {
  const data = payload as Anything;
  switch (type) {
    case 'text_appended':
    case 'text_delta':
      return null;
    case 'run_started':
      return `attempt ${data.attempt}, by ${data.worker}`;
    case 'step_started':
    case 'step_completed':
      return `${data.step}, ${data.progress} %`;
    case 'text_started':
      return `${data.step}, by ${data.model}\n`;
    case 'text_accepted':
      return `${count(data.length ?? 0)} characters`;
    case 'run_failed':
      return `${data.code}: ${data.message}`;
    default:
      return '';
  }
}
