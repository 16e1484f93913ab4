import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Client, createClient } from '@taktstock/client';
import { HOME } from './stack.ts';

const FILE = path.join(HOME, 'stack.json');

/** Notes where the running stack is, for the commands of other terminals. */
export const noteAddress = (apiUrl: string): void => writeFileSync(FILE, JSON.stringify({ apiUrl }));

export const forgetAddress = (): void => rmSync(FILE, { force: true });

/** The API of a stack, as its admin. */
export const clientOf = ({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }): Client =>
  createClient({ baseUrl: apiUrl, apiKey });

/** The API of the stack that `npm start` runs, with the key of this machine. */
export function runningApi(): Client {
  try {
    const { apiUrl } = JSON.parse(readFileSync(FILE, 'utf8')) as { apiUrl: string };
    return clientOf({ apiUrl, apiKey: readFileSync(path.join(HOME, 'api-key'), 'utf8').trim() });
  } catch (cause) {
    throw new Error('No stack is running here. Start one with `npm start`.', { cause });
  }
}
