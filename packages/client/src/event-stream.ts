import { ConnectionFailed } from './errors.ts';
import type { Connect } from './follow.ts';
import { RunEnd, type RunFrame } from './frames.ts';
import { connected, type Http, isOf } from './http.ts';

/** The API says something every 15 s: a connection that is silent for longer than this is dead. */
const SILENCE_MS = 45_000;

/** The frames of a run over HTTP, one response a connection. */
export const overEventStream = (http: Http, runId: string): Connect<RunFrame> =>
  async function* (position, signal, stands) {
    const silence = new Silence();
    const asking = http.open(
      {
        method: 'GET',
        path: `/runs/${encodeURIComponent(runId)}/stream`,
        query: { after: position.after ?? 0 },
        headers: { accept: 'text/event-stream' },
        signal,
        isRepeatable: true,
      },
      silence.signal,
    );
    const response = await silence.within(http.options.timeoutMs, asking);
    const isOver = response.status === 204;
    if (!isOver && !isOf(response, 'text/event-stream')) throw new ConnectionFailed('the answer is not a stream');
    stands();
    if (isOver || response.body === null) return;
    const end = new RunEnd();
    const reader = response.body.getReader();
    const read = () => silence.within(SILENCE_MS, connected(reader.read(), signal));
    try {
      for await (const data of messages(read)) {
        const frame = JSON.parse(data) as RunFrame;
        end.see(frame);
        yield frame;
      }
    } finally {
      reader.cancel().catch(() => {}); // whoever stops reading lets go of the connection
    }
    // Not every proxy passes it on when a connection breaks.
    if (!end.isOver) throw new ConnectionFailed('the stream ended before the run');
  };

/** Breaks a connection off when it does not say anything in time. */
class Silence {
  readonly #dead = new AbortController();

  get signal(): AbortSignal {
    return this.#dead.signal;
  }

  async within<T>(ms: number, coming: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#dead.abort(new Error(`nothing was heard for ${ms} ms`)), ms);
    try {
      return await coming;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The data of each message of an event stream, chunk by chunk as it is read. */
async function* messages(
  read: () => Promise<{ done: boolean; value?: Uint8Array | undefined }>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for (let { done, value } = await read(); !done; { done, value } = await read()) {
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      if (line.trimEnd() !== '' || data.length === 0) continue;
      yield data.join('\n');
      data = [];
    }
  }
}
