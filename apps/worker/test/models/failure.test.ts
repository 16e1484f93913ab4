import { APIError as AnthropicError } from '@anthropic-ai/sdk';
import { APIError as OpenaiError } from 'openai';
import { describe, expect, it } from 'vitest';
import { failureOf, retryAfterMs, streamFailure } from '../../src/models/failure.ts';
import type { ModelError } from '../../src/models/provider.ts';

type Raw = { status: number; body: unknown; headers?: Record<string, string> };

/** What both SDKs make of one HTTP answer, and what we make of that. */
const both = ({ status, body, headers = {} }: Raw): ModelError[] =>
  [AnthropicError, OpenaiError].map((sdk) => {
    const text = typeof body === 'string' ? body : undefined;
    const error = sdk.generate(status, text === undefined ? (body as object) : undefined, text, new Headers(headers));
    return failureOf(error, false) as ModelError;
  });

describe('an HTTP refusal', () => {
  it.each<[number, unknown, string, boolean]>([
    [400, { error: { type: 'invalid_request_error', message: 'quota of insights' } }, 'UPSTREAM_REJECTED', false],
    [400, { error: { message: 'Your credit balance is too low to access the API' } }, 'QUOTA_EXCEEDED', false],
    [400, { error: { message: 'You have reached your specified API usage limits.' } }, 'QUOTA_EXCEEDED', false],
    [401, { error: { type: 'authentication_error' } }, 'AUTH_FAILED', false],
    [402, {}, 'QUOTA_EXCEEDED', false],
    [403, { error: { type: 'permission_error' } }, 'AUTH_FAILED', false],
    [403, { error: { type: 'billing_error' } }, 'QUOTA_EXCEEDED', false],
    [404, { error: { code: 'model_not_found' } }, 'UPSTREAM_REJECTED', false],
    [408, {}, 'UPSTREAM_UNAVAILABLE', true],
    [409, {}, 'UPSTREAM_UNAVAILABLE', true],
    [413, { error: { type: 'request_too_large' } }, 'UPSTREAM_REJECTED', false],
    [418, 'I am a teapot', 'UPSTREAM_REJECTED', false],
    [422, {}, 'UPSTREAM_REJECTED', false],
    [429, { error: { type: 'rate_limit_error', message: 'slow down' } }, 'UPSTREAM_RATE_LIMITED', true],
    [429, {}, 'UPSTREAM_RATE_LIMITED', true],
    [429, { error: { type: 'insufficient_quota' } }, 'QUOTA_EXCEEDED', false],
    [429, { error: { message: 'You exceeded your current quota' } }, 'QUOTA_EXCEEDED', false],
    [429, { error: { message: 'Out of credits' } }, 'QUOTA_EXCEEDED', false],
    [429, { error: 'check your billing details' }, 'QUOTA_EXCEEDED', false],
    [429, 'quota exceeded', 'QUOTA_EXCEEDED', false],
    [429, { error: { type: 'x', details: { error_code: 'contract_spend_limit_reached' } } }, 'QUOTA_EXCEEDED', false],
    [429, { error: { code: 'rate_limit_exceeded', message: 'TPM quota' } }, 'UPSTREAM_RATE_LIMITED', true],
    [429, { error: { message: 'Slow down. See https://x.example/account/billing' } }, 'UPSTREAM_RATE_LIMITED', true],
    [500, { error: { type: 'insufficient_quota' } }, 'UPSTREAM_UNAVAILABLE', true],
    [502, '<html>Bad gateway</html>', 'UPSTREAM_UNAVAILABLE', true],
    [503, {}, 'UPSTREAM_UNAVAILABLE', true],
    [529, { error: { type: 'overloaded_error' } }, 'UPSTREAM_UNAVAILABLE', true],
  ])('%i %j is %s', (status, body, code, retryable) => {
    for (const error of both({ status, body })) {
      expect(error).toMatchObject({ name: 'ModelError', code, status, retryable });
    }
  });

  it('is told in identifiers only: no prose, which may quote the prompt or the key', () => {
    const secret = 'sk-ant-api03-Secret';
    const body = {
      error: {
        type: 'invalid_request_error',
        code: secret,
        param: 'messages[0].content',
        message: `key ${secret}, prompt: Anna was born on 4 May`,
      },
    };
    for (const error of both({ status: 400, body, headers: { 'request-id': 'req_42' } })) {
      expect(error.message).toBe('HTTP 400 invalid_request_error (messages[0].content), request req_42');
      expect(error.cause).toBeUndefined();
    }
  });

  it('stays short whatever the provider sends', () => {
    const long = 'x'.repeat(100_000);
    const body = { error: { type: long, code: long, param: long, message: long } };
    for (const error of both({ status: 500, body, headers: { 'x-request-id': long } })) {
      expect(error.message).toBe('HTTP 500');
    }
  });
});

describe('the wait that a provider asks for', () => {
  const now = Date.parse('2026-01-15T09:00:00Z');
  it.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '1234' }, 1234],
    [{ 'retry-after-ms': '1234', 'retry-after': '7' }, 1234],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Thu, 15 Jan 2026 09:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 15 Jan 2026 09:00:30 GMT', date: 'Thu, 15 Jan 2026 09:00:10 GMT' }, 20_000],
    [{ 'retry-after': 'Thu, 15 Jan 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': 'later' }, null],
    [{}, null],
  ])('%j is %j ms', (headers, ms) => {
    expect(retryAfterMs(new Headers(headers), now)).toBe(ms);
  });

  it('comes with the error', () => {
    for (const error of both({ status: 503, body: {}, headers: { 'retry-after': '3' } })) {
      expect(error.retryAfterMs).toBe(3000);
    }
  });
});

describe('an error frame inside a 200 stream', () => {
  it.each<[unknown, string]>([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'UPSTREAM_UNAVAILABLE'],
    [{ type: 'error', error: { type: 'api_error' } }, 'UPSTREAM_UNAVAILABLE'],
    [{ type: 'error', error: { type: 'timeout_error' } }, 'UPSTREAM_UNAVAILABLE'],
    [{ type: 'error', error: { type: 'rate_limit_error' } }, 'UPSTREAM_RATE_LIMITED'],
    [{ error: { type: 'server_error', code: null } }, 'UPSTREAM_UNAVAILABLE'],
    [{ error: { code: 'insufficient_quota' } }, 'QUOTA_EXCEEDED'],
    [{ error: { code: 429, message: 'Rate limited' } }, 'UPSTREAM_RATE_LIMITED'],
    [{ error: { code: 402, message: 'More credits' } }, 'QUOTA_EXCEEDED'],
    [{ error: { code: 502 } }, 'UPSTREAM_UNAVAILABLE'],
    [{ error: { type: 'invalid_request_error' } }, 'UPSTREAM_REJECTED'],
    [{ error: { type: 'authentication_error' } }, 'AUTH_FAILED'],
    [{ error: 'the model crashed' }, 'UPSTREAM_UNAVAILABLE'],
    [{}, 'UPSTREAM_UNAVAILABLE'],
    [null, 'UPSTREAM_UNAVAILABLE'],
  ])('%j is %s', (frame, code) => {
    expect(streamFailure(frame)).toMatchObject({ code, status: null });
  });
});

it('leaves an error that is neither the provider nor the network what it is: a bug', () => {
  const bug = new TypeError('undefined is not a function');
  expect(failureOf(bug, false)).toBe(bug);
});
