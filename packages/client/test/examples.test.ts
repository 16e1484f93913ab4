import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromiumPath } from '@taktstock/testbed';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BIRTH, running } from './running.ts';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

const TYPES = { '.html': 'text/html', '.js': 'text/javascript' } as Record<string, string>;

/** A project of somebody else, with the built client in its `node_modules` and the examples as its files. */
let project: string;
let built: string;
/** Serves the page, the client and the route handler, as the host of somebody's web application does. */
let host: Server;
let origin: string;

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'taktstock-example-'));
  built = path.join(project, 'node_modules/@taktstock/client');
  await mkdir(built, { recursive: true });
  await cp(path.join(workspace, 'examples'), project, { recursive: true });
  await run(process.execPath, [path.join(workspace, 'bin/build.ts'), built]);
  host = createServer((request, response) => {
    answer(request).then(async (answered) => {
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.end(Buffer.from(await answered.arrayBuffer()));
    });
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterAll(async () => {
  host.closeAllConnections();
  host.close();
  await rm(project, { recursive: true, force: true });
});

const suite = running(() => ({ CORS_ORIGINS: origin, SANDBOX_TOKENS_PER_SECOND: '1500' }));

async function answer(incoming: IncomingMessage): Promise<Response> {
  const url = new URL(incoming.url!, origin);
  if (url.pathname === '/api/readings') {
    vi.stubEnv('TAKTSTOCK_URL', suite.stack.apiUrl).stubEnv('TAKTSTOCK_API_KEY', suite.serviceKey);
    const { POST } = await import('../examples/next-route-handler.ts');
    return POST(new Request(url, { method: incoming.method!, body: await text(incoming) }));
  }
  const file = url.pathname.startsWith('/taktstock/')
    ? path.join(built, url.pathname.slice('/taktstock/'.length))
    : path.join(project, 'browser', url.pathname === '/' ? 'index.html' : url.pathname);
  const content = await readFile(file).catch(() => null);
  const headers = { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' };
  return new Response(content, { status: content === null ? 404 : 200, headers });
}

test('the README shows the examples as they are', async () => {
  const readme = await readFile(path.join(workspace, 'README.md'), 'utf8');
  for (const file of ['first-steps.ts', 'next-route-handler.ts', 'browser/reading.js']) {
    expect(readme).toContain(await readFile(path.join(workspace, 'examples', file), 'utf8'));
  }
});

test('the package can be used by others: JavaScript for Node, declarations for their compiler', async () => {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
  const node = ['--types', 'node', '--typeRoots', path.join(workspace, '../../node_modules/@types')];
  await run(process.execPath, [compiler, ...options, ...node, 'first-steps.ts', 'next-route-handler.ts'], {
    cwd: project,
  });
  const { stdout } = await run(process.execPath, ['first-steps.js'], {
    cwd: project,
    env: { TAKTSTOCK_URL: suite.stack.apiUrl, TAKTSTOCK_API_KEY: suite.serviceKey },
  });
  expect(stdout).toMatch(/^run_accepted\n(\w+\n)*text_(delta|appended)\n(\w+\n)*run_completed\n## /);
});

test('the route handler hands on what the API refuses', async () => {
  const body = JSON.stringify({ ...BIRTH, birthDate: '1990-02-30' });
  const refused = await fetch(`${origin}/api/readings`, { method: 'POST', body });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: 'INVALID_BIRTH_DATE' });
});

describe.skipIf(chromiumPath === null)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath! });
  });
  afterAll(() => browser?.close());
  afterEach(() => suite.release());

  /** The page after somebody has asked, and what it was given to follow the reading. */
  async function ask(): Promise<{ runId: string; readingId: string; token: string; baseUrl: string }> {
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(origin);
    await page.fill('[name=birthDate]', BIRTH.birthDate);
    await page.fill('[name=birthTime]', BIRTH.birthTime);
    const answered = page.waitForResponse(`${origin}/api/readings`);
    await page.click('button');
    return (await answered).json();
  }

  test('the page shows the text while it is written, also when the API is killed meanwhile', async () => {
    await suite.hold();
    const ids = await ask();
    await page.waitForFunction(() => document.querySelector('#text')!.textContent!.length > 200);
    expect((await suite.client().reading(ids).status()).status).toBe('processing');
    await suite.killApi();
    await suite.release();
    const { content } = await suite.client().reading(ids).result();
    await page.waitForFunction((wanted) => document.querySelector('#text')!.textContent === wanted, content.text);
    await page.waitForFunction(() => document.querySelector('#state')!.textContent === 'run_completed');
    await page.close();
  });

  test('follows by WebSocket as well', async () => {
    const ids = await ask();
    // As text: an import in a function would be rewritten by the test runner.
    const client = await page.evaluateHandle<typeof import('../src/index.ts')>("import('/taktstock/index.js')");
    const seen = await client.evaluate(async ({ createClient, LiveText }, { baseUrl, token, ...reading }) => {
      const live = new LiveText();
      const handle = createClient({ baseUrl, token, transport: 'websocket' }).reading(reading);
      for await (const frame of handle.stream()) live.add(frame);
      return live.of('text');
    }, ids);
    expect(seen).toBe((await suite.client().reading(ids).result()).content.text);
    await page.close();
  });

  test('an EventSource without any client goes on when the API was killed and stops at the end', async () => {
    await suite.hold();
    const { runId, token, baseUrl } = await ask();
    const source = await page.evaluateHandle((address) => {
      const seen: number[] = [];
      const source = new EventSource(address);
      source.onmessage = ({ data }) => seen.push(JSON.parse(data).id);
      return { source, seen };
    }, `${baseUrl}/runs/${runId}/stream?token=${token}`);
    await page.waitForFunction(({ seen }) => seen.length > 0, source);
    await suite.killApi();
    await suite.release();
    await page.waitForFunction(({ source }) => source.readyState === EventSource.CLOSED, source);
    const ids = (await source.evaluate(({ seen }) => seen)).filter(Boolean); // previews have none
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect((await suite.client().run(runId).details()).status).toBe('completed');
    await page.close();
  });
});
