import type { Usage } from '@taktstock/registry';
import Type from 'typebox';
import type { Refusal } from '../faults.ts';
import type { Conversation, Endpoint, Protocol, Refused, Stop, Writer } from './protocol.ts';

const Block = Type.Object({
  type: Type.String(),
  text: Type.Optional(Type.String()),
  cache_control: Type.Optional(Type.Union([Type.Object({ type: Type.String() }), Type.Null()])),
});
const Content = Type.Union([Type.String(), Type.Array(Block)]);

/** Body of POST /v1/messages, as far as the sandbox reads it; other fields are allowed and ignored. */
const MessagesRequest = Type.Object({
  model: Type.String({ minLength: 1 }),
  max_tokens: Type.Integer({ minimum: 1 }),
  messages: Type.Array(
    Type.Object({ role: Type.Union([Type.Literal('user'), Type.Literal('assistant')]), content: Content }),
    { minItems: 1 },
  ),
  system: Type.Optional(Content),
  stream: Type.Optional(Type.Boolean()),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
});
type MessagesRequest = Type.Static<typeof MessagesRequest>;

/** The shared words for an Anthropic request. A beginning worth caching ends with each block marked `cache_control`. */
function conversationOf(body: MessagesRequest): Conversation {
  let chars = 0;
  const marks: number[] = [];
  const textOf = (content: Type.Static<typeof Content>): string => {
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const texts = blocks.map((block) => {
      const text = block.text ?? '';
      chars += text.length;
      if ('cache_control' in block && block.cache_control) marks.push(chars);
      return text;
    });
    return texts.join('');
  };
  const system = body.system === undefined ? [] : [{ role: 'system', text: textOf(body.system) }];
  const messages = body.messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  return {
    model: body.model,
    stream: body.stream ?? false,
    maxTokens: body.max_tokens,
    messages: [...system, ...messages],
    marks,
  };
}

const errorBody = (type: string, message: string) => ({ type: 'error', error: { type, message } });

const refused = (status: number, type: string, message: string, headers: Record<string, string> = {}): Refused => ({
  status,
  headers,
  body: errorBody(type, message),
});

function refusal(name: Refusal, retryAfterSeconds: number): Refused {
  switch (name) {
    case '400':
      return refused(400, 'invalid_request_error', 'messages: the sandbox was asked to refuse this request');
    case '401':
      return refused(401, 'authentication_error', 'invalid x-api-key');
    case '402':
      return refused(402, 'billing_error', 'Your account has a billing issue');
    case '403':
      return refused(403, 'permission_error', 'Your API key does not have permission to use the specified resource');
    case '404':
      return refused(404, 'not_found_error', 'model: no such model');
    case '429':
      return refused(429, 'rate_limit_error', 'This request would exceed the rate limit of your organization', {
        'retry-after': String(retryAfterSeconds),
      });
    case '500':
      return refused(500, 'api_error', 'Internal server error');
    case '529':
      return refused(529, 'overloaded_error', 'Overloaded');
    case 'quota':
      // The real API says this with 400, not 402 or 429.
      return refused(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      );
  }
}

const INVALID_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  404: 'not_found_error',
  413: 'request_too_large',
};

const event = (type: string, data: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const STOP_REASONS: Readonly<Record<Stop, string>> = { stop: 'end_turn', length: 'max_tokens' };

const usageBody = (usage: Usage) => ({
  input_tokens: usage.input,
  cache_creation_input_tokens: usage.cacheWrite,
  cache_read_input_tokens: usage.cacheRead,
  output_tokens: usage.output,
});

function writer(callId: number, model: string): Writer {
  const serial = String(callId).padStart(8, '0');
  const message = (content: unknown[], stopReason: string | null, usage: Usage) => ({
    id: `msg_sandbox_${serial}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage: {
      ...usageBody(usage),
      cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
      service_tier: 'standard',
    },
  });
  const errorDocument = errorBody('overloaded_error', 'Overloaded');
  // The real API opens the content block with the first token: an empty answer has none.
  let blockOpen = false;
  const block = (): string => {
    if (blockOpen) return '';
    blockOpen = true;
    return event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) + event('ping');
  };
  const textDelta = 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":';
  return {
    headers: { 'request-id': `req_sandbox_${serial}` },
    open: (input) => event('message_start', { message: message([], null, { ...input, output: 1 }) }),
    token: (text) => `${block()}${textDelta}{"type":"text_delta","text":${JSON.stringify(text)}}}\n\n`,
    keepAlive: event('ping'),
    close: (stop, usage) => {
      const delta = { stop_reason: STOP_REASONS[stop], stop_sequence: null };
      const blockEnd = blockOpen ? event('content_block_stop', { index: 0 }) : '';
      return `${blockEnd}${event('message_delta', { delta, usage: usageBody(usage) })}${event('message_stop')}`;
    },
    errorEvent: `event: error\ndata: ${JSON.stringify(errorDocument)}\n\n`,
    garbage: `${textDelta}{"type":"text_del\n\n`,
    document: (text, stop, usage) => message(text === '' ? [] : [{ type: 'text', text }], STOP_REASONS[stop], usage),
    errorDocument,
  };
}

const protocol: Protocol = {
  name: 'anthropic',
  refusal,
  invalid: (status, message) =>
    refused(status, INVALID_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message),
  writer,
};

/** Anthropic's Messages API as its SDK meets it. */
export const anthropicMessages: Endpoint<MessagesRequest> = {
  protocol,
  path: '/v1/messages',
  schema: MessagesRequest,
  conversationOf,
  includeUsage: () => true,
  refuse: (headers) => {
    const key = headers['x-api-key'] ?? /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!key) return refused(401, 'authentication_error', 'x-api-key header is required');
    if (headers['anthropic-version']) return null;
    return refused(400, 'invalid_request_error', 'anthropic-version: header is required');
  },
};
