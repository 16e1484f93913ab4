import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Client, createClient } from '@taktstock/client';
import { HOME } from './stack.ts';

/** Where an API is, and a key of an admin. */
export type Api = { apiUrl: string; apiKey: string };

const FILE = path.join(HOME, 'stack.json');

/** Notes where the running stack is, for the commands of other terminals. */
export const noteAddress = (apiUrl: string): void => writeFileSync(FILE, JSON.stringify({ apiUrl }));

export const forgetAddress = (): void => rmSync(FILE, { force: true });

export const clientOf = ({ apiUrl, apiKey }: Api): Client => createClient({ baseUrl: apiUrl, apiKey });

/** The API of the stack that `npm start` runs, with the key of this machine. */
export function runningApi(): Api {
  try {
    const { apiUrl } = JSON.parse(readFileSync(FILE, 'utf8')) as { apiUrl: string };
    return { apiUrl, apiKey: readFileSync(path.join(HOME, 'api-key'), 'utf8').trim() };
  } catch (cause) {
    throw new Error('No stack is running here. Start one with `npm start`.', { cause });
  }
}
