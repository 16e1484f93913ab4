import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { finished, type Installation, orderExample } from './installation.ts';

/** What axe finds that keeps people out. */
async function barriers(page: Page): Promise<string[]> {
  // By the debugger, which the policy of the page does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** What holds of every page alike: no barriers, no sideways scrolling, keys instead of a mouse, two languages. */
export function describeEveryPage(here: () => Installation): void {
  describe('every page', () => {
    const PAGES = ['new', 'overview', 'runs', 'agents', 'usage', 'keys', 'nowhere'];

    test.each([
      [1440, 'light'],
      [1440, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const)('at %i px, %s, has no barrier and does not scroll sideways', async (width, colorScheme) => {
      const { page, complaints } = await here().visit({ viewport: { width, height: 900 }, colorScheme });
      const found: Record<string, string[]> = {};
      const look = async (name: string) => {
        found[name] = await barriers(page);
        expect(await overflow(page), name).toBeLessThanOrEqual(0);
      };
      await page.getByRole('button', { name: 'Use an example' }).click();
      await page.locator('[data-gate]').first().waitFor();
      await look('order');
      await orderExample(page);
      await finished(page);
      await look('run');
      await page.getByRole('link', { name: 'Open the reading' }).click();
      await page.locator('[data-gate]').first().waitFor();
      await look('reading');
      for (const name of PAGES) {
        await page.goto(`${here().stack.apiUrl}/app/${name}`);
        await page.locator('main h1, main strong').first().waitFor();
        await page.waitForLoadState('networkidle');
        await look(name);
      }
      expect(Object.entries(found).filter(([, barriers]) => barriers.length > 0)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('can be reached by keyboard alone, past the menu if one likes', async () => {
      const { page } = await here().visit();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Use an example');
      await page.keyboard.press('Enter');
      await page.getByLabel('Question').press('Tab');
      await page.getByRole('button', { name: 'Write the reading' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/runs\//);
    });

    test('keeps its menu away on a phone until it is opened, and Escape closes it', async () => {
      const { page } = await here().visit({ viewport: { width: 390, height: 800 } });
      const menu = page.getByRole('button', { name: 'Menu' });
      await menu.click();
      await page.getByRole('link', { name: 'Usage' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Usage' }).waitFor({ state: 'hidden' });
      expect(await menu.getAttribute('aria-expanded')).toBe('false');
    });

    test('of something that does not exist leads to what does', async () => {
      const { page } = await here().visit();
      await page.goto(`${here().stack.apiUrl}/app/runs/01a1ff65-5483-7e87-9e45-4011581f6268`);
      await page.getByRole('main').getByRole('link', { name: 'All runs' }).click();
      await page.waitForURL(/\/app\/runs$/);
    });

    test('of keys says who leaves with one, and what a new one needs', async () => {
      const { page } = await here().visit();
      await page.goto(`${here().stack.apiUrl}/app/keys`);
      const me = await page.evaluate(() => fetch('/sessions/current').then((answer) => answer.json()));
      const own = page.getByRole('row').filter({ hasText: me.keyId });
      await own.getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByRole('button', { name: 'Revoke and be signed out?' }).waitFor();
      await page.getByRole('button', { name: 'Create a key' }).click();
      expect(await page.evaluate(() => document.activeElement?.matches(':invalid'))).toBe(true);
    });

    test('speaks German to whoever does, and remembers who chose otherwise', async () => {
      const { page } = await here().stranger({ locale: 'de-DE' });
      await page.goto(await here().signInLink());
      await page.getByRole('heading', { name: 'Neues Reading' }).waitFor();
      expect([await page.getAttribute('html', 'lang'), await page.title()]).toEqual([
        'de',
        'Neues Reading · Taktstock',
      ]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.reload();
      await page.getByRole('heading', { name: 'New reading' }).waitFor();
    });
  });
}
