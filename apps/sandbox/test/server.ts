import type { FastifyInstance } from 'fastify';
import { afterEach } from 'vitest';
import { buildSandbox, type SandboxOptions } from '../src/app.ts';
import type { Call, Counters } from '../src/calls.ts';

const running: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A sandbox on a free port that writes without pause unless told otherwise; it ends with the test. */
export async function startSandbox(options: SandboxOptions = {}) {
  const app = await buildSandbox({ ...options, pace: { firstTokenMs: 0, tokensPerSecond: 0, ...options.pace } });
  running.push(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const json = async (path: string) => (await fetch(`${url}${path}`)).json();
  const post = (path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    url,
    post,
    calls: async (since = 0) =>
      (await json(`/_sandbox/calls?since=${since}`)) as { calls: Call[]; missed: number; total: number },
    counters: async () => (await json('/_sandbox/counters')) as Counters,
    /** Waits until the log shows the call's end. */
    ended: async (): Promise<Call> => {
      for (;;) {
        const { calls } = (await json('/_sandbox/calls')) as { calls: Call[] };
        const last = calls.at(-1);
        if (last !== undefined && last.outcome !== null) return last;
      }
    },
    script: (fault: object) => post('/_sandbox/faults', fault),
    anthropic: (body: object = {}, headers: Record<string, string> = {}, signal?: AbortSignal) =>
      post(
        '/v1/messages',
        {
          model: 'claude-sonnet-5',
          max_tokens: 2_000,
          messages: [{ role: 'user', content: 'Hello there' }],
          ...body,
        },
        { 'x-api-key': 'any', 'anthropic-version': '2023-06-01', ...headers },
        signal,
      ),
    openai: (body: object = {}, headers: Record<string, string> = {}, signal?: AbortSignal) =>
      post(
        '/v1/chat/completions',
        { model: 'gpt-5', messages: [{ role: 'user', content: 'Hello there' }], ...body },
        { authorization: 'Bearer any', ...headers },
        signal,
      ),
  };
}

export const PROTOCOLS = ['anthropic', 'openai'] as const;

/** The answer to a small question, with a fault. */
export const asked = (sandbox: Sandbox, protocol: (typeof PROTOCOLS)[number], fault: string, stream = true) =>
  sandbox[protocol]({ stream }, { 'x-sandbox-fault': fault });

/** The events of a stream; lines that carry no JSON come as text. */
export function eventsOf(stream: string): { event: string | null; data: unknown }[] {
  return stream
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const event = /^event: (.*)$/m.exec(block)?.[1] ?? null;
      const text = /^data: (.*)$/m.exec(block)?.[1] ?? block;
      try {
        return { event, data: JSON.parse(text) as unknown };
      } catch {
        return { event, data: text };
      }
    });
}
