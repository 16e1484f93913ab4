import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { anotherApp, apiSuite, call, expectProblem } from './suite.ts';

const suite = apiSuite({ DASHBOARD_DIR: '/nowhere' });

test('the root leads to the dashboard, which says so when it is not built', async () => {
  const root = await call(suite, 'GET', '/', { key: null });
  expect([root.statusCode, root.headers['location']]).toEqual([302, '/app/']);
  const page = await call(suite, 'GET', '/app/', { key: null });
  expect(page.statusCode).toBe(503);
  expect(page.body).toContain('npm run build -w @taktstock/dashboard');
  expect((await call(suite, 'GET', '/health', { key: null })).statusCode).toBe(200);
});

test('every address of the page is the page, under a policy without inline script; its files are small and kept for ever', async () => {
  const dist = await mkdtemp(path.join(tmpdir(), 'taktstock-dist-'));
  await mkdir(path.join(dist, 'assets'));
  await writeFile(path.join(dist, 'index.html'), '<meta nonce="{{nonce}}">');
  await writeFile(path.join(dist, 'assets/index-1a2b.js'), 'export {};');
  await writeFile(path.join(dist, 'assets/index-1a2b.js.br'), brotliCompressSync('export {};'));
  const app = await anotherApp(suite, { DASHBOARD_DIR: dist });
  const ask = (url: string) => call({ ...suite, app }, 'GET', url, { key: null });
  for (const url of ['/app/', '/app/runs?status=failed', '/app/runs/01a1']) {
    const page = await ask(url);
    expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store']);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(page.body).toContain(/'nonce-([^']+)'/.exec(policy)![1]);
  }
  const file = await ask('/app/assets/index-1a2b.js');
  expect([file.statusCode, file.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  const inBrotli = { key: null, headers: { 'accept-encoding': 'gzip, deflate, br' } };
  const small = await call({ ...suite, app }, 'GET', '/app/assets/index-1a2b.js', inBrotli);
  expect([small.headers['content-encoding'], brotliDecompressSync(small.rawPayload).toString()]).toEqual([
    'br',
    'export {};',
  ]);
  expect(small.headers['content-type']).toMatch(/javascript/);
  expectProblem(await ask('/app/assets/none.js'), 404, 'NOT_FOUND');
  expectProblem(await ask('/app/assets/..%2f..%2findex.html'), 400, 'MALFORMED_REQUEST');
  await app.close();
  await rm(dist, { recursive: true });
});
