import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Usage } from '@taktstock/registry';
import type { FastifyReply } from 'fastify';
import type { Call, CallLog, Outcome } from './calls.ts';
import type { Breakage, Fault } from './faults.ts';
import { type Pace, paced, pause, tokenCount, tokensOf } from './pace.ts';
import type { Conversation, Stop, Writer } from './protocols/protocol.ts';

const SSE_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
const HTML = '<!doctype html><title>Sandbox</title><p>A page where a model answer was expected.</p>\n';

/** Everything one call needs on its way out. */
export type Delivery = {
  conversation: Conversation;
  /** What the prompt costs. */
  input: Usage;
  writer: Writer;
  fault: Fault | null;
  text: string;
  pace: Pace;
  /** Milliseconds of waiting after which a stream shows that it lives. */
  keepAliveMs: number;
  /** Resolves when what is held may go on. */
  cleared: Promise<void>;
  log: CallLog;
  call: Call;
};

/** What will be written: the tokens, how they end, and what breaks in between. */
type Plan = { tokens: readonly string[]; stop: Stop; breakage: Breakage | null; firstTokenMs: number };

const breakageOf = (fault: Fault | null): Breakage | null => (fault?.kind === 'breakage' ? fault.breakage : null);

const half = <Item>(items: readonly Item[]): readonly Item[] => items.slice(0, Math.max(1, items.length >> 1));

// PostgreSQL refuses both characters: U+0000 in any text, a lone surrogate in jsonb.
const poisoned = (text: string): string => {
  const middle = text.length >> 1;
  return `${text.slice(0, middle)}\u0000\ud800 ${text.slice(middle)}`;
};

function planOf({ conversation, fault, text, pace }: Delivery): Plan {
  const breakage = breakageOf(fault);
  const whole = tokensOf(
    fault?.kind === 'text' ? fault.text : breakage === 'empty' ? '' : breakage === 'nul' ? poisoned(text) : text,
  );
  const limited = conversation.maxTokens === null ? whole : whole.slice(0, conversation.maxTokens);
  const tokens = breakage === 'length' ? half(limited) : limited;
  const stop = tokens.length < whole.length || breakage === 'length' ? 'length' : 'stop';
  return { tokens, stop, breakage, firstTokenMs: fault?.kind === 'slow' ? fault.ms : pace.firstTokenMs };
}

/** Answers one call from first to last byte and enters its end in the log; never rejects because a client left. */
export async function deliver(reply: FastifyReply, delivery: Delivery): Promise<void> {
  const { input, log, call } = delivery;
  const { raw } = reply;
  reply.hijack();
  const closed = new AbortController();
  raw.once('close', () => closed.abort());
  if (raw.destroyed || raw.socket?.destroyed) closed.abort();

  const spent = (): Usage => ({ ...input, output: tokenCount(call.outputChars) });
  const finish = (outcome: Outcome): void => log.finish(call, outcome, spent());
  const out = new Outlet(raw, closed.signal);
  try {
    await (delivery.conversation.stream ? streamed : inOnePiece)({
      ...delivery,
      plan: planOf(delivery),
      out,
      finish,
      spent,
    });
  } catch (error) {
    if (!closed.signal.aborted) {
      raw.destroy();
      finish('fault');
      throw error;
    }
    finish('closed');
  }
}

type Running = Delivery & {
  plan: Plan;
  out: Outlet;
  finish: (outcome: Outcome) => void;
  spent: () => Usage;
};

const outcomeOf = ({ plan, fault }: Running): Outcome =>
  plan.breakage === null || fault?.kind !== 'breakage' ? 'done' : 'fault';

async function streamed(run: Running): Promise<void> {
  const { plan, fault, out, writer, finish } = run;
  const { breakage } = plan;
  if (breakage === 'hang') return out.silence();
  if (breakage === 'html') {
    finish('fault');
    return out.document('text/html; charset=utf-8', HTML, {});
  }
  out.head({ ...SSE_HEADERS, ...writer.headers });
  await out.write(writer.open(run.input));
  await firstToken(run);

  const breaksOff = breakage === 'stall' || breakage === 'cut' || breakage === 'reset' || breakage === 'error-event';
  const first = breaksOff || fault?.kind === 'hold' ? half(plan.tokens) : plan.tokens;
  await writeTokens(run, first);
  if (fault?.kind === 'hold') {
    await release(run);
    await writeTokens(run, plan.tokens.slice(first.length));
  }

  switch (breakage) {
    case 'stall':
      return out.silence();
    case 'cut':
      finish('fault');
      return out.end('');
    case 'reset':
      finish('fault');
      return out.reset();
    case 'error-event':
      finish('fault');
      return out.end(writer.errorEvent);
    default:
      // Before the last bytes leave: whoever has seen the end finds it in the log.
      finish(outcomeOf(run));
      return out.end(writer.close(plan.stop, run.spent()));
  }
}

