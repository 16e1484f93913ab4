import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Stack, type StackOptions, startStack } from '@taktstock/local/stack';
import { chromiumPath } from '@taktstock/testbed';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const root = path.join(import.meta.dirname, '..');

/** As root Chromium has no sandbox; the rest keeps it from anything but our pages. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** A bound for machines that have much else to do; whoever waits longer waits for something that does not come. */
const PATIENCE_MS = 120_000;

export type Visit = {
  page: Page;
  /** What the page complained about so far: errors of scripts, of the console, of its policy. */
  complaints: string[];
};

/** The page as it is delivered, the whole stack behind it, and a browser in front of it. */
export type Installation = {
  stack: Stack;
  browser: Browser;
  /** A page of a visitor of its own, signed in by a link. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  /** A page of a visitor of its own, who is not signed in. */
  stranger(options?: BrowserContextOptions): Promise<Visit>;
  signInLink(): Promise<string>;
  /** Every model stops in the middle of the text, until `release()`. */
  hold(): Promise<void>;
  release(): Promise<void>;
  close(): Promise<void>;
};

/** Builds the page, starts the stack with `env` over the defaults, and the system's Chromium. */
export async function install({ env, ...options }: StackOptions): Promise<Installation> {
  const home = await mkdtemp(path.join(tmpdir(), 'taktstock-page-'));
  await chmod(home, 0o755); // as root, another account runs PostgreSQL
  const dist = path.join(home, 'dist');
  await build({ root, logLevel: 'error', build: { outDir: dist } });
  const stack = await startStack({
    home,
    keepData: false,
    ...options,
    env: {
      ...{ PATH: process.env['PATH'], ORCHESTRATOR_PORT: '0', DASHBOARD_DIR: dist, LOAD_PLACES: 'no' },
      ...{ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_ANONYMOUS: '0', LOOP_DELAY_MS: '0' },
      ...env,
    },
  });
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: ARGUMENTS });

  const signInLink = async (): Promise<string> => {
    const headers = { authorization: `Bearer ${stack.apiKey}` };
    const answer = await fetch(`${stack.apiUrl}/sessions/links`, { method: 'POST', headers });
    const { link } = (await answer.json()) as { link: string };
    return `${stack.apiUrl}/app/#link=${link}`;
  };
  const stranger = async (visitor: BrowserContextOptions = {}): Promise<Visit> => {
    const context = await browser.newContext({ locale: 'en-GB', ...visitor });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return { page, complaints };
  };
  return {
    stack,
    browser,
    signInLink,
    stranger,
    visit: async (visitor) => {
      const visit = await stranger(visitor);
      await visit.page.goto(await signInLink());
      await visit.page.getByRole('heading', { level: 1, name: 'New reading' }).waitFor();
      return visit;
    },
    hold: () => script(stack, { fault: 'hold', match: { contains: 'part="text"' }, times: null }),
    release: () => script(stack, null),
    close: async () => {
      await browser.close();
      await stack.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Has the sandbox misbehave; null: not any more. */
async function script({ sandboxUrl }: Stack, fault: object | null): Promise<void> {
  const answer = await fetch(new URL('/_sandbox/faults', sandboxUrl!), {
    method: fault === null ? 'DELETE' : 'POST',
    ...(fault !== null && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
}

/** Orders the example; answers the id of its run once that is shown. */
export async function orderExample(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Use an example' }).click();
  await page.getByRole('button', { name: 'Write the reading' }).click();
  await page.waitForURL(/\/runs\//);
  return page.url().split('/').at(-1)!;
}

/** Waits until so many words of a reading are shown. */
export const written = (page: Page, words: number) =>
  page.waitForFunction((least) => {
    const text = document.querySelector('section[aria-label="Reading"]')?.textContent ?? '';
    return text.split(/\s+/).length > least;
  }, words);

/** Waits until the run that is shown is finished. */
export const finished = (page: Page) => page.getByRole('link', { name: 'Open the reading' }).waitFor();
