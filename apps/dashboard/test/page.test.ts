import { createDatabase, type TestDatabase } from '@taktstock/testbed';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installation, install, orderExample } from './browser.ts';

let database: TestDatabase;
let here: Installation;

beforeAll(async () => {
  database = await createDatabase();
  // Slow enough to be watched, killed and reloaded in mid-sentence.
  const pace = { SANDBOX_FIRST_TOKEN_MS: '50', SANDBOX_TOKENS_PER_SECOND: '250' };
  here = await install({ DATABASE_URL: database.url, LOAD_PLACES: 'no', REDIS_URL: '', ...pace });
});
afterAll(async () => {
  await here?.close();
  await database?.drop();
});

const finished = (page: Page) => page.getByRole('link', { name: 'Open the reading' }).waitFor({ timeout: 60_000 });
const textOf = (page: Page): Promise<string> => page.getByRole('region', { name: 'Reading' }).innerText();
const hasWritten = (page: Page, words: number) =>
  page.waitForFunction((least) => {
    const text = document.querySelector('section[aria-label="Reading"]')?.textContent ?? '';
    return text.split(/\s+/).length > least;
  }, words);

/** What axe finds that keeps people out. */
async function barriers(page: Page): Promise<string[]> {
  // By the debugger, which the policy of the page does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('a first visit', () => {
  test('leads from the printed link to a finished reading, and the link works once', async () => {
    const link = await here.signInLink();
    const { page, complaints } = await here.visit();
    await page.waitForURL(/\/app\/new$/);
    const runId = await orderExample(page);
    await hasWritten(page, 60);
    await finished(page);
    await page.getByRole('link', { name: 'Open the reading' }).click();
    await page.getByRole('heading', { name: 'Questions to take along' }).waitFor();
    const stored = await fetch(`${here.stack.apiUrl}/api/orchestrator/result/${runId}`, {
      headers: { authorization: `Bearer ${here.stack.apiKey}` },
    });
    const { content } = (await stored.json()) as { content: { reflectionQuestions: string[] } };
    for (const question of content.reflectionQuestions) expect(await page.innerText('main')).toContain(question);

    await page.goto(link);
    await page.waitForURL(/\/app\/new$/);
    const second = await here.browser.newPage();
    await second.goto(link);
    await second.getByRole('alert').waitFor();
    expect(await second.getByRole('alert').innerText()).toContain('used before');
    expect(complaints).toEqual([]);
  });

  test('shows where a claim stands in the chart when one points at it', async () => {
    const { page } = await here.visit();
    await orderExample(page);
    await finished(page);
    await page.getByRole('link', { name: 'Open the reading' }).click();
    await page.locator('[data-gate]').first().waitFor();
    await page
      .getByRole('button', { name: /Gate \d+/ })
      .first()
      .hover();
    await page.locator('[data-gate][data-marked]').waitFor();
  });

  test('is turned away with a wrong key and let in with a right one', async () => {
    const page = await here.browser.newPage({ locale: 'en-GB' });
    await page.goto(`${here.stack.apiUrl}/`);
    await page.getByLabel('API key').fill('tkt_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The API does not know this key.').waitFor();
    await page.getByLabel('API key').fill(here.stack.apiKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'New reading' }).waitFor();
    expect(page.url()).not.toContain('tkt_');
  });
});

describe('a run', () => {
  test('reads the same in two tabs and after a reload in mid-stream', async () => {
    const { page } = await here.visit();
    await orderExample(page);
    await hasWritten(page, 40);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await page.reload();
    await Promise.all([finished(page), finished(other)]);
    await expect.poll(() => textOf(other)).toBe(await textOf(page));
    expect((await textOf(page)).match(/Placement/g)).toHaveLength(1);
  });

  test('goes on when its worker is killed: lost lease, second attempt, finish', async () => {
    const { page } = await here.visit();
    await orderExample(page);
    await hasWritten(page, 40);
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await page.getByText('The lease was lost').waitFor({ timeout: 30_000 });
    await page.getByText('attempt 2', { exact: true }).waitFor({ timeout: 30_000 });
    await finished(page);
    expect((await textOf(page)).match(/Placement/g)).toHaveLength(1);
  });
});

describe('every page', () => {
  const PAGES = ['new', 'overview', 'runs', 'agents', 'usage', 'keys'];

  test.each([
    [1440, 'light'],
    [390, 'dark'],
  ] as const)('at %i px, %s, has no barrier and does not scroll sideways', async (width, colorScheme) => {
    const { page, complaints } = await here.visit({ viewport: { width, height: 900 }, colorScheme });
    await orderExample(page);
    await finished(page);
    const found: Record<string, string[]> = { run: await barriers(page) };
    await page.getByRole('link', { name: 'Open the reading' }).click();
    await page.locator('[data-gate]').first().waitFor();
    found['reading'] = await barriers(page);
    for (const name of PAGES) {
      await page.goto(`${here.stack.apiUrl}/app/${name}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      found[name] = await barriers(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, name).toBeLessThanOrEqual(0);
    }
    expect(Object.entries(found).filter(([, barriers]) => barriers.length > 0)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
