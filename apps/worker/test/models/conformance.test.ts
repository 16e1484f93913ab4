import type { ServerResponse } from 'node:http';
import { buildSandbox } from '@taktstock/sandbox/app';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelEvent, Provider } from '../../src/models/provider.ts';
import { createProviders } from '../../src/models/providers.ts';
import { ask, collect, lastUsage, said } from './provider-server.ts';

const KEEP_ALIVE_MS = 30;

type Sandbox = Awaited<ReturnType<typeof buildSandbox>>;
type Call = {
  call: string | null;
  outcome: string | null;
  outputChars: number;
  usage: { input: number; cacheRead: number; cacheWrite: number; output: number };
};

let sandbox: Sandbox;
let providers: ReadonlyMap<string, Provider>;
/** Responses on their way, so that a test can wait for the end of one. */
const closed = new Map<string, Promise<void>>();

beforeAll(async () => {
  sandbox = await buildSandbox({ pace: { firstTokenMs: 0, tokensPerSecond: 0 }, keepAliveMs: KEEP_ALIVE_MS });
  sandbox.server.on('request', (request, response: ServerResponse) => {
    const call = String(request.headers['x-taktstock-call']);
    closed.set(call, new Promise((resolve) => response.once('close', resolve)));
  });
  const url = await sandbox.listen({ host: '127.0.0.1', port: 0 });
  providers = createProviders({ sandbox: { url } });
});
beforeEach(() => closed.clear());
afterAll(() => sandbox.close());

/** The row of one call in the sandbox's log, which lags behind the end of a connection by some microtasks. */
async function logged(callId: string): Promise<Call> {
  return vi.waitFor(
    async () => {
      const { calls } = (await sandbox.inject('/_sandbox/calls')).json<{ calls: Call[] }>();
      const row = calls.find(({ call, outcome }) => call === callId && outcome !== null);
      if (row === undefined) throw new Error(`call ${callId} runs on`);
      return row;
    },
    { timeout: 1000, interval: 5 },
  );
}

