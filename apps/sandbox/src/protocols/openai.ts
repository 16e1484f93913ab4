import type { Usage } from '@taktstock/registry';
import Type from 'typebox';
import type { Refusal } from '../faults.ts';
import type { Conversation, Endpoint, Protocol, Refused, Writer } from './protocol.ts';

const Part = Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) });

/** Body of POST /v1/chat/completions, as far as the sandbox reads it; other fields are allowed and ignored. */
const CompletionsRequest = Type.Object({
  model: Type.String({ minLength: 1 }),
  messages: Type.Array(
    Type.Object({
      role: Type.Enum(['system', 'developer', 'user', 'assistant', 'tool']),
      content: Type.Optional(Type.Union([Type.String(), Type.Array(Part), Type.Null()])),
    }),
    { minItems: 1 },
  ),
  max_tokens: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  max_completion_tokens: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  stream: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  stream_options: Type.Optional(
    Type.Union([Type.Object({ include_usage: Type.Optional(Type.Boolean()) }), Type.Null()]),
  ),
  temperature: Type.Optional(Type.Union([Type.Number({ minimum: 0, maximum: 2 }), Type.Null()])),
});
type CompletionsRequest = Type.Static<typeof CompletionsRequest>;

type Content = CompletionsRequest['messages'][number]['content'];

const textOf = (content: Content): string => {
  if (content === undefined || content === null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
};

/** The shared words for an OpenAI request. */
const conversationOf = (body: CompletionsRequest): Conversation => ({
  model: body.model,
  stream: body.stream ?? false,
  maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
  messages: body.messages.map(({ role, content }) => ({
    role: role === 'developer' ? 'system' : role,
    text: textOf(content),
  })),
  marks: null,
});

const errorBody = (message: string, type: string, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
});

const refused = (status: number, body: unknown, headers: Record<string, string> = {}): Refused => ({
  status,
  headers,
  body,
});

function refusal(name: Refusal, retryAfterSeconds: number): Refused {
  const asked = 'The sandbox was asked to refuse this request.';
  const invalid = 'invalid_request_error';
  switch (name) {
    case '400':
      return refused(400, errorBody(asked, invalid, 'invalid_value', 'messages'));
    case '401':
      return refused(401, errorBody('Incorrect API key provided.', invalid, 'invalid_api_key'));
    case '402':
      return refused(402, errorBody('Insufficient credits.', 'insufficient_quota', 'insufficient_credits'));
    case '403':
      return refused(
        403,
        errorBody(
          'Country, region, or territory not supported',
          'request_forbidden',
          'unsupported_country_region_territory',
        ),
      );
    case '404':
      return refused(
        404,
        errorBody('The model does not exist or you do not have access to it.', invalid, 'model_not_found'),
      );
    case '429':
      return refused(429, errorBody('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'), {
        'retry-after': String(retryAfterSeconds),
      });
    case '500':
      return refused(500, errorBody('The server had an error while processing your request.', 'server_error', null));
    case '529':
      return refused(
        503,
        errorBody('The engine is currently overloaded, please try again later', 'service_unavailable', null),
      );
    case 'quota':
      return refused(
        429,
        errorBody(
          'You exceeded your current quota, please check your plan and billing details.',
          'insufficient_quota',
          'insufficient_quota',
        ),
      );
  }
}

const data = (body: unknown): string => `data: ${JSON.stringify(body)}\n\n`;

const usageBody = (usage: Usage) => {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.output,
    total_tokens: prompt + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
};

function writer(callId: number, model: string, includeUsage: boolean): Writer {
  const serial = String(callId).padStart(8, '0');
  const head = {
    id: `chatcmpl-sandbox${serial}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1_000),
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
  // With include_usage every chunk but the last carries a null.
  const tail = includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: string | null): string =>
    data({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...tail });
  // All token chunks are alike but for their text: the rest is written once.
  const [before, after] = chunk({ content: '\u0000' }, null).split('"\\u0000"') as [string, string];
  const errorDocument = errorBody(
    'The server had an error while processing your request. Sorry about that!',
    'server_error',
    null,
  );
  return {
    headers: { 'x-request-id': `req_sandbox_${serial}` },
    // Compatible servers send comment lines while they work; a reader that chokes on one shall do so here.
    open: () => `: sandbox\n\n${chunk({ role: 'assistant', content: '', refusal: null }, null)}`,
    token: (text) => `${before}${JSON.stringify(text)}${after}`,
    keepAlive: ': sandbox\n\n',
    close: (stop, usage) => {
      const last = includeUsage ? data({ ...head, choices: [], usage: usageBody(usage) }) : '';
      return `${chunk({}, stop)}${last}data: [DONE]\n\n`;
    },
    errorEvent: data(errorDocument),
    garbage: `${before}"torn\n\n`,
    document: (text, stop, usage) => ({
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: text, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: stop,
        },
      ],
      usage: usageBody(usage),
    }),
    errorDocument,
  };
}

const protocol: Protocol = {
  name: 'openai',
  refusal,
  invalid: (status, message, param) =>
    refused(status, errorBody(message, status < 500 ? 'invalid_request_error' : 'server_error', null, param)),
  writer,
};

/** OpenAI's Chat Completions API as its SDK meets it; `path` is where OpenAI itself has it. */
export const openaiCompletions: Endpoint<CompletionsRequest> = {
  protocol,
  path: '/v1/chat/completions',
  schema: CompletionsRequest,
  conversationOf,
  includeUsage: (body) => body.stream_options?.include_usage ?? false,
  refuse: (headers) =>
    /^Bearer\s+\S+$/i.test(headers.authorization ?? '')
      ? null
      : refused(
          401,
          errorBody(
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            'invalid_request_error',
            null,
          ),
        ),
};
