import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventParser, OverlongEvent, readEvents, type ServerSentEvent } from '../../src/models/sse.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All events of a text that arrives in the given pieces. */
function parse(...pieces: (string | Uint8Array)[]): ServerSentEvent[] {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(typeof piece === 'string' ? bytes(piece) : piece));
}

/** Every byte on its own: each border that can exist is one. */
const drip = (text: string): ServerSentEvent[] => parse(...Array.from(bytes(text), (byte) => Uint8Array.of(byte)));

const event = (data: string, name = 'message'): ServerSentEvent => ({ event: name, data });

describe('a stream of server-sent events', () => {
  it.each<[string, string, ServerSentEvent[]]>([
    ['LF', 'data: a\n\ndata: b\n\n', [event('a'), event('b')]],
    ['CRLF', 'event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n', [event('a', 'x'), event('b')]],
    ['CR', 'event: x\rdata: a\r\rdata: b\r\r', [event('a', 'x'), event('b')]],
    ['mixed line ends', 'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n', [event('a'), event('b'), event('c')]],
    ['comments', ': hello\n:\n: data: no\n\ndata: a\n: in between\n\n', [event('a')]],
    ['several data lines', 'data: a\ndata:\ndata: c\n\n', [event('a\n\nc')]],
    [
      'one blank after the colon is no data, two are',
      'data:a\n\ndata: a\n\ndata:  a\n\n',
      [event('a'), event('a'), event(' a')],
    ],
    ['a field without colon', 'data\n\ndata\ndata\n\n', [event(''), event('\n')]],
    ['fields of no use', 'id: 7\nretry: 100\nfoo: bar\ndatas: x\ndata: a\n\n', [event('a')]],
    ['an event without data', 'event: ping\n\ndata: a\n\n', [event('a')]],
    ['the last event name counts', 'event: x\nevent: y\ndata: a\n\n', [event('a', 'y')]],
    ['a colon in the data', 'data: {"a":"b: c"}\n\n', [event('{"a":"b: c"}')]],
    ['characters of two, three and four bytes', 'data: ä€🎼 ü\n\n', [event('ä€🎼 ü')]],
    ['a byte order mark', '\uFEFFdata: a\n\ndata: \uFEFFb\n\n', [event('a'), event('\uFEFFb')]],
    [
      'a line separator that is no line end here',
      'data: a\u2028b\u0085c\u000bd\n\n',
      [event('a\u2028b\u0085c\u000bd')],
    ],
    ['an event cut off by the end', 'data: a\n\ndata: b\n', [event('a')]],
    ['nothing', '', []],
  ])('understands %s, whole and byte by byte', (_name, text, expected) => {
    expect(parse(text)).toEqual(expected);
    expect(drip(text)).toEqual(expected);
  });

  it('gives an event as soon as its blank line ends in CR, without waiting for the LF', () => {
    const parser = new EventParser();
    expect(parser.push(bytes('data: a\r\n\r'))).toEqual([event('a')]);
    expect(parser.push(bytes('\ndata: b\r\n\r\n'))).toEqual([event('b')]);
  });

  it('knows a CRLF that is cut in two, even by a chunk of nothing', () => {
    expect(parse('data: a\r', '', '\ndata: b\r\n\r\n')).toEqual([event('a\nb')]);
  });

  it('means the same wherever the network cuts it', () => {
    const piece = fc.constantFrom(
      'data',
      'event',
      ':',
      ': ',
      ' ',
      'a',
      'ä',
      '€',
      '🎼',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      '{"x":1}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(200), { maxLength: 20 }), (pieces, cuts) => {
        const all = bytes(pieces.join(''));
        const at = [...cuts.map((cut) => Math.min(cut, all.length)), 0, all.length].sort((a, b) => a - b);
        const chunks = at.slice(1).map((end, index) => all.subarray(at[index], end));
        expect(parse(...chunks)).toEqual(parse(all));
      }),
      { numRuns: 500 },
    );
  });

  it('understands what a plain reading of the standard understands', () => {
    const line = fc.constantFrom(
      'data: a',
      'data',
      'data:b',
      'data:  c',
      'event: x',
      'event:',
      ': note',
      'id: 1',
      '',
      '',
    );
    const end = fc.constantFrom('\n', '\r', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { maxLength: 40 }), (lines) => {
        const text = lines.map(([content, ending]) => `${content}${ending}`).join('');
        expect(parse(text)).toEqual(plainReading(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a line', `data: ${'x'.repeat(1024 * 1024)}`],
    ['an event of many lines', `data: ${'x'.repeat(60_000)}\n`.repeat(18)],
  ])('refuses %s of more than 1 MiB, even if it never ends', (_name, text) => {
    const parser = new EventParser();
    const all = bytes(text);
    const feed = () => {
      for (let at = 0; at < all.length; at += 65_536) parser.push(all.subarray(at, at + 65_536));
    };
    expect(feed).toThrow(OverlongEvent);
  });

  it('takes a line of nearly 1 MiB that comes in small pieces', () => {
    const text = `data: ${'x'.repeat(1_000_000)}\n\n`;
    const all = bytes(text);
    const pieces = Array.from({ length: Math.ceil(all.length / 100) }, (_, at) =>
      all.subarray(at * 100, at * 100 + 100),
    );
    expect(parse(...pieces)[0]?.data.length).toBe(1_000_000);
  });
});

describe('readEvents', () => {
  it('yields one batch per chunk that completes something, and reports every chunk', async () => {
    let chunks = 0;
    async function* body() {
      yield bytes('data: a\n\ndata: b\n\nda');
      yield bytes(': ping\n\n'.slice(0, 0));
      yield bytes('ta: c\n');
      yield bytes('\n: ping\n\n');
    }
    const batches: ServerSentEvent[][] = [];
    for await (const batch of readEvents(body(), () => chunks++)) batches.push(batch);
    expect(batches).toEqual([[event('a'), event('b')], [event('c')]]);
    expect(chunks).toBe(4);
  });

  it('cancels the body when its reader leaves early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: a\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _batch of readEvents(body, () => {})) break;
    expect(cancelled).toBe(true);
  });
});

/** The standard's algorithm without any thought of speed or chunks, as the independent check. */
function plainReading(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  let name = '';
  let data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    if (line === '') {
      if (data.length > 0) events.push({ event: name || 'message', data: data.join('\n') });
      name = '';
      data = [];
    } else if (line !== '' && !line.startsWith(':')) {
      const [, field = line, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === 'data') data.push(value);
      if (field === 'event') name = value;
    }
  }
  return events;
}
