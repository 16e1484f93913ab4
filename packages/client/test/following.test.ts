import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Client, LiveText, type Reading, type RunFrame, type Transport } from '../src/index.ts';
import { openRelay, type Relay } from './relay.ts';
import { BIRTH, running } from './running.ts';

const suite = running(() => ({ SANDBOX_TOKENS_PER_SECOND: '1500' }));

/** The last resort: nothing here waits for time. */
const PATIENCE = { timeout: 60_000 };

let relay: Relay | undefined;
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await suite.release();
  await relay?.close();
  relay = undefined;
});

/** What a page would make of a run: its text, and what it saw. */
async function watch(reading: Reading, options: Parameters<Reading['stream']>[0] = {}, each = (_: RunFrame) => {}) {
  const live = new LiveText();
  const ids: number[] = [];
  const types: string[] = [];
  let previews = 0;
  for await (const frame of reading.stream(options)) {
    live.add(frame);
    if ('id' in frame) ids.push(frame.id);
    else previews += 1;
    types.push(frame.type);
    each(frame);
  }
  return { text: live.of('text'), ids, types, previews };
}

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, n) => n + first);

/** What the API holds open. */
async function connections(): Promise<string[]> {
  const metrics = await (await fetch(`${suite.stack.apiUrl}/metrics`)).text();
  return metrics.match(/^taktstock_live_(sockets|streams) \d+$/gm) ?? [];
}

/** The same reading through another client. */
const through = (client: Client, reading: Reading): Reading => client.reading(reading.toJSON());

