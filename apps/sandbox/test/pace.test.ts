import { describe, expect, test } from 'vitest';
import { paced, tokenCount, tokensOf } from '../src/pace.ts';
import { startSandbox } from './server.ts';

const alive = new AbortController().signal;

describe('tokens', () => {
  test('are four characters each and make up the whole text', () => {
    expect(tokensOf('Kanal 34-57')).toEqual(['Kana', 'l 34', '-57']);
    expect(tokensOf('')).toEqual([]);
    expect(tokenCount(11)).toBe(3);
  });

  test('never tear a character in two', () => {
    for (const token of tokensOf('a😀b😀c😀d\n😀')) expect(token.isWellFormed()).toBe(true);
  });
});

describe('the pace', () => {
  const tokens = tokensOf('x'.repeat(4_000));

  test('lasts as long as the rate asks for, with far fewer waits than tokens', async () => {
    const started = performance.now();
    let groups = 0;
    let written = 0;
    for await (const group of paced(tokens, 5_000, alive)) {
      groups += 1;
      written += group.length;
    }
    expect(written).toBe(1_000);
    expect(performance.now() - started).toBeGreaterThanOrEqual(195);
    expect(groups).toBeLessThanOrEqual(15);
  });

  test('of 0 waits for nothing', async () => {
    const written: string[] = [];
    for await (const group of paced(tokens, 0, alive)) written.push(...group);
    expect(written).toEqual(tokens);
  });

  test('ends at once when the client has gone', async () => {
    const closed = new AbortController();
    const stream = paced(tokens, 1, closed.signal);
    await stream.next();
    const next = stream.next();
    closed.abort();
    await expect(next).rejects.toThrow('aborted');
  });
});

test('200 calls stream side by side, 12,000 tokens a second in total: none waits for another', async () => {
  // Each call lasts two seconds; one after the other they would take almost seven minutes and run out of time.
  const sandbox = await startSandbox({ pace: { tokensPerSecond: 60 } });
  const model = `gpt-5+text:${'word'.repeat(120)}`;
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => (await sandbox.openai({ model, stream: true })).text()),
  );
  for (const answer of answers) expect(answer.match(/"content":"word"/g)).toHaveLength(120);
  expect((await sandbox.counters()).models['gpt-5']).toMatchObject({ done: 200, usage: { output: 24_000 } });
}, 60_000);
