import type { Usage } from '@taktstock/registry';
import OpenAI from 'openai';
import { type AnswerReader, streamAnswer, type Wire } from './answer.ts';
import { CALL_HEADER, CLIENT_OPTIONS, type Endpoint } from './endpoint.ts';
import { streamFailure } from './failure.ts';
import { countField, field, parseFrame, textField } from './frame.ts';
import { type EndReason, ModelError, type ModelRequest, type Provider, turnsOf } from './provider.ts';
import type { ServerSentEvent } from './sse.ts';

const OPENAI_URL = 'https://api.openai.com/v1';

const REASONS: Readonly<Record<string, EndReason>> = { stop: 'stop', length: 'length', content_filter: 'refusal' };

/** `prompt_tokens` includes what was read from and written to the cache; our buckets do not overlap. */
function readUsage(usage: unknown): Usage | null {
  const prompt = countField(usage, 'prompt_tokens');
  const output = countField(usage, 'completion_tokens');
  if (prompt === undefined || output === undefined) return null;
  const details = field(usage, 'prompt_tokens_details');
  const cacheRead = Math.min(countField(details, 'cached_tokens') ?? 0, prompt);
  const cacheWrite = Math.min(countField(details, 'cache_write_tokens') ?? 0, prompt - cacheRead);
  return { input: prompt - cacheRead - cacheWrite, cacheRead, cacheWrite, output };
}

/** Reads chunks up to `[DONE]`. The answer is complete with its finish_reason; usage comes in a chunk after it. */
class OpenaiAnswer implements AnswerReader {
  usage: Usage | null = null;
  reason: EndReason | null = null;
  closed = false;
  #refused = false;

  take(event: ServerSentEvent): string {
    if (event.data === '[DONE]') {
      this.closed = true;
      return '';
    }
    const frame = parseFrame(event);
    const error = field(frame, 'error');
    if ((error !== undefined && error !== null) || event.event === 'error') throw streamFailure(frame);
    this.usage = readUsage(field(frame, 'usage')) ?? this.usage;
    const choices = field(frame, 'choices');
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    const delta = field(choice, 'delta');
    if (textField(delta, 'refusal') !== '') this.#refused = true;
    const reason = textField(choice, 'finish_reason');
    if (reason !== '') this.reason = this.#readReason(reason);
    return textField(delta, 'content'); // `reasoning` and `reasoning_content` are not the answer
  }

  #readReason(reason: string): EndReason {
    if (reason === 'error') throw new ModelError('UPSTREAM_UNAVAILABLE', 'the model behind the gateway failed');
    const known = REASONS[reason];
    if (known === undefined) throw new ModelError('TRUNCATED_OUTPUT', 'the answer stopped for a reason unknown to us');
    return this.#refused ? 'refusal' : known;
  }
}

/** OpenAI itself, at home or on Azure; everything else only speaks its protocol. */
const isOpenai = (baseURL: string): boolean => /(^|\.)openai\.(azure\.)?com$/.test(new URL(baseURL).hostname);

/** The o series and every GPT from 5 on: OpenAI answers 400 to any temperature but the default. */
const FIXED_TEMPERATURE = /^(o\d|gpt-([5-9]|\d\d))/;

/**
 * The request. OpenAI wants `max_completion_tokens` and refuses `max_tokens` for newer models; Ollama, vLLM and other
 * compatible servers know only `max_tokens`, so the address decides. What the beginning of a prompt is worth to its cache OpenAI finds out by itself.
 */
function bodyOf(request: ModelRequest, own: boolean): OpenAI.ChatCompletionCreateParamsStreaming {
  const { model, system, messages, maxTokens, temperature } = request;
  const turns = turnsOf(messages).map(({ role, blocks }) => ({
    role,
    content: blocks.map(({ text }) => text).join('\n\n'),
  }));
  return {
    model,
    messages: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...turns],
    stream: true,
    stream_options: { include_usage: true },
    ...(own ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(own && FIXED_TEMPERATURE.test(model) ? {} : { temperature }),
  };
}

/** A provider that speaks OpenAI's protocol at `{baseURL}/chat/completions`: OpenAI, OpenRouter, Ollama, vLLM. */
export function createOpenai({ apiKey, baseURL = OPENAI_URL }: Endpoint): Provider {
  const own = isOpenai(baseURL);
  const client = new OpenAI({
    ...CLIENT_OPTIONS,
    apiKey,
    baseURL,
    // Given, so that the SDK does not look into the environment, which only config.ts may read.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
  });
  const wire: Wire = {
    send: (request, signal) =>
      client.chat.completions
        .create(bodyOf(request, own), { signal, headers: { [CALL_HEADER]: request.callId } })
        .asResponse(),
    reader: () => new OpenaiAnswer(),
  };
  return { stream: (request) => streamAnswer(wire, request) };
}
