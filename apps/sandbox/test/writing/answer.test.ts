import { READING_PARTS } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { answerTo } from '../../src/writing/answer.ts';
import { repair, write } from './prompted.ts';

describe('the answer', () => {
  test('depends on model and messages alone', () => {
    expect(write({})).toBe(write({}));
    const ask = (model: string, text: string) => answerTo({ model, messages: [{ role: 'user', text }] });
    expect(ask('a', 'Hello')).toBe(ask('a', 'Hello'));
    expect(new Set([ask('a', 'Hello'), ask('b', 'Hello'), ask('a', 'Hallo')]).size).toBe(3);
  });

  test.each(READING_PARTS)('to a repair request is the whole part again (%s)', (part) => {
    expect(repair({ part, locale: 'en' })).toBe(write({ part, locale: 'en' }));
  });

  test('to anything else says that it is sandbox text', () => {
    const prompts = ['Hello', '<task part="text">', '<task part="text" agent="crisis" locale="de"><chart>{</chart>'];
    for (const text of prompts) {
      expect(answerTo({ model: 'm', messages: [{ role: 'user', text }] })).toMatch(/^Sandbox text/);
    }
  });
});
