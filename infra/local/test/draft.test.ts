import type { Frame } from '@taktstock/registry';
import { expect, test } from 'vitest';
import { DraftText } from '../src/draft.ts';

const frame = (type: string, payload: unknown, id?: number): Frame => ({
  topic: 'run:1',
  type,
  payload,
  timestamp: '2026-01-01T00:00:00.000Z',
  ...(id === undefined ? {} : { id }),
});
const started = (id: number): Frame => frame('text_started', { step: 'text', attempt: 1, model: 'm' }, id);
const delta = (draft: number, offset: number, text: string): Frame => frame('text_delta', { draft, offset, text });
const stored = (id: number, draft: number, offset: number, text: string): Frame =>
  frame('text_appended', { draft, offset, text }, id);

const read = (...frames: Frame[]): string => {
  const draft = new DraftText();
  return frames.map((each) => draft.add(each)).join('');
};

test('previews appear at once and the stored piece that repeats them adds only what is new', () => {
  expect(read(started(3), delta(3, 0, 'The '), delta(3, 4, 'gate'), stored(4, 3, 0, 'The gate is'))).toBe(
    'The gate is',
  );
});

test('a lost preview leaves a hole that the stored piece fills', () => {
  expect(read(started(3), delta(3, 0, 'one '), delta(3, 8, 'three'), stored(4, 3, 0, 'one two three'))).toBe(
    'one two three',
  );
});

test('overlapping previews are cut', () => {
  expect(read(started(3), delta(3, 0, 'abcd'), delta(3, 2, 'cdef'))).toBe('abcdef');
});

test('a new draft begins anew and a late preview of the old one is dropped', () => {
  expect(read(started(3), delta(3, 0, 'old'), started(7), delta(3, 3, 'er'), delta(7, 0, 'new'))).toBe('oldnew');
});

test('events of other kinds add nothing', () => {
  expect(read(started(3), frame('step_completed', { step: 'text', attempt: 1, progress: 70 }, 5))).toBe('');
});
