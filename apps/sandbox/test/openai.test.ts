import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { eventsOf, startSandbox } from './server.ts';

const clientOf = (url: string) => new OpenAI({ baseURL: url, apiKey: 'any', maxRetries: 0 });
const asked = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Hello there' }] };

type Chunk = { choices: { delta: { content?: string }; finish_reason: string | null }[]; usage?: object | null };

describe('OpenAI Chat Completions', () => {
  test('the SDK gets the same answer in one piece and as a stream, with and without /v1', async () => {
    const { url } = await startSandbox();
    const answers = await Promise.all(
      [`${url}/v1`, url].map(async (base) => {
        const client = clientOf(base);
        const completion = await client.chat.completions.create(asked);
        let streamed = '';
        for await (const chunk of await client.chat.completions.create({ ...asked, stream: true })) {
          streamed += chunk.choices[0]?.delta.content ?? '';
        }
        expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: streamed } });
        return streamed;
      }),
    );
    expect(answers[0]).toMatch(/^Sandbox text, written without a model/);
    expect(answers[1]).toBe(answers[0]);
  });

  test('a stream ends with usage when it was asked for, then [DONE]', async () => {
    const sandbox = await startSandbox();
    const text = await (await sandbox.openai({ stream: true, stream_options: { include_usage: true } })).text();
    const events = eventsOf(text).map(({ data }) => data);
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events.filter((data): data is Chunk => typeof data === 'object');
    const output = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 3,
        completion_tokens: Math.ceil(output.length / 4),
        total_tokens: 3 + Math.ceil(output.length / 4),
        prompt_tokens_details: { cached_tokens: 0 },
      },
    });
    for (const chunk of chunks.slice(0, -1)) expect(chunk.usage).toBeNull();
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  });

  test('a stream says nothing about usage when it was not asked for', async () => {
    const sandbox = await startSandbox();
    const text = await (await sandbox.openai({ stream: true })).text();
    expect(text).not.toContain('"usage"');
    expect(text.trimEnd()).toMatch(/data: \[DONE\]$/);
  });

  test('a stream contains a comment line, which clients have to skip', async () => {
    const sandbox = await startSandbox();
    expect(await (await sandbox.openai({ stream: true })).text()).toMatch(/^: sandbox\n\n/);
  });

  test('an answer longer than its limit ends there and says so', async () => {
    const { url } = await startSandbox();
    const completion = await clientOf(url).chat.completions.create({ ...asked, max_completion_tokens: 5 });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'Sandbox text, writte' },
    });
  });

  test('any key is accepted, no key gets the error the SDK knows', async () => {
    const { url, post } = await startSandbox();
    await expect(clientOf(url).chat.completions.create(asked)).resolves.toBeDefined();
    const response = await post('/v1/chat/completions', asked);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param: null, code: null } });
  });

  test('an invalid body gets an error that names the field', async () => {
    const sandbox = await startSandbox();
    const response = await sandbox.openai({ messages: undefined });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: 'messages: Field required',
        type: 'invalid_request_error',
        param: 'messages',
        code: null,
      },
    });
  });
});
