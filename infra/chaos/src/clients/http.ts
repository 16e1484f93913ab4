import type { Random } from '../random.ts';

/** One answer, or the lack of one, as the caller saw it. */
export type Answer = { status: number | null; ms: number; route: string; problem?: string };

export type Accepted = { runId: string; readingId: string; status: number; replayed: boolean };

const BIRTH = {
  birthDate: '1989-06-05',
  birthTime: '07:46',
  birthPlace: { latitude: 48.2082, longitude: 16.3738, timezone: 'Europe/Vienna' },
};

/** How long a caller tries, with the same key, before it calls the system broken. */
const PATIENCE_MS = 90_000;
const REQUEST_MS = 10_000;

/** A caller as the documentation asks for: every write has an idempotency key and is repeated until it is answered. */
export class HttpClient {
  readonly answers: Answer[] = [];
  readonly #apis: () => readonly string[];
  readonly #apiKey: string;
  #lastRefusal = 'none';

  constructor(apis: () => readonly string[], apiKey: string) {
    this.#apis = apis;
    this.#apiKey = apiKey;
  }

  /** Asks one API process once; a connection that breaks gives null. */
  async ask(url: string, path: string, init: { body?: unknown; key?: string } = {}): Promise<Response | null> {
    const began = performance.now();
    const headers: Record<string, string> = { authorization: `Bearer ${this.#apiKey}` };
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    if (init.key !== undefined) headers['idempotency-key'] = init.key;
    const response = await fetch(new URL(path, url), {
      headers,
      signal: AbortSignal.timeout(REQUEST_MS),
      ...(init.body === undefined ? {} : { method: 'POST', body: JSON.stringify(init.body) }),
    }).catch(() => null);
    this.answers.push({
      status: response?.status ?? null,
      ms: performance.now() - began,
      route: path.replace(/[0-9a-f-]{36}(_\d+)?/, ':id'),
      ...(response === null || response.ok
        ? {}
        : {
            problem: await response
              .clone()
              .text()
              .catch(() => ''),
          }),
    });
    return response;
  }

  /** Orders a reading once at one process. */
  async execute(url: string, agentId: string, key: string): Promise<Accepted | null> {
    const response = await this.ask(url, '/api/orchestrator/execute', { body: { agentId, ...BIRTH }, key });
    if (response === null) return null;
    if (!response.ok) {
      this.#lastRefusal = `${response.status} ${await response.text().catch(() => '')}`;
      return null;
    }
    const body = (await response.json().catch(() => null)) as { runId: string; readingId: string } | null;
    if (body === null) return null; // the process died in the middle of its answer
    const { runId, readingId } = body;
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { runId, readingId, status: response.status, replayed };
  }

  /** Orders a reading, whatever dies meanwhile: the next try goes to another process, with the same key. */
  async order(agentId: string, key: string, random: Random): Promise<Accepted> {
    return this.#insistently((url) => this.execute(url, agentId, key), random);
  }

  /** Asks for the end of a run. */
  async cancel(readingId: string, random: Random): Promise<number> {
    return this.#insistently(async (url) => {
      const response = await this.ask(url, `/api/readings/${readingId}/cancel`, { body: {} });
      await response?.arrayBuffer().catch(() => null);
      return response === null || response.status >= 500 ? null : response.status;
    }, random);
  }

  async #insistently<T>(attempt: (url: string) => Promise<T | null>, random: Random): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const urls = this.#apis();
      const answer = urls.length === 0 ? null : await attempt(random.pick(urls));
      if (answer !== null) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no API process has done it within ${PATIENCE_MS} ms; last refusal: ${this.#lastRefusal}`);
  }
}
