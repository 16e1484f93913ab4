import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnthropic } from '../../src/models/anthropic.ts';
import type { Provider } from '../../src/models/provider.ts';
import {
  anthropicDelta,
  anthropicEnd,
  anthropicEvent,
  anthropicStart,
  ask,
  collect,
  lastUsage,
  ProviderServer,
  sendEvents,
} from './provider-server.ts';

const server = new ProviderServer();
let anthropic: Provider;

beforeAll(async () => {
  const url = await server.listen();
  anthropic = createAnthropic({ apiKey: 'test-key', baseURL: url });
});
afterAll(() => server.close());

describe('the Anthropic wire', () => {
  const answer = sendEvents(anthropicStart(), anthropicDelta('Hi'), anthropicEnd());

  it('marks what other calls begin with for the prompt cache and sends no temperature', async () => {
    server.answer = answer;
    const messages = [
      { role: 'user', text: 'chart', stable: true },
      { role: 'user', text: 'task', stable: false },
      { role: 'assistant', text: 'answer', stable: false },
      { role: 'user', text: 'again', stable: false },
    ] as const;
    await collect(anthropic, ask({ callId: 'c1', model: 'm', system: 'S', messages, maxTokens: 5, temperature: 0.2 }));
    const { path, headers, body } = server.last;
    expect(path).toBe('/v1/messages');
    expect(headers).toMatchObject({ 'x-taktstock-call': 'c1', authorization: 'Bearer test-key' });
    expect(body).toEqual({
      model: 'm',
      max_tokens: 5,
      stream: true,
      system: [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'chart', cache_control: { type: 'ephemeral' } },
            { type: 'text', text: 'task' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'answer' }] },
        { role: 'user', content: [{ type: 'text', text: 'again' }] },
      ],
    });
  });

  it('leaves an empty system prompt out', async () => {
    server.answer = answer;
    await collect(anthropic, ask({ system: '' }));
    expect(server.last.body).not.toHaveProperty('system');
  });

  it('takes usage from the first and the last event, in buckets that do not overlap', async () => {
    const first = { input_tokens: 11, cache_read_input_tokens: 22, cache_creation_input_tokens: 33, output_tokens: 1 };
    const last = { output_tokens: 44, input_tokens: null };
    server.answer = sendEvents(anthropicStart(first), anthropicDelta('Hi'), anthropicEnd('end_turn', last));
    const outcome = await collect(anthropic, ask());
    expect(lastUsage(outcome)).toEqual({
      usage: { input: 11, cacheRead: 22, cacheWrite: 33, output: 44 },
      estimated: false,
    });
  });

  it('writes the text and nothing of thinking, pings and events of the future', async () => {
    server.answer = sendEvents(
      ': comment\n\n',
      anthropicStart(),
      anthropicEvent({ type: 'ping' }),
      anthropicEvent({ type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } }),
      anthropicEvent({ type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm', text: 'no' } }),
      anthropicEvent({ type: 'from_the_future', text: 'no' }),
      anthropicDelta('Hel'),
      anthropicDelta('lo'),
      anthropicEnd(),
    );
    expect((await collect(anthropic, ask())).text).toBe('Hello');
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'refusal'],
  ])('reads stop_reason %s as %s', async (said, reason) => {
    server.answer = sendEvents(anthropicStart(), anthropicDelta('Hi'), anthropicEnd(said));
    expect((await collect(anthropic, ask())).end).toMatchObject({ reason });
  });

  it.each<[string, string[]]>([
    ['without message_stop', [anthropicEnd().split('event: message_stop')[0] ?? '']],
    ['without a stop_reason', [anthropicEnd(null)]],
    ['with a reason that ends no text', [anthropicEnd('tool_use')]],
    ['without any end', []],
  ])('takes a stream %s for truncated', async (_name, end) => {
    server.answer = sendEvents(anthropicStart(), anthropicDelta('Hi'), ...end);
    const { error, end: last } = await collect(anthropic, ask());
    expect(error).toMatchObject({ code: 'TRUNCATED_OUTPUT', retryable: true });
    expect(last).toBeUndefined();
  });
});
