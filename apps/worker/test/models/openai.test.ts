import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenai } from '../../src/models/openai.ts';
import type { Provider } from '../../src/models/provider.ts';
import {
  ask,
  collect,
  DONE,
  lastUsage,
  openaiChunk,
  openaiUsage,
  ProviderServer,
  said,
  sendEvents,
} from './provider-server.ts';

const USAGE = { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } };
const server = new ProviderServer();
let openai: Provider;

beforeAll(async () => {
  const url = await server.listen();
  openai = createOpenai({ apiKey: 'test-key', baseURL: `${url}/v1` });
});
afterAll(() => server.close());

describe('the OpenAI wire', () => {
  const answer = sendEvents(openaiChunk({ content: 'Hi' }), openaiChunk({}, 'stop'), openaiUsage(USAGE), DONE);

  it('speaks to any compatible server: max_tokens, temperature, usage in the stream, turns that alternate', async () => {
    server.answer = answer;
    const messages = [
      { role: 'user', text: 'U', stable: true },
      { role: 'user', text: 'V', stable: false },
      { role: 'assistant', text: 'A', stable: false },
      { role: 'user', text: 'W', stable: false },
    ] as const;
    await collect(openai, ask({ callId: 'c2', model: 'gpt-5', system: 'S', messages, maxTokens: 5, temperature: 0.2 }));
    const { path, headers, body } = server.last;
    expect(path).toBe('/v1/chat/completions');
    expect(headers).toMatchObject({ 'x-taktstock-call': 'c2', authorization: 'Bearer test-key' });
    expect(body).toEqual({
      model: 'gpt-5',
      max_tokens: 5,
      temperature: 0.2,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'U\n\nV' },
        { role: 'assistant', content: 'A' },
        { role: 'user', content: 'W' },
      ],
    });
  });

  it('takes what was cached out of the prompt tokens', async () => {
    const details = { cached_tokens: 60, cache_write_tokens: 30 };
    server.answer = sendEvents(
      openaiChunk({ content: 'Hi' }, 'stop'),
      openaiUsage({ ...USAGE, prompt_tokens_details: details }),
      DONE,
    );
    expect(lastUsage(await collect(openai, ask()))).toEqual({
      usage: { input: 10, cacheRead: 60, cacheWrite: 30, output: 7 },
      estimated: false,
    });
  });

  it('guesses usage when the server sends none, and says so', async () => {
    server.answer = sendEvents(openaiChunk({ content: 'Hello' }), openaiChunk({}, 'stop'), DONE);
    const outcome = await collect(openai, ask({ system: '12345678', messages: said('9') }));
    expect(outcome.end).toEqual({
      type: 'end',
      reason: 'stop',
      usage: { input: 3, cacheRead: 0, cacheWrite: 0, output: 2 },
      estimated: true,
    });
  });

  it('writes the text and nothing of reasoning', async () => {
    server.answer = sendEvents(
      ': OPENROUTER PROCESSING\n\n',
      openaiChunk({ role: 'assistant', content: '', reasoning_content: 'hm' }),
      openaiChunk({ reasoning: 'hm', content: null }),
      openaiChunk({ content: 'Hel' }),
      openaiChunk({ content: 'lo' }, 'stop'),
      DONE,
    );
    expect((await collect(openai, ask())).text).toBe('Hello');
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'refusal'],
  ])('reads finish_reason %s as %s', async (said, reason) => {
    server.answer = sendEvents(openaiChunk({ content: 'Hi' }), openaiChunk({}, said), DONE);
    expect((await collect(openai, ask())).end).toMatchObject({ reason });
  });

  it('is complete with its finish_reason, even if [DONE] never comes', async () => {
    server.answer = sendEvents(openaiChunk({ content: 'Hi' }, 'stop'), openaiUsage(USAGE));
    expect(await collect(openai, ask())).toMatchObject({ text: 'Hi', end: { reason: 'stop' }, error: undefined });
  });

  it('is complete with its finish_reason, even if the connection is lost behind it', async () => {
    server.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(openaiChunk({ content: 'Hi' }, 'stop'), () => response.destroy());
    };
    expect(await collect(openai, ask())).toMatchObject({ text: 'Hi', end: { reason: 'stop' }, error: undefined });
  });

  it('takes a refusal in its own field for one, not for an empty answer', async () => {
    server.answer = sendEvents(openaiChunk({ refusal: 'I cannot' }), openaiChunk({}, 'stop'), DONE);
    expect((await collect(openai, ask())).end).toMatchObject({ reason: 'refusal' });
  });

  it.each<[string, string[], string]>([
    ['[DONE] without a finish_reason', [DONE], 'TRUNCATED_OUTPUT'],
    ['a wish to call a tool', [openaiChunk({}, 'tool_calls'), DONE], 'TRUNCATED_OUTPUT'],
    ['a gateway whose model failed', [openaiChunk({}, 'error'), DONE], 'UPSTREAM_UNAVAILABLE'],
    ['an error beside the choices', [openaiChunk({}, null, { error: { code: 502 } })], 'UPSTREAM_UNAVAILABLE'],
  ])('fails at %s', async (_name, end, code) => {
    server.answer = sendEvents(openaiChunk({ content: 'Hi' }), ...end);
    expect((await collect(openai, ask())).error).toMatchObject({ code });
  });
});

describe("OpenAI's own address", () => {
  it.each([
    ['gpt-5', undefined],
    ['gpt-5-mini', undefined],
    ['gpt-6.1', undefined],
    ['o3-mini', undefined],
    ['gpt-4o', 0.2],
    ['gpt-4.1', 0.2],
  ])('gets max_completion_tokens, and for %s the temperature %s', async (model, temperature) => {
    // The address decides, so the request is caught in front of the network.
    const bodies: Record<string, unknown>[] = [];
    const fetch = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      expect(String(input)).toBe('https://api.openai.com/v1/chat/completions');
      bodies.push(JSON.parse(String(init?.body)));
      return new Response('{}', { status: 500 });
    };
    try {
      await collect(createOpenai({ apiKey: 'test-key' }), ask({ model, maxTokens: 5, temperature: 0.2 }));
    } finally {
      globalThis.fetch = fetch;
    }
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.['max_completion_tokens']).toBe(5);
    expect(bodies[0]).not.toHaveProperty('max_tokens');
    expect(bodies[0]?.['temperature']).toBe(temperature);
  });
});
