import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Stack, startStack } from '@taktstock/local/stack';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const root = path.join(import.meta.dirname, '..');

/** The browser of the system: nothing here downloads one. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

export type Installation = {
  stack: Stack;
  browser: Browser;
  /** A page of its own visitor, signed in by a link; what it complains about is collected in `complaints`. */
  visit(options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
  signInLink(): Promise<string>;
  close(): Promise<void>;
};

/** The page as it is delivered, the whole stack behind it, and a browser in front of it. */
export async function install(env: NodeJS.ProcessEnv): Promise<Installation> {
  const home = await mkdtemp(path.join(tmpdir(), 'taktstock-page-'));
  await chmod(home, 0o755); // as root, another account runs PostgreSQL
  const dist = path.join(home, 'dist');
  await build({ root, logLevel: 'error', build: { outDir: dist } });
  const stack = await startStack({
    home,
    keepData: false,
    env: { ...process.env, ORCHESTRATOR_PORT: '0', DASHBOARD_DIR: dist, RATE_LIMIT_REQUESTS: '0', ...env },
  });
  if (CHROMIUM === undefined) throw new Error('No Chromium is installed here: apt install chromium');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });

  const signInLink = async (): Promise<string> => {
    const headers = { authorization: `Bearer ${stack.apiKey}` };
    const answer = await fetch(`${stack.apiUrl}/sessions/links`, { method: 'POST', headers });
    const { link } = (await answer.json()) as { link: string };
    return `${stack.apiUrl}/app/#link=${link}`;
  };
  return {
    stack,
    browser,
    signInLink,
    visit: async (options = {}) => {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(await signInLink());
      return { page, complaints };
    },
    close: async () => {
      await browser.close();
      await stack.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Orders the example and answers when its run is shown. */
export async function orderExample(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Use an example' }).click();
  await page.getByRole('button', { name: 'Write the reading' }).click();
  await page.waitForURL(/\/runs\//);
  return page.url().split('/').at(-1)!;
}