describe.each(['sandbox', 'sandbox-openai'])('the provider %s', (name) => {
  const provider = (): Provider => {
    const found = providers.get(name);
    if (found === undefined) throw new Error(`${name} is not configured`);
    return found;
  };
  const withFault = (fault: string, over: Parameters<typeof ask>[0] = {}) => ask({ model: `model+${fault}`, ...over });
  /** Reads until the first text. */
  async function firstText(answer: AsyncIterator<ModelEvent>): Promise<void> {
    for (;;) {
      const { value, done } = await answer.next();
      if (done) throw new Error('the answer ended without text');
      if (value.type === 'text') return;
    }
  }

  it('hands on the text in order and whole, then exactly one end', async () => {
    const words = Array.from({ length: 5000 }, (_, at) => `${at} äß€🎼`).join(' ');
    const { text, events, error } = await collect(provider(), withFault(`text:${words}`, { maxTokens: 100_000 }));
    expect(error).toBeUndefined();
    expect(text).toBe(words);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'stop' });
  });

  it('reports the usage that the provider counted', async () => {
    const request = ask({ system: 'You write about charts.'.repeat(20), maxTokens: 100_000 });
    const { text, end } = await collect(provider(), request);
    const row = await logged(request.callId);
    expect(end).toMatchObject({ usage: row.usage, estimated: false });
    expect(row.usage.output).toBe(Math.ceil(text.length / 4));
    expect(row.outcome).toBe('done');
  });

  it.each<[string, string, Partial<{ status: number | null; retryAfterMs: number | null; retryable: boolean }>]>([
    ['400', 'UPSTREAM_REJECTED', { status: 400, retryable: false }],
    ['401', 'AUTH_FAILED', { status: 401, retryable: false }],
    ['402', 'QUOTA_EXCEEDED', { status: 402, retryable: false }],
    ['403', 'AUTH_FAILED', { status: 403, retryable: false }],
    ['404', 'UPSTREAM_REJECTED', { status: 404, retryable: false }],
    ['429', 'UPSTREAM_RATE_LIMITED', { status: 429, retryAfterMs: 1000, retryable: true }],
    ['429:7', 'UPSTREAM_RATE_LIMITED', { status: 429, retryAfterMs: 7000, retryable: true }],
    ['quota', 'QUOTA_EXCEEDED', { retryAfterMs: null, retryable: false }],
    ['500', 'UPSTREAM_UNAVAILABLE', { status: 500, retryAfterMs: null, retryable: true }],
    ['529', 'UPSTREAM_UNAVAILABLE', { retryable: true }],
    ['html', 'UPSTREAM_UNAVAILABLE', { status: 200, retryable: true }],
    ['garbage', 'UPSTREAM_UNAVAILABLE', { status: null, retryable: true }],
    ['error-event', 'UPSTREAM_UNAVAILABLE', { status: null, retryable: true }],
    ['cut', 'TRUNCATED_OUTPUT', { status: null, retryable: true }],
    ['reset', 'NETWORK_ERROR', { status: null, retryable: true }],
    ['empty', 'EMPTY_OUTPUT', { status: null, retryable: true }],
    ['text: \n ', 'EMPTY_OUTPUT', { retryable: true }],
  ])('makes of %s the error %s', async (fault, code, details) => {
    const { error, end } = await collect(provider(), withFault(fault));
    expect(error).toMatchObject({ name: 'ModelError', code, ...details });
    expect(end).toBeUndefined();
  });

  it('never puts prompt or key into an error', async () => {
    const faults = ['400', '401', '402', '403', '404', '429', 'quota', '500', 'html', 'garbage', 'error-event', 'cut'];
    for (const fault of [...faults, 'nonsense']) {
      const { error } = await collect(provider(), withFault(fault, { system: 'SECRET', messages: said('SECRET') }));
      const everything = `${error?.stack} ${JSON.stringify(error)} ${error?.cause}`;
      expect(everything).not.toMatch(/SECRET|Bearer/);
      expect(error?.message.length).toBeLessThan(200);
    }
  });

  it('reports a full answer that hit its limit as an end of its own kind', async () => {
    expect((await collect(provider(), withFault('length'))).end).toMatchObject({ reason: 'length' });
  });

  it('cleans the text of what Postgres cannot store', async () => {
    const { text, error } = await collect(provider(), withFault('nul', { maxTokens: 100_000 }));
    expect(error).toBeUndefined();
    expect(text).toContain('\ufffd');
    expect(text).not.toContain('\0');
    expect(text.isWellFormed()).toBe(true);
  });

  it.each(['cut', 'error-event', 'reset'])('says what an answer cost that breaks off (%s)', async (fault) => {
    const request = withFault(fault, { maxTokens: 100_000 });
    const outcome = await collect(provider(), request);
    expect(lastUsage(outcome)).toEqual({ usage: (await logged(request.callId)).usage, estimated: true });
  });

  it('times out when no headers come', async () => {
    const request = withFault('hang', { idleMs: 60 });
    const { error } = await collect(provider(), request);
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true, message: 'no byte for 60 ms' });
    expect(await logged(request.callId)).toMatchObject({ outcome: 'closed' });
  });

  it('times out when a stream falls silent, and closes it', async () => {
    const request = withFault('stall', { idleMs: 60 });
    const { error, text, end } = await collect(provider(), request);
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    expect(text).not.toBe('');
    expect(end).toBeUndefined();
    expect(await logged(request.callId)).toMatchObject({ outcome: 'closed' });
  });

  it('waits as long as the stream shows that it lives', async () => {
    const idleMs = 8 * KEEP_ALIVE_MS;
    const { error, end } = await collect(provider(), withFault(`slow:${3 * idleMs}`, { idleMs }));
    expect(error).toBeUndefined();
    expect(end).toMatchObject({ reason: 'stop' });
  });

  it.each(['hang', 'stall'])('ends at once with the reason of its signal (%s)', async (fault) => {
    const cancel = new AbortController();
    const reason = new Error('cancelled by its owner');
    const request = withFault(fault, { signal: cancel.signal });
    const outcome = collect(provider(), request);
    await vi.waitFor(() => expect(closed.has(request.callId)).toBe(true), { interval: 5 });
    cancel.abort(reason);
    expect((await outcome).error).toBe(reason);
    await closed.get(request.callId);
    expect(await logged(request.callId)).toMatchObject({ outcome: 'closed' });
  });

  it('says what a cancelled answer cost', async () => {
    const cancel = new AbortController();
    const request = withFault('stall', { signal: cancel.signal, maxTokens: 100_000 });
    const events: ModelEvent[] = [];
    const read = async () => {
      for await (const event of provider().stream(request)) {
        events.push(event);
        // The sandbox writes half of the text and falls silent.
        if (event.type === 'text') cancel.abort('enough');
      }
    };
    await expect(read()).rejects.toBe('enough');
    expect(events.at(-1)).toMatchObject({ type: 'usage', estimated: true });
  });

  it('closes the connection when its reader leaves the loop', async () => {
    const request = withFault('stall');
    for await (const event of provider().stream(request)) {
      if (event.type === 'text') break;
    }
    await closed.get(request.callId);
    expect(await logged(request.callId)).toMatchObject({ outcome: 'closed' });
  });

  it('closes the connection when its reader is busy elsewhere', async () => {
    const cancel = new AbortController();
    const request = withFault('stall', { signal: cancel.signal });
    const answer = provider().stream(request)[Symbol.asyncIterator]();
    await firstText(answer);
    cancel.abort('enough');
    await closed.get(request.callId);
    expect(await logged(request.callId)).toMatchObject({ outcome: 'closed' });
    await answer.return?.();
  });
});
