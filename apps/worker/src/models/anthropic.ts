import Anthropic from '@anthropic-ai/sdk';
import { NO_USAGE, type Usage } from '@taktstock/registry';
import { type AnswerReader, streamAnswer, type Wire } from './answer.ts';
import { CALL_HEADER, CLIENT_OPTIONS, type Endpoint } from './endpoint.ts';
import { streamFailure } from './failure.ts';
import { countField, field, parseFrame, textField } from './frame.ts';
import { type EndReason, ModelError, type ModelRequest, type Provider, turnsOf } from './provider.ts';
import type { ServerSentEvent } from './sse.ts';

const REASONS: Readonly<Record<string, EndReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

/** Counts are cumulative; what an event leaves out or sets to null still holds. `input_tokens` is without the cache. */
function updateUsage(known: Usage | null, usage: unknown): Usage | null {
  if (typeof usage !== 'object' || usage === null) return known;
  const before = known ?? NO_USAGE;
  return {
    input: countField(usage, 'input_tokens') ?? before.input,
    cacheRead: countField(usage, 'cache_read_input_tokens') ?? before.cacheRead,
    cacheWrite: countField(usage, 'cache_creation_input_tokens') ?? before.cacheWrite,
    output: countField(usage, 'output_tokens') ?? before.output,
  };
}

/** Reads `message_start` up to `message_stop`; without that last event there is no success. */
class AnthropicAnswer implements AnswerReader {
  usage: Usage | null = null;
  reason: EndReason | null = null;
  closed = false;
  #stop: EndReason | null = null;

  take(event: ServerSentEvent): string {
    const frame = parseFrame(event);
    switch (textField(frame, 'type') || event.event) {
      case 'content_block_delta': {
        const delta = field(frame, 'delta');
        return textField(delta, 'type') === 'text_delta' ? textField(delta, 'text') : ''; // thinking is not the answer
      }
      case 'message_start':
        this.usage = updateUsage(this.usage, field(field(frame, 'message'), 'usage'));
        return '';
      case 'message_delta':
        this.usage = updateUsage(this.usage, field(frame, 'usage'));
        this.#stop = readReason(textField(field(frame, 'delta'), 'stop_reason')) ?? this.#stop;
        return '';
      case 'message_stop':
        this.reason = this.#stop;
        this.closed = true;
        return '';
      case 'error':
        throw streamFailure(frame);
      default: // ping, block borders, and whatever the protocol adds: it asks clients to ignore the unknown
        return '';
    }
  }
}

/** Throws TRUNCATED_OUTPUT for a reason that is no end of a text, such as a wish to use a tool. */
function readReason(reason: string): EndReason | null {
  if (reason === '') return null;
  const known = REASONS[reason];
  if (known === undefined) throw new ModelError('TRUNCATED_OUTPUT', 'the answer stopped for a reason unknown to us');
  return known;
}

/** A block, marked for the prompt cache where other calls begin in the same way; an empty one cannot be marked. */
const block = (text: string, stable: boolean): Anthropic.TextBlockParam => ({
  type: 'text',
  text,
  ...(stable && text !== '' ? { cache_control: { type: 'ephemeral' } } : {}),
});

/**
 * The request. Marked for the prompt cache are the system prompt, which all calls of an agent share, and what all parts of
 * a reading share: three marks of the four that Anthropic allows. No temperature: API version 2026-10-21, which this SDK
 * speaks, answers 400 to it.
 */
const bodyOf = ({ model, system, messages, maxTokens }: ModelRequest): Anthropic.MessageCreateParamsStreaming => ({
  model,
  max_tokens: maxTokens,
  stream: true,
  ...(system === '' ? {} : { system: [block(system, true)] }),
  messages: turnsOf(messages).map(({ role, blocks }) => ({
    role,
    content: blocks.map(({ text, stable }) => block(text, stable)),
  })),
});

/** A provider that speaks Anthropic's Messages API at `{baseURL}/v1/messages`. */
export function createAnthropic({ apiKey, baseURL }: Endpoint): Provider {
  const client = new Anthropic({
    ...CLIENT_OPTIONS,
    apiKey,
    baseURL: baseURL ?? 'https://api.anthropic.com',
    webhookKey: null,
    openTelemetry: false,
  });
  const wire: Wire = {
    // Not messages.create(): that writes to the console on every call of a model that will retire one day.
    send: (request, signal) =>
      client
        .post('/v1/messages', {
          body: bodyOf(request),
          stream: true,
          signal,
          headers: { [CALL_HEADER]: request.callId },
        })
        .asResponse(),
    reader: () => new AnthropicAnswer(),
  };
  return { stream: (request) => streamAnswer(wire, request) };
}
