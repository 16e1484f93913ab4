import { setTimeout as sleep } from 'node:timers/promises';
import { askApi } from './api.ts';
import type { Api } from './watching.ts';

/** A process that has just started on a small machine may turn us away for a moment. */
const TRIES = 20;
const PAUSE_MS = 500;

/** The address that signs a browser in, once. The token stands behind the #, which no browser sends to anybody. */
export async function signInAddress(api: Api): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { link } = await askApi<{ link: string }>(api, '/sessions/links', {});
      return `${api.apiUrl}/app/#link=${link}`;
    } catch (error) {
      if (attempt === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
