import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  Conflict,
  ConnectionFailed,
  createClient,
  InvalidRequest,
  NotAuthorized,
  NotFound,
  Problem,
  RunFailed,
  TaktstockError,
  Unavailable,
} from '../src/index.ts';
import { openRelay } from './relay.ts';
import { BIRTH, running, script } from './running.ts';

const suite = running(() => ({ QUEUE_DEPTH_LIMIT: '20' }));

afterEach(() => void vi.useRealTimers());

/** What a promise is rejected with. */
async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`was answered with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

/** Waits for a promise whose waits before the next attempt take no time. */
async function withoutWaits<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => {});
  while (!isSettled) {
    await vi.advanceTimersToNextTimerAsync();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}

/** A fetch that remembers what has been answered. */
function counting() {
  const asked: { url: string; key: string | null }[] = [];
  const counted: typeof fetch = async (input, init) => {
    const about = { url: String(input), key: new Headers(init?.headers).get('idempotency-key') };
    return fetch(input, init).finally(() => asked.push(about));
  };
  return { asked, fetch: counted };
}

describe('a reading', () => {
  test('is asked for, followed and read by one handle', async () => {
    const reading = await suite.client().execute({ ...BIRTH, agentId: 'business', locale: 'en' });
    const result = await reading.result();
    expect(result).toMatchObject({ readingId: reading.readingId, agentId: 'business', status: 'completed' });
    expect(result.content.text).toContain('## ');
    expect(await reading.status()).toMatchObject({ status: 'completed', progress: 100, hasResult: true });
    expect(await reading.details()).toMatchObject({ runId: reading.runId, kind: 'reading' });
    expect((await reading.document()).versions[0]).toMatchObject({ version: 1, content: result.content });
    expect(await refusal(reading.cancel())).toMatchObject({ code: 'RUN_FINAL', status: 409 });
  });

  test('is one, however often it is asked for at once with one key', async () => {
    const client = suite.client();
    const readings = await Promise.all(
      Array.from({ length: 15 }, () => client.execute(BIRTH, { idempotencyKey: 'fifteen' })),
    );
    expect(new Set(readings.map(({ readingId }) => readingId)).size).toBe(1);
    const other = await refusal(client.execute({ ...BIRTH, question: 'Another?' }, { idempotencyKey: 'fifteen' }));
    expect(other).toBeInstanceOf(Conflict);
    expect(other).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await readings[0]!.result();
  });

  test('is one also when the answer to the first request was lost', async () => {
    const bytes = [20]; // of the first answer, so that the API has done it
    const relay = await openRelay(suite.stack.apiUrl, () => bytes.pop() ?? Number.POSITIVE_INFINITY);
    const { asked, fetch } = counting();
    const admin = suite.client({ apiKey: suite.stack.apiKey });
    const count = async () => (await admin.api.getQueueStats()).total;
    const before = await count();
    const reading = await suite.client({ baseUrl: relay.url, fetch }).execute(BIRTH);
    await reading.result();
    expect(await count()).toBe(before + 1);
    expect(asked.slice(0, 2).map(({ url }) => new URL(url).pathname)).toEqual(
      Array(2).fill('/api/orchestrator/execute'),
    );
    expect(asked[0]!.key).toMatch(/^[0-9a-f]{32}$/);
    expect(asked[1]!.key).toBe(asked[0]!.key);
    await relay.close();
  });

  test('waits outside while the queue is full, and comes in when there is room', async () => {
    const { supervisor } = suite.stack;
    await supervisor.stop('worker');
    const client = suite.client();
    const inside = await Promise.all(Array.from({ length: 20 }, () => client.execute(BIRTH)));
    expect(await refusal(suite.client({ retries: 0 }).execute(BIRTH))).toMatchObject({
      ...{ code: 'QUEUE_FULL', status: 503, retryAfterMs: expect.any(Number) },
    });
    const { asked, fetch } = counting();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const outside = suite.client({ fetch, retries: Number.POSITIVE_INFINITY }).execute(BIRTH);
    await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(1);
    await supervisor.start('worker');
    await Promise.all(inside.map((reading) => reading.result()));
    const last = await withoutWaits(outside);
    vi.useRealTimers();
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    await last.result();
  });

  test('that fails says why, and can be retried', async () => {
    await script(suite.stack, { fault: 'text:nothing', times: null });
    const reading = await suite.client().execute(BIRTH);
    const error = await refusal(reading.result());
    expect(error).toBeInstanceOf(RunFailed);
    expect(error).toMatchObject({ runId: reading.runId, code: (await reading.status()).errorCode });
    await script(suite.stack, null);
    expect(await reading.retry('once more')).toMatchObject({ status: 'pending', retryCount: 1 });
    expect((await reading.result()).status).toBe('completed');
  });

  test('that is cancelled has no result', async () => {
    await suite.stack.supervisor.stop('worker');
    const reading = await suite.client().execute(BIRTH);
    const result = refusal(reading.result());
    expect(await reading.cancel()).toMatchObject({ status: 'cancelled' });
    expect(await result).toMatchObject({ name: 'RunFailed', code: 'RUN_CANCELLED' });
    await suite.stack.supervisor.start('worker');
  });

  test('is read in a browser with a token, and nothing else is', async () => {
    const reading = await suite.client().execute(BIRTH);
    const { token } = await reading.createToken();
    const browser = createClient({ baseUrl: suite.stack.apiUrl, token: async () => token });
    const same = browser.reading(JSON.parse(JSON.stringify(reading)));
    for (const transport of ['sse', 'websocket'] as const) {
      let last: string | undefined;
      for await (const { type } of same.stream({ transport })) last = type;
      expect(last).toBe('run_completed');
    }
    expect(await same.result()).toEqual(await reading.result());
    expect(await refusal(same.cancel())).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    const another = await suite.client().execute(BIRTH);
    expect(await refusal(browser.reading(another).status())).toBeInstanceOf(NotFound);
    await another.result();
  });
});

describe('errors', () => {
  test('are classes with the code of the API', async () => {
    const client = suite.client();
    const invalid = await refusal(client.execute({ ...BIRTH, birthDate: '1990-02-30', depth: 'deep' as 'basic' }));
    expect(invalid).toBeInstanceOf(InvalidRequest);
    expect(invalid).toBeInstanceOf(Problem);
    expect(invalid).toBeInstanceOf(TaktstockError);
    expect(invalid).toMatchObject({
      ...{ name: 'InvalidRequest', status: 422, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/depth' })]),
    });
    const gone = await refusal(client.api.getRun({ path: { id: '01890000-0000-7000-8000-000000000000' } }));
    expect(gone).toBeInstanceOf(NotFound);
    expect(gone).toMatchObject({ code: 'RUN_NOT_FOUND' });
    const strange = await refusal(suite.client({ apiKey: 'nobody' }).api.listReadingAgents());
    expect(strange).toBeInstanceOf(NotAuthorized);
    expect(strange).toMatchObject({ code: 'UNAUTHENTICATED' });
    const forbidden = await refusal(client.api.listKeys());
    expect(forbidden).toMatchObject({ name: 'NotAuthorized', code: 'FORBIDDEN' });
  });

  test('that may pass are retried first, and say what to do when they do not', async () => {
    const { asked, fetch } = counting();
    const body = { ...BIRTH, birthPlace: 'Vienna' }; // this stack does not load the names of places
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const error = await withoutWaits(refusal(suite.client({ fetch, retries: 3 }).api.calculateChart({ body })));
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ code: 'PLACES_LOADING', status: 503, retryAfterMs: 5_000 });
    expect(asked).toHaveLength(4);
  });

  test('of a place where nobody listens are no answers', async () => {
    const error = await refusal(suite.client({ baseUrl: 'http://127.0.0.1:1', retries: 1 }).api.getHealth());
    expect(error).toBeInstanceOf(ConnectionFailed);
    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', cause: expect.any(Error) });
    const stream = suite.client({ baseUrl: 'http://127.0.0.1:1', retries: 1 }).run('x').stream();
    expect(await refusal(stream.next())).toBeInstanceOf(ConnectionFailed);
  });

  test('of a proxy that speaks for the API have a status and no code', async () => {
    const page: typeof fetch = async () => new Response('<h1>Bad Gateway</h1>', { status: 502 });
    const error = await refusal(suite.client({ fetch: page, retries: 0 }).api.getHealth());
    expect(error).toMatchObject({ name: 'Unavailable', code: 'UNKNOWN', status: 502 });
  });

  test('are the reason of the signal when the caller gave up', async () => {
    const reason = new Error('no more');
    const early = suite.client().api.getHealth({}, { signal: AbortSignal.abort(reason) });
    expect(await refusal(early)).toBe(reason);
    const leaving = new AbortController();
    const late = suite.client({ baseUrl: 'http://127.0.0.1:1' }).api.getHealth({}, { signal: leaving.signal });
    leaving.abort(reason);
    expect(await refusal(late)).toBe(reason);
  });

  test('a request that must not be done twice is not sent twice when its answer is lost', async () => {
    const relay = await openRelay(suite.stack.apiUrl, () => 1);
    const { asked, fetch } = counting();
    const admin = suite.client({ baseUrl: relay.url, apiKey: suite.stack.apiKey, fetch, retries: 3 });
    const body = { owner: 'twice', role: 'service', name: 'one' } as const;
    expect(await refusal(admin.api.createKey({ body }))).toBeInstanceOf(ConnectionFailed);
    expect(asked).toHaveLength(1);
    await relay.close();
  });
});
