import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnthropic } from '../../src/models/anthropic.ts';
import { createOpenai } from '../../src/models/openai.ts';
import type { Provider } from '../../src/models/provider.ts';
import {
  anthropicDelta,
  anthropicEnd,
  anthropicStart,
  ask,
  collect,
  DONE,
  openaiChunk,
  openaiUsage,
  ProviderServer,
  sendEvents,
} from './provider-server.ts';

const server = new ProviderServer();
let url: string;
let anthropic: Provider;
let openai: Provider;

beforeAll(async () => {
  url = await server.listen();
  anthropic = createAnthropic({ apiKey: 'test-key', baseURL: url });
  openai = createOpenai({ apiKey: 'test-key', baseURL: `${url}/v1` });
});
beforeEach(() => {
  server.seen.length = 0;
});
afterAll(() => server.close());

describe.each(['anthropic', 'openai'] as const)('the connection of %s', (name) => {
  const provider = (): Provider => (name === 'anthropic' ? anthropic : openai);
  const delta = (text: string): string =>
    name === 'anthropic' ? anthropicDelta(text) : openaiChunk({ content: text });
  const whole = (text: string): string[] =>
    name === 'anthropic'
      ? [anthropicStart(), delta(text), anthropicEnd()]
      : [delta(text), openaiChunk({}, 'stop'), openaiUsage({ prompt_tokens: 100, completion_tokens: 7 }), DONE];
  /** A stream that has said something and goes on. */
  const begin = (response: ServerResponse, text = 'Hi'): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write((name === 'anthropic' ? anthropicStart() : '') + delta(text));
  };

  it('carries many calls at once: none waits for another', async () => {
    const CALLS = 100;
    const waiting: ServerResponse[] = [];
    server.answer = (response) => {
      waiting.push(response);
      if (waiting.length === CALLS) for (const each of waiting) sendEvents(...whole('Hi'))(each);
    };
    const outcomes = await Promise.all(Array.from({ length: CALLS }, () => collect(provider(), ask())));
    expect(outcomes.filter(({ text, error }) => text === 'Hi' && error === undefined)).toHaveLength(CALLS);
  });

  it('is used again by the next call, though a response ends later than its answer', async () => {
    let response: ServerResponse | undefined;
    server.answer = (opened) => {
      response = opened;
      opened.writeHead(200, { 'content-type': 'text/event-stream' });
      opened.write(whole('Hi').join(''));
    };
    const call = async () => {
      for await (const { type } of provider().stream(ask())) if (type === 'end') response?.end();
    };
    await call();
    const before = server.sockets.size;
    for (let again = 0; again < 5; again++) await call();
    expect(server.sockets.size).toBe(before);
  });

  it('is not waited for when a finished answer leaves it open', async () => {
    server.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(whole('Hi').join(''));
    };
    const outcome = await collect(provider(), ask({ idleMs: 60_000 }));
    expect(outcome.end).toMatchObject({ reason: 'stop' });
    await server.last.closed;
  });

  it('goes nowhere but to the configured address', async () => {
    server.answer = (response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
    expect((await collect(provider(), ask())).error).toMatchObject({ code: 'UPSTREAM_REJECTED', status: 307 });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['the provider went on meanwhile: the answer is whole', true],
    ['the provider is silent afterwards: TIMEOUT', false],
  ])('may rest while our reader is slow; %s', async (_name, goesOn) => {
    const idleMs = 300;
    let response: ServerResponse | undefined;
    server.answer = (opened) => {
      response = opened;
      begin(opened, 'Hel');
    };
    const texts: string[] = [];
    const read = async () => {
      for await (const event of provider().stream(ask({ idleMs }))) {
        if (event.type !== 'text') continue;
        texts.push(event.text);
        if (goesOn && texts.length === 1) response?.end(whole('lo').join(''));
        await new Promise((resume) => setTimeout(resume, 3 * idleMs)); // time itself is what is tested
      }
    };
    if (goesOn) await read();
    else await expect(read()).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(texts).toEqual(goesOn ? ['Hel', 'lo'] : ['Hel']);
  });

  it('leaves no listener on the signal and no timer behind', async () => {
    const { signal } = new AbortController();
    const added: unknown[] = [];
    const removed: unknown[] = [];
    signal.addEventListener = (_type: string, listener: unknown) => void added.push(listener);
    signal.removeEventListener = (_type: string, listener: unknown) => void removed.push(listener);
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    server.answer = sendEvents(...whole('Hi'));
    await collect(provider(), ask({ signal, idleMs: 60_000 }));
    server.answer = (response) => response.writeHead(500).end();
    await collect(provider(), ask({ signal, idleMs: 60_000 }));
    expect(added).toHaveLength(2);
    expect(removed).toEqual(added);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('is refused: NETWORK_ERROR with the name that the system gives it', async () => {
    const gone = new ProviderServer();
    const address = await gone.listen();
    await gone.close();
    const lost = name === 'anthropic' ? createAnthropic : createOpenai;
    const { error } = await collect(lost({ apiKey: 'test-key', baseURL: address }), ask());
    expect(error).toMatchObject({ code: 'NETWORK_ERROR', message: 'no connection to the provider: ECONNREFUSED' });
  });

  it.each([
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['members of the wrong type', '{"type":7,"choices":{"0":1},"usage":"x","delta":[],"error":null}'],
  ])('survives %s as an event', async (_name, json) => {
    server.answer = sendEvents(`data: ${json}\n\n`, ...whole('Hi'));
    expect(await collect(provider(), ask())).toMatchObject({ text: 'Hi', error: undefined });
  });

  it('ends with the terminal marker, whatever follows it', async () => {
    server.answer = sendEvents(...whole('Hi'), delta('no'));
    expect(await collect(provider(), ask())).toMatchObject({ text: 'Hi', end: { reason: 'stop' } });
  });

  it('cleans the last character too', async () => {
    server.answer = sendEvents(...whole('Hi\ud83c'));
    expect((await collect(provider(), ask())).text).toBe('Hi\ufffd');
  });

  it('joins a character that is split over two events', async () => {
    server.answer = sendEvents(delta('\ud83c'), ...whole('\udfbc'));
    expect((await collect(provider(), ask())).text).toBe('🎼');
  });

  it('takes a page that only claims to be an event stream for no answer', async () => {
    server.answer = sendEvents('<html>\n\n<p>Sign in</p>\n\n</html>');
    expect((await collect(provider(), ask())).error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('refuses an answer that does not end', async () => {
    server.answer = (response, { closed }) => {
      begin(response, 'x'.repeat(100_000));
      const more = setInterval(() => response.write(delta('x'.repeat(100_000))), 1);
      closed.then(() => clearInterval(more));
    };
    expect((await collect(provider(), ask())).error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await server.last.closed;
  });

  it('refuses an event that does not end', async () => {
    server.answer = (response, { closed }) => {
      begin(response);
      const more = setInterval(() => response.write(`data: ${'x'.repeat(100_000)}\n`), 1);
      closed.then(() => clearInterval(more));
    };
    const { error } = await collect(provider(), ask());
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: 'an event is longer than 1 MiB' });
    await server.last.closed;
  });

  it('is never opened for a request whose signal has already spoken', async () => {
    const reason = new Error('cancelled before');
    const { error } = await collect(provider(), ask({ signal: AbortSignal.abort(reason) }));
    expect(error).toBe(reason);
    expect(server.seen).toHaveLength(0);
  });

  it('closes for an abort that comes while we are busy with a piece, and the abort has the last word', async () => {
    const cancel = new AbortController();
    server.answer = (response) => begin(response);
    const answer = provider()
      .stream(ask({ signal: cancel.signal }))
      [Symbol.asyncIterator]();
    await answer.next();
    cancel.abort('enough');
    await server.last.closed;
    const rest = async () => {
      while (!(await answer.next()).done);
    };
    await expect(rest()).rejects.toBe('enough');
  });

  it('closes while it waits for its headers', async () => {
    const cancel = new AbortController();
    server.answer = () => cancel.abort('enough');
    const { error } = await collect(provider(), ask({ signal: cancel.signal }));
    expect(error).toBe('enough');
    await server.last.closed;
  });
});
