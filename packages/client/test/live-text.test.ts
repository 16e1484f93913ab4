import { describe, expect, test } from 'vitest';
import { LiveText, type RunFrame } from '../src/index.ts';

const common = { topic: 'run:x', timestamp: '2026-01-01T00:00:00.000Z' };
const started = (id: number, step = 'text'): RunFrame => ({
  ...common,
  ...{ id, type: 'text_started', payload: { step, attempt: 1, model: 'm' } },
});
const piece = (id: number | null, draft: number, offset: number, text: string): RunFrame =>
  id === null
    ? { ...common, type: 'text_delta', payload: { draft, offset, text } }
    : { ...common, id, type: 'text_appended', payload: { draft, offset, text } };
const accepted = (id: number, draft: number, length: number): RunFrame => ({
  ...common,
  ...{ id, type: 'text_accepted', payload: { draft, length } },
});

const TEXT = 'Ein Text mit Umlauten: äöü, und mit 🜂 vor dem Ende.';

/** Folds frames and answers the text of the step `text`. */
function fold(frames: RunFrame[]): string {
  const live = new LiveText();
  for (const frame of frames) live.add(frame);
  return live.of('text');
}

describe('the text as it stands', () => {
  test('grows by previews and is not doubled by the events behind them', () => {
    const live = new LiveText();
    const fresh = [
      ...[started(1), piece(null, 1, 0, 'one'), piece(null, 1, 3, ' two'), piece(2, 1, 0, 'one two')],
      ...[piece(null, 1, 7, ' three'), piece(3, 1, 7, ' three four')],
    ].map((frame) => live.add(frame));
    expect(fresh).toEqual(['', 'one', ' two', '', ' three', ' four']);
    expect([live.text, live.isAccepted('text')]).toEqual(['one two three four', false]);
    live.add(accepted(4, 1, 18));
    expect([live.text, live.isAccepted('text')]).toEqual(['one two three four', true]);
  });

  test('ignores a preview behind a hole, and the next event fills it', () => {
    expect(fold([started(1), piece(null, 1, 3, 'xx')])).toBe('');
    expect(fold([started(1), piece(null, 1, 3, 'xx'), piece(2, 1, 0, 'abcxx')])).toBe('abcxx');
  });

  test('forgets a draft when its step begins another one, and what still comes of the old', () => {
    const frames = [started(1), piece(2, 1, 0, 'half'), started(3), piece(null, 1, 4, ' more'), piece(4, 3, 0, 'new')];
    expect(fold(frames)).toBe('new');
  });

  test('keeps the steps apart', () => {
    const live = new LiveText();
    for (const frame of [started(1), piece(2, 1, 0, 'a'), started(3, 'essence'), piece(4, 3, 0, 'b')]) live.add(frame);
    expect([live.steps, live.of('text'), live.text, live.of('nothing')]).toEqual([['text', 'essence'], 'a', 'b', '']);
  });

  test('is the stored text wherever it is cut, with any previews lost', () => {
    for (let cut = 1; cut < TEXT.length; cut += 1) {
      for (const lost of [0, 1, 2, 3]) {
        const previews = [piece(null, 1, 0, TEXT.slice(0, cut)), piece(null, 1, cut, TEXT.slice(cut))];
        const frames = [
          ...[started(1), ...previews.slice(0, lost & 1 ? 1 : 0), piece(2, 1, 0, TEXT.slice(0, cut))],
          ...[...previews.slice(lost & 2 ? 2 : 1), piece(3, 1, cut, TEXT.slice(cut)), accepted(4, 1, TEXT.length)],
        ];
        expect(fold(frames)).toBe(TEXT);
      }
    }
  });
});
