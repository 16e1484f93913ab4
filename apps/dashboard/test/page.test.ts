import { createClient } from '@taktstock/client';
import { chromiumPath, createDatabase, type TestDatabase } from '@taktstock/testbed';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeEveryPage } from './every-page.ts';
import { finished, type Installation, install, orderExample, written } from './installation.ts';

let database: TestDatabase;
let here: Installation;

/** How the text of the example begins; a text that was written twice would have it twice. */
const BEGINNING = /Placement/g;

const readingOf = (page: Page): Promise<string> =>
  page.getByRole('region', { name: 'Reading', exact: true }).innerText();

const figureOf = (page: Page, label: string): Promise<string> =>
  page
    .locator('dl > div')
    .filter({ has: page.getByText(label, { exact: true }) })
    .locator('dd')
    .first()
    .innerText();

async function viewerKey(): Promise<string> {
  const { apiUrl: baseUrl, apiKey } = here.stack;
  const body = { name: 'viewer', owner: 'somebody', role: 'viewer' } as const;
  return (await createClient({ baseUrl, apiKey }).api.createKey({ body })).token;
}

describe.skipIf(chromiumPath === null)('the page', () => {
  beforeAll(async () => {
    database = await createDatabase();
    // Fast, and yet in many pieces; what has to be caught in the middle is held there.
    const pace = { SANDBOX_FIRST_TOKEN_MS: '20', SANDBOX_TOKENS_PER_SECOND: '1500' };
    here = await install({ env: { DATABASE_URL: database.url, ...pace } });
  });
  afterAll(async () => {
    await here?.close();
    await database?.drop();
  });
  afterEach(async () => {
    await here.release();
    await Promise.all(here.browser.contexts().map((context) => context.close()));
  });

  describe('whoever comes first', () => {
    test('gets from the printed link to a finished reading, whose text is what is stored', async () => {
      const { page, complaints } = await here.visit();
      expect(page.url()).toBe(`${here.stack.apiUrl}/app/new`);
      const runId = await orderExample(page);
      await finished(page);
      await page.getByRole('link', { name: 'Open the reading' }).click();
      await page.getByRole('heading', { name: 'Questions to take along' }).waitFor();
      const stored = await fetch(`${here.stack.apiUrl}/api/orchestrator/result/${runId}`, {
        headers: { authorization: `Bearer ${here.stack.apiKey}` },
      });
      const { content } = (await stored.json()) as { content: { text: string; reflectionQuestions: string[] } };
      const shown = (await page.innerText('main')).replace(/\s+/g, ' ');
      const paragraphs = content.text.split('\n\n').map((part) => part.replace(/^#+ /, ''));
      for (const part of [...paragraphs, ...content.reflectionQuestions]) expect(shown).toContain(part);
      expect(complaints).toEqual([]);
    });

    test('gets there on a slow network', async () => {
      const { page } = await here.stranger();
      const network = await page.context().newCDPSession(page);
      await network.send('Network.enable');
      // What a phone has at the edge of a village: 400 kbit/s, a quarter of a second away.
      const speed = { downloadThroughput: 50_000, uploadThroughput: 25_000 };
      await network.send('Network.emulateNetworkConditions', { offline: false, latency: 250, ...speed });
      await page.goto(await here.signInLink());
      await orderExample(page);
      await finished(page);
      expect(await readingOf(page)).toMatch(BEGINNING);
    });

    test('is told when a link was used before, and gets in with an API key, which no script can find again', async () => {
      const link = await here.signInLink();
      const first = await here.stranger();
      await first.page.goto(link);
      await first.page.getByRole('heading', { name: 'New reading' }).waitFor();
      const { page } = await here.stranger();
      await page.goto(link);
      expect(await page.getByRole('alert').innerText()).toContain('used before');
      await page.getByLabel('API key').fill('tkt_wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The API does not know this key.').waitFor();
      await page.getByLabel('API key').fill(here.stack.apiKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'New reading' }).waitFor();
      const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie);
      expect(kept).not.toContain(here.stack.apiKey.split('_')[2]);
      expect(kept).not.toContain('taktstock_session');
    });

    test('who may only look begins at the overview, and is told where orders are made what is needed for one', async () => {
      const { page, complaints } = await here.stranger();
      await page.goto(`${here.stack.apiUrl}/app`);
      await page.getByLabel('API key').fill(await viewerKey());
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      expect(await page.getByRole('link', { name: 'New reading' }).count()).toBe(0);
      complaints.splice(0); // that nobody was signed in
      await page.goto(`${here.stack.apiUrl}/app/new`);
      await page.getByText('Your role does not allow this.').waitFor();
      expect(await page.getByRole('button', { name: 'Write the reading' }).count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    test('is told what an order misses, at its field, and what is wrong with it in German if one speaks that', async () => {
      const { page } = await here.stranger({ locale: 'de-DE' });
      await page.goto(await here.signInLink());
      await page.getByRole('button', { name: 'Reading schreiben' }).click();
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('name')).toBe('date');
      const described = await focused.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${described}"]`).innerText()).toBe('Wann war die Geburt?');
      await page.getByRole('button', { name: 'Beispiel einsetzen' }).click();
      expect(await page.getByText('Wann war die Geburt?').count()).toBe(0);
      await page.getByLabel('Datum').fill('2099-01-01');
      await page.getByRole('button', { name: 'Reading schreiben' }).click();
      const refusals = page.getByRole('alert').filter({ hasText: 'Die Geburt liegt in der Zukunft.' });
      await refusals.nth(1).waitFor(); // of the order and of its chart
      expect((await refusals.allInnerTexts()).join(' ')).not.toContain('The birth');
    });

    test('who signs out does so in every tab', async () => {
      const { page } = await here.visit();
      const other = await page.context().newPage();
      await other.goto(`${here.stack.apiUrl}/app/runs`);
      await other.getByRole('heading', { name: 'Runs' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      for (const tab of [page, other]) await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  });

  describe('a run', () => {
    test('says when its first text came while the call is open, and does not say yet what that costs', async () => {
      await here.hold();
      const { page } = await here.visit();
      await orderExample(page);
      await written(page, 40);
      await expect.poll(() => figureOf(page, 'First text')).toMatch(/\d/);
      expect([await figureOf(page, 'Tokens'), await figureOf(page, 'Cost')]).toEqual(['–', '–']);
      await here.release();
      await finished(page);
      await expect.poll(() => figureOf(page, 'Tokens')).toMatch(/\d/);
    });

    test('is in two tabs the same, and after a reload in mid-stream', async () => {
      await here.hold();
      const { page } = await here.visit();
      await orderExample(page);
      await written(page, 40);
      const other = await page.context().newPage();
      await other.goto(page.url());
      await page.reload();
      await Promise.all([written(page, 40), written(other, 40)]);
      await here.release();
      await Promise.all([finished(page), finished(other)]);
      expect(await readingOf(other)).toBe(await readingOf(page));
      expect((await readingOf(page)).match(BEGINNING)).toHaveLength(1);
    });

    test('goes on where it was when the API is restarted in mid-stream', async () => {
      await here.hold();
      const { page } = await here.visit();
      await orderExample(page);
      await written(page, 40);
      await here.stack.supervisor.stop('api');
      await page.getByText('The connection was lost').waitFor();
      const before = await readingOf(page);
      expect(before).toMatch(BEGINNING);
      await here.stack.supervisor.start('api');
      await page.getByText('The connection was lost').waitFor({ state: 'detached' });
      await here.release();
      await finished(page);
      expect((await readingOf(page)).match(BEGINNING)).toHaveLength(1);
    });

    test('goes on when its worker is killed: lost lease, second attempt, finish', async () => {
      await here.hold();
      const { page } = await here.visit();
      await orderExample(page);
      await written(page, 40);
      await page.getByRole('button', { name: 'Kill the worker' }).click();
      await page.getByText('The lease was lost').waitFor();
      await page.getByText('Attempt 2', { exact: true }).waitFor();
      await here.release();
      await finished(page);
      expect((await readingOf(page)).match(BEGINNING)).toHaveLength(1);
      await page.getByText('It is finished').waitFor();
    });

    test('is cancelled on request, says so, and is found by the piece of its id that the list shows', async () => {
      await here.hold();
      const { page } = await here.visit();
      const runId = await orderExample(page);
      await written(page, 40);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('It was cancelled', { exact: true }).waitFor();
      await page.goto(`${here.stack.apiUrl}/app/runs?status=cancelled`);
      await page.getByRole('row', { name: /Cancelled/ }).waitFor();
      await page.getByLabel('Id of a run or reading').fill(runId.slice(-12));
      await page.getByRole('row', { name: /Cancelled/ }).waitFor();
      await page.getByLabel('Id of a run or reading').fill(`${runId.slice(-12)}0`);
      await page.getByText('No run fits these filters').waitFor();
    });

    test('moves nothing that is read while it is written', async () => {
      // High enough for all of it: what lies below the screen may move.
      const { page } = await here.visit({ viewport: { width: 1440, height: 1600 } });
      await page.evaluate(() => {
        const shifts: number[] = [];
        Object.assign(globalThis, { shifts });
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
        });
        // Not `buffered`: what the form did before is not the matter here.
        observer.observe({ type: 'layout-shift' });
      });
      await orderExample(page);
      await written(page, 1);
      await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts.splice(0));
      await finished(page);
      const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
      // Bars of the timeline grow, and each step of that counts a little. A line that moves counts twice as much as is allowed.
      expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.02);
    });
  });

  describe('a reading', () => {
    test('shows in the chart which gate a claim or a sentence is about', async () => {
      const { page } = await here.visit();
      await orderExample(page);
      await finished(page);
      await page.getByRole('link', { name: 'Open the reading' }).click();
      await page.locator('[data-gate]').first().waitFor();
      const marked = () =>
        page
          .locator('[data-gate][data-marked]')
          .evaluateAll((all) => all.map((gate) => gate.getAttribute('data-gate')));
      const mention = page.locator('mark[data-gates]').first();
      await mention.hover();
      const gates = (await mention.getAttribute('data-gates'))!.split(' ');
      await expect.poll(async () => (await marked()).sort()).toEqual(gates.sort());
      expect(await page.locator('[data-gate]').first().isVisible()).toBe(true);
      const claim = page.locator('dd button', { hasText: /^\d+$/ }).first();
      await claim.focus();
      await expect.poll(marked).toEqual([await claim.innerText()]);
    });
  });

  describeEveryPage(() => here);
});
