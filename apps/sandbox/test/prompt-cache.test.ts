import { expect, test } from 'vitest';
import { startSandbox } from './server.ts';

const LONG = 'A rule that every call begins with. '.repeat(150); // 5,400 characters
const CHART = 'A fact of the chart. '.repeat(100); // 2,100

const marked = (text: string) => ({ type: 'text', text, cache_control: { type: 'ephemeral' } });
const plain = (text: string) => ({ type: 'text', text });

test('what is marked is written once, then read, as far as both prompts begin alike', async () => {
  const sandbox = await startSandbox();
  const ask = async (chart: string, question: string) => {
    const content = [marked(chart), plain(question)];
    await sandbox.anthropic({ system: [marked(LONG)], messages: [{ role: 'user', content }] });
    return (await sandbox.ended()).usage;
  };
  expect(await ask(CHART, 'Why?')).toMatchObject({ input: 1, cacheRead: 0, cacheWrite: 1_875 });
  expect(await ask(CHART, 'How come?')).toMatchObject({ input: 3, cacheRead: 1_875, cacheWrite: 0 });
  expect(await ask(CHART.toUpperCase(), 'Why?')).toMatchObject({ input: 1, cacheRead: 1_350, cacheWrite: 525 });
});

test('a short beginning is not cached, and nothing is without a mark', async () => {
  const sandbox = await startSandbox();
  for (let n = 0; n < 2; n += 1) {
    await sandbox.anthropic({ system: [marked(CHART)] });
    expect((await sandbox.ended()).usage).toMatchObject({ cacheRead: 0, cacheWrite: 0 });
    await sandbox.anthropic({ system: LONG });
    expect((await sandbox.ended()).usage).toMatchObject({ cacheRead: 0, cacheWrite: 0 });
  }
});

test('without marks the longest known beginning is read, in steps of 128 tokens, by model', async () => {
  const sandbox = await startSandbox();
  const ask = async (question: string, model = 'gpt-5') => {
    await sandbox.openai({ model, messages: [{ role: 'user', content: `${LONG}${question}` }] });
    return (await sandbox.ended()).usage;
  };
  expect(await ask('Why?')).toMatchObject({ input: 1_351, cacheRead: 0, cacheWrite: 0 });
  expect(await ask('How come?')).toMatchObject({ cacheRead: 1_280, cacheWrite: 0 });
  expect(await ask('Why?', 'gpt-6')).toMatchObject({ cacheRead: 0 });
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  expect(await ask('Why?')).toMatchObject({ cacheRead: 0 });
});
