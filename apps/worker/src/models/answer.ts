import { NO_USAGE, type Usage } from '@taktstock/registry';
import { Connection } from './connection.ts';
import { type EndReason, ModelError, type ModelEvent, type ModelRequest, promptLength } from './provider.ts';
import type { ServerSentEvent } from './sse.ts';
import { AnswerText } from './text.ts';

/** What one wire protocol knows about an answer while its events come in. */
export type AnswerReader = {
  /** Takes one event; returns the text in it, often none. Throws ModelError for an error frame or a broken one. */
  take(event: ServerSentEvent): string;
  /** As the provider reported it; a new object whenever it changes. */
  readonly usage: Usage | null;
  /** Set once the answer counts as complete, even if the stream ended here. */
  readonly reason: EndReason | null;
  /** Nothing of interest can follow. */
  readonly closed: boolean;
};

/** One wire protocol: how to ask, and how to read the answer. */
export type Wire = {
  send(request: ModelRequest, signal: AbortSignal): Promise<Response>;
  reader(): AnswerReader;
};

/** The state of one call: what the provider said, and the clean text so far. */
type Call = { request: ModelRequest; reader: AnswerReader; text: AnswerText; events: number };

const TOKEN_CHARS = 4;
const tokens = (chars: number): number => Math.ceil(chars / TOKEN_CHARS);

/**
 * What the call has cost by our own count, four characters a token: the only number there is when the provider sends
 * none, and a floor when it broke off before its final one. Hidden reasoning is not in it.
 */
function estimate({ request, reader, text }: Call): Usage {
  const reported = reader.usage ?? { ...NO_USAGE, input: tokens(promptLength(request)) };
  return { ...reported, output: Math.max(reported.output, tokens(text.length)) };
}

/** The text of one batch; what came before an error frame is still handed on, then the error. */
function takeBatch({ reader, text }: Call, batch: ServerSentEvent[]): { piece: string; failure: unknown } {
  let piece = '';
  try {
    for (const event of batch) {
      piece += reader.take(event);
      if (reader.closed) break;
    }
    return { piece: text.take(piece), failure: null };
  } catch (failure) {
    return { piece: text.take(piece), failure };
  }
}

/** The next batch; null when the stream is over, for which a connection lost after the end of the text will do. */
async function nextBatch({ request, reader }: Call, connection: Connection): Promise<ServerSentEvent[] | null> {
  try {
    return await connection.read();
  } catch (error) {
    if (reader.reason !== null && !request.signal.aborted) return null;
    throw error;
  }
}

/** Why the answer ended; throws for one that only seems to be an answer. */
function judge({ reader, text, events }: Call): EndReason {
  if (events === 0) throw new ModelError('UPSTREAM_UNAVAILABLE', 'the stream held no event');
  if (reader.reason === null) throw new ModelError('TRUNCATED_OUTPUT', 'the stream ended before the answer did');
  if (reader.reason === 'stop' && text.blank) throw new ModelError('EMPTY_OUTPUT', 'the answer holds no text');
  return reader.reason;
}

async function* readAnswer(call: Call, connection: Connection): AsyncGenerator<ModelEvent, void, undefined> {
  const { reader, text } = call;
  let usage: Usage | null = null;
  while (!reader.closed) {
    const batch = await nextBatch(call, connection);
    if (batch === null) break;
    call.events += batch.length;
    const { piece, failure } = takeBatch(call, batch);
    if (piece !== '') yield { type: 'text', text: piece };
    if (reader.usage !== null && reader.usage !== usage) {
      usage = reader.usage;
      yield { type: 'usage', usage, estimated: false };
    }
    if (failure !== null) throw failure;
  }
  const rest = text.end();
  if (rest !== '') yield { type: 'text', text: rest };
  const reason = judge(call);
  yield { type: 'end', reason, usage: reader.usage ?? estimate(call), estimated: reader.usage === null };
}

/**
 * Asks one model over one wire protocol. Yields text piece by piece (one piece per chunk of the network), usage as
 * it becomes known, and one `end`. Throws ModelError, or the reason of the request's signal; before it throws, an
 * estimate of what the broken answer cost.
 */
export async function* streamAnswer(wire: Wire, request: ModelRequest): AsyncGenerator<ModelEvent, void, undefined> {
  const connection = new Connection(request);
  const call: Call = { request, reader: wire.reader(), text: new AnswerText(), events: 0 };
  try {
    await connection.open((signal) => wire.send(request, signal));
    yield* readAnswer(call, connection);
    await connection.finish();
  } catch (error) {
    const usage = estimate(call);
    const paid = call.text.length > 0 || call.reader.usage !== null;
    if (paid && usage.output !== call.reader.usage?.output) yield { type: 'usage', usage, estimated: true };
    throw error;
  } finally {
    connection.close();
  }
}
