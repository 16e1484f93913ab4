import { describe, expect, test } from 'vitest';
import { startSandbox } from './server.ts';

describe('the call log', () => {
  test('tells who asked for what and how it ended', async () => {
    const sandbox = await startSandbox();
    const response = await sandbox.anthropic({ system: 'Be brief.' }, { 'x-taktstock-call': 'call-7' });
    const { content } = (await response.json()) as { content: { text: string }[] };
    const { calls, total, missed } = await sandbox.calls();
    expect({ total, missed }).toEqual({ total: 1, missed: 0 });
    expect(calls).toEqual([
      {
        id: 1,
        protocol: 'anthropic',
        model: 'claude-sonnet-5',
        call: 'call-7',
        stream: false,
        at: expect.any(String),
        startedAt: expect.any(String),
        finishedAt: expect.any(String),
        outcome: 'done',
        fault: null,
        inputChars: 20,
        outputChars: content[0]?.text.length,
        usage: { input: 5, cacheRead: 0, cacheWrite: 0, output: Math.ceil(content[0]!.text.length / 4) },
      },
    ]);
  });

  test('shows only what came after an id', async () => {
    const sandbox = await startSandbox();
    for (let n = 0; n < 3; n += 1) await sandbox.openai();
    expect((await sandbox.calls(1)).calls.map(({ id }) => id)).toEqual([2, 3]);
    expect((await sandbox.calls(3)).calls).toEqual([]);
  });

  test('forgets the oldest calls when it is full, and says how many', async () => {
    const sandbox = await startSandbox({ logSize: 2 });
    for (let n = 0; n < 5; n += 1) await sandbox.openai();
    const { calls, missed, total } = await sandbox.calls();
    expect(calls.map(({ id }) => id)).toEqual([4, 5]);
    expect({ missed, total }).toEqual({ missed: 3, total: 5 });
    expect((await sandbox.calls(4)).missed).toBe(0);
    expect((await sandbox.counters()).models['gpt-5']?.done).toBe(5);
  });

  test('counts calls by model and outcome, with their tokens', async () => {
    const sandbox = await startSandbox();
    await sandbox.openai();
    await sandbox.openai();
    await sandbox.anthropic({}, { 'x-sandbox-fault': '500' });
    const { calls } = await sandbox.calls();
    const output = calls.reduce((sum, { usage }) => sum + usage.output, 0);
    expect(await sandbox.counters()).toEqual({
      total: 3,
      refused: 0,
      models: {
        'gpt-5': { active: 0, done: 2, fault: 0, closed: 0, usage: { input: 6, cacheRead: 0, cacheWrite: 0, output } },
        'claude-sonnet-5': {
          active: 0,
          done: 0,
          fault: 1,
          closed: 0,
          usage: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 },
        },
      },
    });
  });

  test('starts over on reset without using an id twice, and a call from before leaves no trace', async () => {
    const sandbox = await startSandbox();
    const leave = new AbortController();
    const hanging = sandbox.openai({}, { 'x-sandbox-fault': 'hang' }, leave.signal);
    const left = expect(hanging).rejects.toThrow();
    await expect.poll(async () => (await sandbox.counters()).total, { timeout: 4_000 }).toBe(1);
    await sandbox.script({ fault: '500' });
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
    expect(await sandbox.counters()).toEqual({ total: 0, refused: 0, models: {} });

    leave.abort();
    await left;
    expect((await sandbox.openai()).status).toBe(200);
    const { calls, missed } = await sandbox.calls();
    expect(calls.map(({ id }) => id)).toEqual([2]);
    expect(missed).toBe(0);
    expect((await sandbox.counters()).models['gpt-5']).toMatchObject({ active: 0, done: 1, closed: 0 });
  });

  test('the end of a call is there for whoever has read its last byte', async () => {
    const sandbox = await startSandbox();
    for (let n = 1; n <= 20; n += 1) {
      await (await sandbox.anthropic({ stream: true })).text();
      expect((await sandbox.calls()).calls.at(-1)).toMatchObject({ id: n, outcome: 'done' });
    }
  });
});

describe('a client that goes away', () => {
  test.each(['anthropic', 'openai'] as const)('stops the %s stream', async (protocol) => {
    // At this pace the answer would take minutes.
    const sandbox = await startSandbox({ pace: { tokensPerSecond: 1 } });
    const leave = new AbortController();
    const response = await sandbox[protocol]({ stream: true }, {}, leave.signal);
    await response.body!.getReader().read();
    leave.abort();
    const call = await sandbox.ended();
    expect(call.outcome).toBe('closed');
    expect(call.finishedAt! >= call.at).toBe(true);
    expect(call.outputChars).toBeLessThan(20);
    expect(call.usage.output).toBe(Math.ceil(call.outputChars / 4));
    expect((await sandbox.counters()).models[call.model]).toMatchObject({ active: 0, closed: 1 });
  });

  test('ends an answer in one piece, too', async () => {
    const sandbox = await startSandbox({ pace: { firstTokenMs: 600_000 } });
    const leave = new AbortController();
    const waiting = sandbox.anthropic({}, {}, leave.signal);
    const left = expect(waiting).rejects.toThrow();
    await expect.poll(async () => (await sandbox.counters()).total, { timeout: 4_000 }).toBe(1);
    leave.abort();
    await left;
    expect(await sandbox.ended()).toMatchObject({ outcome: 'closed', outputChars: 0 });
  });
});
