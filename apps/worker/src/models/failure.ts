import { APIError as AnthropicError, APIConnectionTimeoutError as AnthropicTimeout } from '@anthropic-ai/sdk';
import type { ErrorCode } from '@taktstock/registry';
import { APIError as OpenaiError, APIConnectionTimeoutError as OpenaiTimeout } from 'openai';
import { field, textField } from './frame.ts';
import { ModelError } from './provider.ts';
import { OverlongEvent } from './sse.ts';

/** Names that providers give their errors, where the name says more than the status. */
const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  overloaded_error: 'UPSTREAM_UNAVAILABLE',
  api_error: 'UPSTREAM_UNAVAILABLE',
  server_error: 'UPSTREAM_UNAVAILABLE',
  rate_limit_error: 'UPSTREAM_RATE_LIMITED',
  rate_limit_exceeded: 'UPSTREAM_RATE_LIMITED',
  insufficient_quota: 'QUOTA_EXCEEDED',
  billing_error: 'QUOTA_EXCEEDED',
  authentication_error: 'AUTH_FAILED',
  permission_error: 'AUTH_FAILED',
  invalid_api_key: 'AUTH_FAILED',
  invalid_request_error: 'UPSTREAM_REJECTED',
  not_found_error: 'UPSTREAM_REJECTED',
  request_too_large: 'UPSTREAM_REJECTED',
};

const NO_MONEY = /quota|credit|billing|spend.limit|insufficient.(funds|balance)/i;

/** Anthropic says with 400 that the money is gone; in a 400 only these words count, because it may quote the prompt. */
const NO_MONEY_400 = /credit balance is too low|specified API usage limits/i;

/** Only what looks like an identifier passes: prose may quote the prompt, and keys contain dashes and capitals. */
const IDENTIFIER = /^[a-z][a-z0-9_.[\]]{0,63}$/;
const REQUEST_ID = /^[\w-]{1,64}$/;

/** The parts of an error body; `{error: {...}}`, `{error: "..."}` and the inner object alone all occur. */
function readBody(body: unknown) {
  const inner = field(body, 'error') ?? body;
  const names = [textField(inner, 'code'), textField(inner, 'type'), textField(field(inner, 'details'), 'error_code')];
  const prose = typeof inner === 'string' ? inner : textField(inner, 'message');
  return { inner, names: names.filter((name) => IDENTIFIER.test(name)), prose, param: textField(inner, 'param') };
}

type Body = ReturnType<typeof readBody>;

const byName = ({ names }: Body): ErrorCode | undefined =>
  names.map((name) => BY_NAME[name]).find((code) => code !== undefined);

/** Links are left out: OpenAI's plain rate limit points at its billing page. */
const namesMoney = ({ names, prose }: Body): boolean =>
  !names.includes('rate_limit_exceeded') && NO_MONEY.test(`${names} ${prose.replace(/https?:\S+/g, '')}`);

function byStatus(status: number, body: Body): ErrorCode {
  if (status === 402 || (status === 429 && namesMoney(body))) return 'QUOTA_EXCEEDED';
  if (status === 429) return 'UPSTREAM_RATE_LIMITED';
  if (status === 408 || status === 409 || status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (byName(body) === 'QUOTA_EXCEEDED' || (status === 400 && NO_MONEY_400.test(body.prose))) return 'QUOTA_EXCEEDED';
  if (status === 401 || status === 403) return 'AUTH_FAILED';
  return 'UPSTREAM_REJECTED'; // other 4xx, and 3xx: we do not carry prompts to another address
}

const describe = ({ names, param }: Body): string =>
  [...new Set(names), ...(IDENTIFIER.test(param) ? [`(${param})`] : [])].map((part) => ` ${part}`).join('');

/** How long the provider asks us to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | null {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (ms >= 0) return Math.ceil(ms);
  const after = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(after)) return Math.ceil(Number(after) * 1000);
  const until = /^[A-Z][a-z]{2}/.test(after) ? Date.parse(after) : Number.NaN; // Date.parse takes "-3" for a year
  // The provider's own clock, when it shows it, so that ours may be wrong.
  return Number.isNaN(until) ? null : Math.max(0, until - (Date.parse(headers.get('date') ?? '') || now));
}

function httpFailure(status: number, headers: Headers | undefined, error: unknown, prose: string): ModelError {
  const body = readBody(error ?? prose);
  const request = headers?.get('request-id') ?? headers?.get('x-request-id') ?? '';
  const suffix = REQUEST_ID.test(request) ? `, request ${request}` : '';
  return new ModelError(byStatus(status, body), `HTTP ${status}${describe(body)}${suffix}`, {
    status,
    retryAfterMs: headers === undefined ? null : retryAfterMs(headers),
  });
}

/** The failure that an error frame inside a 200 stream reports; some gateways put an HTTP status into `code`. */
export function streamFailure(error: unknown): ModelError {
  const body = readBody(error);
  const status = Number(field(body.inner, 'code'));
  const code = status >= 300 && status < 600 ? byStatus(status, body) : (byName(body) ?? 'UPSTREAM_UNAVAILABLE');
  return new ModelError(code, `error inside the stream:${describe(body) || ' unnamed'}`);
}

/** The system's name for a broken connection, such as ECONNREFUSED; fetch hides it in a chain of causes. */
function socketCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = textField(at, 'code');
    if (/^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code;
  }
  return 'connection lost';
}

/** Turns whatever the SDK or the socket threw into a ModelError. A bug of ours is neither and stays what it is. */
export function failureOf(error: unknown, connected: boolean): unknown {
  if (error instanceof ModelError) return error;
  if (error instanceof OverlongEvent) return new ModelError('UPSTREAM_UNAVAILABLE', error.message);
  const api = error instanceof AnthropicError || error instanceof OpenaiError;
  if (api && error.status !== undefined) return httpFailure(error.status, error.headers, error.error, error.message);
  if (!api && !connected) return error;
  const code = socketCode(error);
  const late = error instanceof AnthropicTimeout || error instanceof OpenaiTimeout || /TIMEOUT|TIMEDOUT/.test(code);
  return new ModelError(late ? 'TIMEOUT' : 'NETWORK_ERROR', `no connection to the provider: ${code}`);
}