async function writeTokens({ plan, pace, out, writer, log, call }: Running, tokens: readonly string[]): Promise<void> {
  const torn = plan.breakage === 'garbage' ? half(tokens).length - 1 : -1;
  let at = 0;
  for await (const group of paced(tokens, pace.tokensPerSecond, out.closed)) {
    let events = '';
    let chars = 0;
    for (const token of group) {
      events += at === torn ? writer.garbage : writer.token(token);
      chars += token.length;
      at += 1;
    }
    log.wrote(call, chars);
    await out.write(events);
  }
}

async function inOnePiece(run: Running): Promise<void> {
  const { plan, out, writer, finish, log, call, pace } = run;
  const { breakage } = plan;
  if (breakage === 'hang') return out.silence();
  const writingMs = pace.tokensPerSecond === 0 ? 0 : (plan.tokens.length * 1_000) / pace.tokensPerSecond;
  await pause(plan.firstTokenMs + writingMs, out.closed);
  if (run.fault?.kind === 'hold') await run.cleared;
  if (breakage === 'html') {
    finish('fault');
    return out.document('text/html; charset=utf-8', HTML, writer.headers);
  }
  const text = plan.tokens.join('');
  if (breakage !== 'error-event') log.wrote(call, text.length);
  const body = JSON.stringify(
    breakage === 'error-event' ? writer.errorDocument : writer.document(text, plan.stop, run.spent()),
  );
  const torn = body.slice(0, body.length >> 1);
  switch (breakage) {
    case 'stall':
      out.head({ 'content-type': 'application/json', ...writer.headers });
      await out.write(torn);
      return out.silence();
    case 'reset':
      finish('fault');
      out.head({ 'content-type': 'application/json', ...writer.headers });
      await out.write(torn);
      return out.reset();
    case 'cut':
    case 'garbage':
      finish('fault');
      return out.document('application/json', torn, writer.headers);
    default:
      finish(outcomeOf(run));
      return out.document('application/json', body, writer.headers);
  }
}

/** Waits for the first token and shows life in between. */
async function firstToken({ plan, out, writer, keepAliveMs }: Running): Promise<void> {
  for (let left = plan.firstTokenMs; left > 0; left -= keepAliveMs) {
    await pause(Math.min(left, keepAliveMs), out.closed);
    if (left > keepAliveMs) await out.write(writer.keepAlive);
  }
}

/** Waits until what is held may go on, and shows life in between. */
async function release({ cleared, out, writer, keepAliveMs }: Running): Promise<void> {
  const keepingAlive = setInterval(() => void out.write(writer.keepAlive).catch(() => {}), keepAliveMs);
  try {
    await Promise.race([cleared, out.silence()]);
  } finally {
    clearInterval(keepingAlive);
  }
}

/** The way to one client; every wait ends with an AbortError when the client has gone. */
class Outlet {
  readonly closed: AbortSignal;
  readonly #raw: ServerResponse;

  constructor(raw: ServerResponse, closed: AbortSignal) {
    this.#raw = raw;
    this.closed = closed;
  }

  head(headers: Record<string, string>): void {
    this.#raw.writeHead(200, headers);
    this.#raw.flushHeaders();
  }

  async write(chunk: string): Promise<void> {
    this.closed.throwIfAborted();
    if (!this.#raw.write(chunk)) await once(this.#raw, 'drain', { signal: this.closed });
  }

  end(chunk: string): void {
    this.#raw.end(chunk);
  }

  document(contentType: string, body: string, headers: Record<string, string>): void {
    this.#raw.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), ...headers });
    this.#raw.end(body);
  }

  /** Ends the connection without an end: the client sees a reset, after what it was sent. */
  async reset(): Promise<void> {
    await new Promise((flushed) => this.#raw.write('\n', flushed));
    this.#raw.socket?.resetAndDestroy();
  }

  /** Says nothing until the client gives up. */
  async silence(): Promise<never> {
    await once(this.closed, 'abort', { signal: this.closed });
    throw this.closed.reason;
  }
}
