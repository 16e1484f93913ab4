import path from 'node:path';
import { LiveText, type Reading, type RunFrame } from '@taktstock/client';
import { clientOf } from './address.ts';
import { SAMPLE_REQUEST } from './sample.ts';
import { prepareShutdown } from './shutdown.ts';
import { HOME, type Stack, startStack } from './stack.ts';
import { bold, complain, count, dim, duration, row, say } from './terminal.ts';

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
  const reading = await clientOf(stack).execute(SAMPLE_REQUEST);
  row('accepted', `reading ${reading.readingId}, after ${duration(performance.now() - asked)}`);
  const firstTextMs = await showLive(reading, asked);
  const tookMs = performance.now() - asked;

  const result = await reading.result();
  const { model, tokensIn, tokensOut, costUsd } = result.metadata;
  say(`${bold('Stored')}\n`);
  const { text, essence, reflectionQuestions } = result.content;
  row('reading', `${reading.readingId}, version ${result.version}, agent ${result.agentId}`);
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

/** Shows the run as its watchers see it; answers when the first text came, null: none did. */
async function showLive(reading: Reading, since: number): Promise<number | null> {
  const text = new LiveText();
  let firstTextMs: number | null = null;
  let inText = false;
  for await (const frame of reading.stream({ signal: shutdown.signal })) {
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
  return firstTextMs;
}

/** One line about an event; null for those that only carry text. */
function describe({ type, payload }: RunFrame): string | null {
  switch (type) {
    case 'text_appended':
    case 'text_delta':
      return null;
    case 'run_started':
      return `attempt ${payload.attempt}, by ${payload.worker}`;
    case 'step_started':
    case 'step_completed':
      return `${payload.step}, ${payload.progress} %`;
    case 'text_started':
      return `${payload.step}, by ${payload.model}\n`;
    case 'text_accepted':
      return `${count(payload.length)} characters`;
    case 'run_failed':
      return `${payload.code}: ${payload.message}`;
    default:
      return '';
  }
}
