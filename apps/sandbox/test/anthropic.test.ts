import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { eventsOf, startSandbox } from './server.ts';

const clientOf = (url: string) => new Anthropic({ baseURL: url, apiKey: 'any', maxRetries: 0 });
const asked = {
  model: 'claude-sonnet-5',
  max_tokens: 2_000,
  system: 'Be brief.',
  messages: [{ role: 'user' as const, content: 'Hello there' }],
};

describe('Anthropic Messages', () => {
  test('the SDK gets the same answer in one piece and as a stream', async () => {
    const { url } = await startSandbox();
    const client = clientOf(url);
    const message = await client.messages.create(asked);
    const stream = client.messages.stream(asked);
    const streamed = await stream.finalMessage();

    const [block] = message.content;
    expect(block?.type === 'text' && block.text).toMatch(/^Sandbox text, written without a model/);
    expect(streamed.content).toEqual(message.content);
    expect(message.stop_reason).toBe('end_turn');
    expect(streamed.stop_reason).toBe('end_turn');
    expect(streamed.usage).toEqual(message.usage);
  });

  test('usage is a quarter of the characters, rounded up', async () => {
    const { url } = await startSandbox();
    const message = await clientOf(url).messages.create(asked);
    const [block] = message.content;
    const chars = block?.type === 'text' ? block.text.length : 0;
    // "Be brief." and "Hello there" have 20 characters.
    expect(message.usage).toMatchObject({
      input_tokens: 5,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: Math.ceil(chars / 4),
    });
  });

  test('a beginning marked as cacheable is counted apart from the rest', async () => {
    const { url } = await startSandbox();
    const system = [{ type: 'text' as const, text: 'x'.repeat(8_000), cache_control: { type: 'ephemeral' as const } }];
    const first = await clientOf(url).messages.create({ ...asked, system });
    const counts = { input_tokens: 3, cache_creation_input_tokens: 2_000, cache_read_input_tokens: 0 };
    expect(first.usage).toMatchObject(counts);
    const second = await clientOf(url).messages.create({ ...asked, system });
    expect(second.usage).toMatchObject({
      ...{ input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: 2_000 },
    });
  });

  test('a stream consists of the events of the real API in their order', async () => {
    const sandbox = await startSandbox();
    const response = await sandbox.anthropic({ stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('request-id')).toMatch(/^req_/);
    const events = eventsOf(await response.text());
    for (const { event, data } of events) expect((data as { type: string }).type).toBe(event);
    const names = events.map(({ event }) => event);
    expect(names.filter((name, at) => name !== names[at - 1])).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[0]?.data).toMatchObject({
      message: { role: 'assistant', content: [], stop_reason: null, usage: { input_tokens: 3, output_tokens: 1 } },
    });
  });

  test('an answer longer than max_tokens ends there and says so', async () => {
    const { url } = await startSandbox();
    const message = await clientOf(url).messages.create({ ...asked, max_tokens: 5 });
    expect(message.content).toEqual([{ type: 'text', text: 'Sandbox text, writte' }]);
    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 5 } });
  });

  test('any key is accepted, no key gets the error the SDK knows', async () => {
    const { url, post } = await startSandbox();
    await expect(clientOf(url).messages.create(asked)).resolves.toBeDefined();
    const response = await post('/v1/messages', asked, { 'anthropic-version': '2023-06-01' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type: 'authentication_error', message: 'x-api-key header is required' },
    });
  });

  test('an invalid body gets an error that names the field', async () => {
    const sandbox = await startSandbox();
    for (const [body, field] of [
      [{ max_tokens: undefined }, 'max_tokens: Field required'],
      [{ messages: [] }, 'messages: '],
      [{ max_tokens: '5' }, 'max_tokens: '],
    ] as const) {
      const response = await sandbox.anthropic(body);
      expect(response.status).toBe(400);
      const { type, error } = (await response.json()) as { type: string; error: { type: string; message: string } };
      expect([type, error.type]).toEqual(['error', 'invalid_request_error']);
      expect(error.message).toContain(field);
    }
    expect(await sandbox.counters()).toMatchObject({ total: 0, refused: 3 });
  });

  test('a body over 2 MiB is refused in the words of the API', async () => {
    const sandbox = await startSandbox();
    const response = await sandbox.anthropic({ system: 'x'.repeat(2 * 1_024 * 1_024) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'request_too_large' } });
  });
});
