import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { everyRow } from '@taktstock/testbed';
import type { Stack } from '../src/stack.ts';

/** A bird that sings wherever a user's data is: it stands in every input, and in what the model answers. */
export const CANARY = `kanari${randomBytes(4).toString('hex')}`;
export const bird = (where: string): string => `${CANARY}-${where}`;

/** A birth is personal data too, though nobody can write a bird into it. */
export const BIRTH = {
  birthDate: '1971-02-03',
  birthTime: '04:56',
  birthPlace: { latitude: 47.1357913, longitude: 8.2468024, timezone: 'Europe/Zurich' },
};

const TRACES = new RegExp(
  `${CANARY}|${Buffer.from(CANARY).toString('hex')}|47\\.1357913|8\\.2468024|${BIRTH.birthDate}`,
  'i',
);

/** The lines that speak of the user. */
export const tracesIn = (lines: readonly string[]): string[] => lines.filter((line) => TRACES.test(line));

type Ask = {
  /** In place of every parameter of the path; default: a bird. */
  params?: string;
  query?: Record<string, string>;
  body?: unknown;
  raw?: string;
  headers?: Record<string, string>;
  key?: string;
};
type Answer = { status: number; json: Json };
// biome-ignore lint/suspicious/noExplicitAny: what the API answers is checked by the tests of the API
type Json = any;

/** Asks the routes of the description as a backend whose every header has a bird in it, and remembers which were asked. */
export class Backend {
  key = '';
  readonly #apiUrl: string;
  readonly #asked = new Set<string>();

  constructor(apiUrl: string) {
    this.#apiUrl = apiUrl;
  }

  async ask(method: string, route: string, asked: Ask = {}): Promise<Answer> {
    this.#asked.add(`${method} ${route}`);
    const { params = bird('path'), query = {}, body, raw, headers, key = this.key } = asked;
    const url = new URL(route.replaceAll(/\{\w+\}/g, encodeURIComponent(params)), this.#apiUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const request = {
      method,
      headers: {
        ...{ authorization: `Bearer ${key}`, cookie: bird('cookie') },
        ...{ 'user-agent': bird('agent'), 'x-forwarded-for': bird('proxy') },
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    };
    let response = await fetch(url, request);
    // On a busy machine the API turns requests away and says when to come back.
    for (; response.status === 503; response = await fetch(url, request))
      await sleep(1_000 * Number(response.headers.get('retry-after')));
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, json: isJson ? JSON.parse(text) : null };
  }

  /** Routes of the description that take text and were not asked: whoever adds one has to plant a bird there. */
  async notAsked(): Promise<string[]> {
    type Operation = { parameters?: { schema: { type?: unknown } }[]; requestBody?: unknown };
    const { json } = await this.ask('GET', '/openapi.json');
    const takesText = ({ requestBody, parameters = [] }: Operation): boolean =>
      requestBody !== undefined || parameters.some(({ schema }) => schema.type === 'string');
    return Object.entries<Record<string, Operation>>(json.paths)
      .flatMap(([route, methods]) =>
        Object.entries(methods).flatMap(([method, operation]) =>
          takesText(operation) ? `${method.toUpperCase()} ${route}` : [],
        ),
      )
      .filter((name) => !this.#asked.has(name));
  }
}

/** All files of a directory, line by line. */
async function linesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return texts.flatMap((text, n) => text.split('\n').map((line) => `${path.basename(files[n]!)}: ${line}`));
}

/** What every process and server of a stack has said. */
export const saidBy = async ({ logs, database }: Stack): Promise<string[]> => [
  ...(await linesOf(logs)),
  ...(await readFile(database!.logFile, 'latin1')).split('\n'),
];

/** Wherever anything is kept: every row of the database, all that was ever written to Redis (its append-only file), the logs. */
export const keptBy = async (stack: Stack): Promise<Record<'rows' | 'redis' | 'logs', string[]>> => ({
  rows: await everyRow(stack.databaseUrl),
  redis: stack.redis === null ? [] : await linesOf(stack.redis.dir),
  logs: await saidBy(stack),
});
