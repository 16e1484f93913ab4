import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const onPath = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .flatMap((directory) => NAMES.map((name) => path.join(directory, name)));

/** The system's Chromium, which playwright-core drives; null when there is none. In CI that is an error before the first suite. */
export const chromiumPath: string | null = onPath.find((file) => existsSync(file)) ?? null;
