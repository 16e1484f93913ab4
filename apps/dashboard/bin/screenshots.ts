import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { finished, install, orderExample, written } from '../test/installation.ts';

/** The pictures of the README: `npm run screenshots` takes them of the page as it is, with what the sandbox writes. */
const IMAGES = path.join(import.meta.dirname, '../../../docs/images');
const SCREEN = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 780 };

/** So many readings stand in the lists. */
const READINGS = 5;

await mkdir(IMAGES, { recursive: true });
const here = await install({ env: { SANDBOX_FIRST_TOKEN_MS: '150', SANDBOX_TOKENS_PER_SECOND: '400' } });
try {
  const { page } = await here.visit({ viewport: SCREEN, colorScheme: 'light', reducedMotion: 'reduce' });
  for (let n = 0; n < READINGS; n += 1) {
    await page.goto(`${here.stack.apiUrl}/app/new`);
    await orderExample(page);
    await finished(page);
  }
  await page.getByRole('link', { name: 'Open the reading' }).click();
  await page.locator('[data-gate]').first().waitFor();
  await page
    .locator('dd button', { hasText: /^\d+-\d+$/ })
    .first()
    .hover();
  await take(page, 'reading');

  await here.hold();
  await page.goto(`${here.stack.apiUrl}/app/new`);
  await orderExample(page);
  await written(page, 60);
  await page.getByRole('button', { name: 'Kill the worker' }).click();
  await page.getByText('Attempt 2', { exact: true }).waitFor();
  await written(page, 60);
  await take(page, 'run');

  const phone = await here.visit({ viewport: PHONE, colorScheme: 'dark', reducedMotion: 'reduce' });
  await phone.page.goto(`${here.stack.apiUrl}/app/overview`);
  await phone.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await take(phone.page, 'overview-phone');
} finally {
  await here.release();
  await here.close();
}

/** When everything has come and stands still. */
async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(IMAGES, `dashboard-${name}.png`), animations: 'disabled' });
}
