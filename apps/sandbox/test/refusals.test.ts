import { describe, expect, test } from 'vitest';
import { REFUSALS } from '../src/faults.ts';
import { asked, PROTOCOLS, startSandbox } from './server.ts';

describe('a refusal has the status and the error of the provider', () => {
  const expected = {
    anthropic: {
      '400': [400, 'invalid_request_error'],
      '401': [401, 'authentication_error'],
      '402': [402, 'billing_error'],
      '403': [403, 'permission_error'],
      '404': [404, 'not_found_error'],
      '429': [429, 'rate_limit_error'],
      '500': [500, 'api_error'],
      '529': [529, 'overloaded_error'],
      quota: [400, 'invalid_request_error'],
    },
    openai: {
      '400': [400, 'invalid_request_error'],
      '401': [401, 'invalid_request_error'],
      '402': [402, 'insufficient_quota'],
      '403': [403, 'request_forbidden'],
      '404': [404, 'invalid_request_error'],
      '429': [429, 'requests'],
      '500': [500, 'server_error'],
      '529': [503, 'service_unavailable'],
      quota: [429, 'insufficient_quota'],
    },
  } as const;

  test.each(PROTOCOLS.flatMap((protocol) => REFUSALS.map((refusal) => [protocol, refusal] as const)))(
    '%s %s',
    async (protocol, refusal) => {
      const sandbox = await startSandbox();
      const response = await asked(sandbox, protocol, refusal);
      const { error } = (await response.json()) as { error: { type: string; message: string } };
      expect([response.status, error.type]).toEqual(expected[protocol][refusal]);
      expect(error.message).not.toBe('');
      const { calls } = await sandbox.calls();
      expect(calls).toMatchObject([
        { outcome: 'fault', fault: refusal, outputChars: 0, usage: { input: 0, output: 0 } },
      ]);
    },
  );

  test.each(PROTOCOLS)('%s says after how many seconds to come back', async (protocol) => {
    const sandbox = await startSandbox();
    expect((await asked(sandbox, protocol, '429')).headers.get('retry-after')).toBe('1');
    expect((await asked(sandbox, protocol, '429:7')).headers.get('retry-after')).toBe('7');
  });
});

describe('a fault comes', () => {
  test('by model name, and the answer shows the model without it', async () => {
    const sandbox = await startSandbox();
    expect((await sandbox.anthropic({ model: 'claude-sonnet-5+500' })).status).toBe(500);
    const body = await (await sandbox.openai({ model: 'gpt-5+slow:1' })).json();
    expect(body).toMatchObject({ model: 'gpt-5' });
  });

  test('by script, in order, once unless told otherwise', async () => {
    const sandbox = await startSandbox();
    await sandbox.script({ fault: '500' });
    await sandbox.script({ fault: '529', times: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await sandbox.anthropic()).status);
    expect(statuses).toEqual([500, 529, 529, 200]);
  });

  test('by script, always, until the faults are cleared', async () => {
    const sandbox = await startSandbox();
    await sandbox.script({ fault: '500', times: null });
    for (let n = 0; n < 3; n += 1) expect((await sandbox.openai()).status).toBe(500);
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
    expect((await sandbox.openai()).status).toBe(200);
    expect(await sandbox.counters()).toMatchObject({ total: 4 });
  });

  test('by script for one model or one text only', async () => {
    const sandbox = await startSandbox();
    await sandbox.script({ match: { model: 'gpt-5', contains: 'storm' }, fault: '500' });
    const storm = { messages: [{ role: 'user', content: 'A storm rises' }] };
    expect((await sandbox.anthropic(storm)).status).toBe(200);
    expect((await sandbox.openai()).status).toBe(200);
    expect((await sandbox.openai(storm)).status).toBe(500);
  });

  test('by header before all others, which leaves the script as it is', async () => {
    const sandbox = await startSandbox();
    await sandbox.script({ fault: '500' });
    const model = 'claude-sonnet-5+404';
    expect((await sandbox.anthropic({ model }, { 'x-sandbox-fault': '403' })).status).toBe(403);
    expect((await sandbox.anthropic({ model })).status).toBe(404);
    expect((await sandbox.anthropic()).status).toBe(500);
  });

  test('never unnoticed: a fault nobody knows is refused with the list of those that exist', async () => {
    const sandbox = await startSandbox();
    for (const spec of ['510', 'slow', 'slow:soon', '429:-1', 'cut:2', '']) {
      expect((await sandbox.script({ fault: spec })).status).toBe(400);
    }
    const response = await asked(sandbox, 'openai', 'nonsense');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('error-event');
  });
});
