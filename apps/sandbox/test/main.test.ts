import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('the process tells its address in one JSON line and ends at once on SIGTERM, hanging calls included', async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_FIRST_TOKEN_MS: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });

    const hanging = fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
      body: JSON.stringify({ model: 'gpt-5+hang', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    const broken = expect(hanging).rejects.toThrow();
    for (let total = 0; total === 0; ) {
      ({ total } = (await (await fetch(`${url}/_sandbox/counters`)).json()) as { total: number });
    }
    child.kill('SIGTERM');
    await broken;
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a wrong setting stops the process with the name of the variable', async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, SANDBOX_PORT: 'seven' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBe(0);
  expect(errors).toContain('SANDBOX_PORT');
});