describe.each<Transport>(['sse', 'websocket'])('following over %s', (transport) => {
  test('shows the text while it is written and ends with the stored one', async () => {
    await suite.hold();
    const reading = await suite.client().execute(BIRTH);
    const seen = await watch(reading, { transport }, ({ type }) => {
      if (type === 'text_appended' || type === 'text_delta') void suite.release();
    });
    const { content } = await reading.result();
    expect(seen.text).toBe(content.text);
    expect(seen.ids).toEqual(upTo(seen.ids.length));
    expect(seen.types.at(-1)).toBe('run_completed');
    expect(seen.previews).toBeGreaterThan(0);
  });

  test('a connection that breaks again and again costs nothing but time', async () => {
    let random = transport === 'sse' ? 11 : 12;
    const chance = (most: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return 2_000 + Math.floor((random / 2 ** 31) * most);
    };
    relay = await openRelay(suite.stack.apiUrl, () => chance(8_000));
    const reading = await suite.client().execute(BIRTH);
    const states: string[] = [];
    const seen = await watch(through(suite.client({ baseUrl: relay.url }), reading), {
      transport,
      onConnection: (state) => states.push(state),
    });
    expect(seen.text).toBe((await reading.result()).content.text);
    expect(seen.ids).toEqual(upTo(seen.ids.length));
    expect(relay.opened).toBeGreaterThan(2);
    expect(states.slice(0, 3)).toEqual(['connected', 'lost', 'connected']);
  });

  test('a connection that has died without a word is noticed and replaced', async () => {
    relay = await openRelay(suite.stack.apiUrl);
    const reading = await suite.client().execute(BIRTH);
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
      shouldAdvanceTime: true,
    });
    const { promise: frozen, resolve } = Promise.withResolvers<void>();
    const impatient = suite.client({ baseUrl: relay.url, timeoutMs: 2_000 });
    const watching = watch(through(impatient, reading), { transport }, (frame) => {
      if (frame.type !== 'text_started' || frame.payload.step !== 'text') return;
      relay!.freeze();
      resolve();
    });
    await frozen;
    await vi.advanceTimersByTimeAsync(46_000);
    expect((await watching).text).toBe((await reading.result()).content.text);
  });

  test.each(['restarted', 'killed'])('an API that is %s in the middle is found again', async (fate) => {
    await suite.hold();
    const reading = await suite.client().execute(BIRTH);
    const states: string[] = [];
    const onConnection = (state: string) => {
      states.push(state);
      if (states.length === 3) void suite.release();
    };
    let ending: Promise<void> | undefined;
    const seen = await watch(reading, { transport, onConnection }, (frame) => {
      if (frame.type !== 'text_appended') return;
      ending ??= fate === 'killed' ? suite.killApi() : suite.stack.supervisor.restart('api');
    });
    await ending;
    expect(states.slice(0, 3)).toEqual(['connected', 'lost', 'connected']);
    expect(seen.text).toBe((await reading.result()).content.text);
    expect(seen.ids).toEqual(upTo(seen.ids.length));
  });

  test('goes on after a cursor, and ends at once when there is nothing more', async () => {
    const reading = await suite.client().execute(BIRTH);
    await reading.result();
    const all = await watch(reading, { transport });
    const last = all.ids.length;
    expect((await watch(reading, { transport, after: last - 2 })).ids).toEqual([last - 1, last]);
    expect((await watch(reading, { transport, after: last })).ids).toEqual([]);
    await expect(watch(reading, { transport, after: last + 1 })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('whoever stops reading lets go of the connection', async () => {
    const reading = await suite.client().execute(BIRTH);
    for await (const frame of reading.stream({ transport })) if (frame.type === 'run_accepted') break;
    const leaving = new AbortController();
    const following = watch(reading, { transport, signal: leaving.signal }, () => leaving.abort(new Error('enough')));
    await expect(following).rejects.toThrow('enough');
    await expect.poll(connections, PATIENCE).toEqual(['taktstock_live_sockets 0', 'taktstock_live_streams 0']);
  });

  test('what is not there, foreign or without a key is refused at once', async () => {
    const reading = await suite.client().execute(BIRTH);
    const nobody = suite.client({ apiKey: `tkt_000000000000_${'0'.repeat(64)}` });
    await expect(watch(through(nobody, reading), { transport })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const elsewhere = { runId: '01890000-0000-7000-8000-000000000000', readingId: 'x' };
    await expect(watch(suite.client().reading(elsewhere), { transport })).rejects.toMatchObject({ status: 404 });
    await reading.cancel();
  });

  test('many runs at a time', async () => {
    const client = suite.client({ transport });
    const readings = await Promise.all(Array.from({ length: 12 }, () => client.execute(BIRTH)));
    const seen = await Promise.all(readings.map((reading) => watch(reading)));
    for (const [n, reading] of readings.entries()) {
      expect(seen[n]!.text).toBe((await reading.result()).content.text);
    }
  });
});

describe('over websocket', () => {
  test('the same run is followed twice by one client', async () => {
    const client = suite.client({ transport: 'websocket' });
    const reading = await client.execute(BIRTH);
    const [one, two] = await Promise.all([watch(reading), watch(reading)]);
    expect(one.ids).toEqual(two.ids);
    expect(one.text).toBe(two.text);
  });

  test('a platform without one is told what to do', async () => {
    vi.stubGlobal('WebSocket', undefined);
    const following = suite.client({ transport: 'websocket' }).run('any').stream({ after: 0 });
    await expect(following.next()).rejects.toThrow('no WebSocket');
  });

  test('persons follow the whole system from now on', async () => {
    const { apiUrl, apiKey, supervisor } = suite.stack;
    const admin = suite.client({ baseUrl: apiUrl, apiKey });
    const leaving = new AbortController();
    let stood = 0;
    const statuses = new Map<string, string>();
    const following = (async () => {
      const onConnection = (state: string) => {
        if (state === 'connected') stood += 1;
      };
      for await (const frame of admin.system({ signal: leaving.signal, onConnection })) {
        if (frame.type === 'run_status') statuses.set(frame.payload.runId, frame.payload.status);
      }
    })();
    following.catch(() => {});
    await expect.poll(() => stood, PATIENCE).toBe(1);
    const before = await suite.client().execute(BIRTH);
    await expect.poll(() => statuses.get(before.runId), PATIENCE).toBe('completed');
    await supervisor.restart('api');
    await expect.poll(() => stood, PATIENCE).toBe(2); // what happened in between is not told again
    const after = await suite.client().execute(BIRTH);
    await expect.poll(() => statuses.get(after.runId), PATIENCE).toBe('completed');
    leaving.abort();
    await expect(following).rejects.toThrow('aborted');
    await expect(suite.client().system().next()).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403 });
  });
});
