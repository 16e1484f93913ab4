import { describe, expect, test } from 'vitest';
import { asked, eventsOf, PROTOCOLS, startSandbox } from './server.ts';

const TERMINAL = { anthropic: 'event: message_stop', openai: 'data: [DONE]' };

/** What arrives until the stream ends or breaks. */
async function readAll(response: Response): Promise<{ text: string; broke: boolean }> {
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    return { text, broke: false };
  } catch {
    return { text, broke: true };
  }
}

/** The text of all deltas of a stream. */
const textOf = (stream: string): string =>
  eventsOf(stream)
    .map(({ data }) => {
      const { delta, choices } = data as { delta?: { text?: string }; choices?: { delta?: { content?: string } }[] };
      return delta?.text ?? choices?.[0]?.delta?.content ?? '';
    })
    .join('');

describe.each(PROTOCOLS)('a broken %s stream', (protocol) => {
  test('cut: ends cleanly in the middle, without its terminal marker', async () => {
    const sandbox = await startSandbox();
    const whole = textOf((await readAll(await sandbox[protocol]({ stream: true }))).text);
    const { text, broke } = await readAll(await asked(sandbox, protocol, 'cut'));
    expect(broke).toBe(false);
    expect(text).not.toContain(TERMINAL[protocol]);
    const half = textOf(text);
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(whole.length);
    expect(whole.startsWith(half)).toBe(true);
  });

  test('reset: the connection breaks after some text', async () => {
    const sandbox = await startSandbox({ pace: { tokensPerSecond: 10_000 } });
    const { text, broke } = await readAll(await asked(sandbox, protocol, 'reset'));
    expect(broke).toBe(true);
    expect(text).not.toContain(TERMINAL[protocol]);
    expect((await sandbox.ended()).outcome).toBe('fault');
  });

  test('error-event: an error comes inside the 200 stream after some text', async () => {
    const sandbox = await startSandbox();
    const response = await asked(sandbox, protocol, 'error-event');
    expect(response.status).toBe(200);
    const { text } = await readAll(response);
    expect(text).not.toContain(TERMINAL[protocol]);
    const events = eventsOf(text);
    expect(textOf(text)).not.toBe('');
    expect(events.at(-1)?.data).toMatchObject({ error: { message: expect.any(String) } });
    if (protocol === 'anthropic') expect(events.at(-1)?.event).toBe('error');
  });

  test('garbage: one data line is no JSON, all others are', async () => {
    const sandbox = await startSandbox();
    const { text } = await readAll(await asked(sandbox, protocol, 'garbage'));
    const torn = eventsOf(text).filter(
      ({ data }) => typeof data === 'string' && data !== '[DONE]' && !data.startsWith(':'),
    );
    expect(torn).toHaveLength(1);
    expect(text).toContain(TERMINAL[protocol]);
  });

  test('empty: ends well, without any text', async () => {
    const sandbox = await startSandbox();
    const { text } = await readAll(await asked(sandbox, protocol, 'empty'));
    expect(textOf(text)).toBe('');
    expect(text).toContain(TERMINAL[protocol]);
    expect((await sandbox.calls()).calls).toMatchObject([{ outcome: 'fault', startedAt: null, usage: { output: 0 } }]);
  });

  test('length: stops half way and says that it was the length', async () => {
    const sandbox = await startSandbox();
    const { text } = await readAll(await asked(sandbox, protocol, 'length'));
    expect(text).toContain(protocol === 'anthropic' ? '"stop_reason":"max_tokens"' : '"finish_reason":"length"');
    expect(text).toContain(TERMINAL[protocol]);
  });

  test('nul: the text holds U+0000 and a lone surrogate', async () => {
    const sandbox = await startSandbox();
    const { text } = await readAll(await asked(sandbox, protocol, 'nul'));
    expect(textOf(text)).toContain('\u0000\ud800');
    expect(textOf(text).isWellFormed()).toBe(false);
  });

  test('html: a page with status 200', async () => {
    const sandbox = await startSandbox();
    const response = await asked(sandbox, protocol, 'html');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  test('hang: not even headers, until the client gives up', async () => {
    const sandbox = await startSandbox();
    const leave = new AbortController();
    const hanging = sandbox[protocol]({ stream: true }, { 'x-sandbox-fault': 'hang' }, leave.signal);
    const left = expect(hanging).rejects.toThrow();
    // The other call goes through while this one hangs.
    expect((await sandbox[protocol]()).status).toBe(200);
    expect((await sandbox.calls()).calls[0]).toMatchObject({ fault: 'hang', outcome: null, finishedAt: null });
    leave.abort();
    await left;
    await expect.poll(async () => (await sandbox.calls()).calls[0]?.outcome, { timeout: 4_000 }).toBe('closed');
  });

  test('stall: headers and some text, then silence until the client gives up', async () => {
    const sandbox = await startSandbox();
    const leave = new AbortController();
    const response = await sandbox[protocol]({ stream: true }, { 'x-sandbox-fault': 'stall' }, leave.signal);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (textOf(text.slice(0, text.lastIndexOf('\n\n') + 2)) === '') text += (await reader.read()).value;
    expect((await sandbox.calls()).calls).toMatchObject([{ outcome: null, startedAt: expect.any(String) }]);
    leave.abort();
    const call = await sandbox.ended();
    expect(call).toMatchObject({ outcome: 'closed', fault: 'stall' });
    expect(call.usage.output).toBe(Math.ceil(call.outputChars / 4));
  });

  test('hold: half of the text, signs of life, and the rest when the faults are cleared', async () => {
    const sandbox = await startSandbox({ keepAliveMs: 10 });
    const whole = textOf((await readAll(await sandbox[protocol]({ stream: true }))).text);
    const reader = (await asked(sandbox, protocol, 'hold')).body!.pipeThrough(new TextDecoderStream()).getReader();
    const alive = protocol === 'anthropic' ? /^event: ping$/gm : /^: sandbox$/gm;
    let text = '';
    while ((text.match(alive)?.length ?? 0) < 2) text += (await reader.read()).value;
    expect(textOf(text).length).toBeLessThan(whole.length);
    expect((await sandbox.calls()).calls.at(-1)).toMatchObject({ outcome: null, fault: 'hold' });
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) text += value;
    expect(textOf(text)).toBe(whole);
    expect((await sandbox.ended()).outcome).toBe('done');
  });

  test('text: a fixed text, colons and plus signs included', async () => {
    const sandbox = await startSandbox();
    const model = protocol === 'anthropic' ? 'claude-sonnet-5' : 'gpt-5';
    const response = await sandbox[protocol]({ stream: true, model: `${model}+text:Gate 35: 1+1 – ja` });
    const { text } = await readAll(response);
    expect(textOf(text)).toBe('Gate 35: 1+1 – ja');
    expect((await sandbox.calls()).calls).toMatchObject([{ outcome: 'done', model }]);
  });

  test('slow: waits for its first token and shows meanwhile that it lives', async () => {
    const sandbox = await startSandbox({ keepAliveMs: 10 });
    const started = performance.now();
    const { text } = await readAll(await asked(sandbox, protocol, 'slow:60'));
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
    const alive = protocol === 'anthropic' ? /^event: ping$/gm : /^: sandbox$/gm;
    expect(text.match(alive)?.length).toBeGreaterThan(3);
    expect(text).toContain(TERMINAL[protocol]);
  });
});

describe.each(PROTOCOLS)('%s without a stream', (protocol) => {
  test('cut and garbage end in the middle of the JSON', async () => {
    const sandbox = await startSandbox();
    for (const fault of ['cut', 'garbage']) {
      const body = await (await asked(sandbox, protocol, fault, false)).text();
      expect(body.length).toBeGreaterThan(10);
      expect(() => JSON.parse(body)).toThrow();
    }
  });

  test('reset breaks the connection', async () => {
    const sandbox = await startSandbox();
    const { broke } = await asked(sandbox, protocol, 'reset', false).then(readAll, () => ({ broke: true }));
    expect(broke).toBe(true);
  });

  test('error-event is an error body with status 200', async () => {
    const sandbox = await startSandbox();
    const response = await asked(sandbox, protocol, 'error-event', false);
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty('error.message');
  });

  test('stall sends half of the body and no more', async () => {
    const sandbox = await startSandbox();
    const leave = new AbortController();
    const response = await sandbox[protocol]({}, { 'x-sandbox-fault': 'stall' }, leave.signal);
    const first = await response.body!.getReader().read();
    expect(first.value?.length).toBeGreaterThan(10);
    leave.abort();
    expect((await sandbox.ended()).outcome).toBe('closed');
  });
});
