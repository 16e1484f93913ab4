import { getAgent, readingPrompt } from '@taktstock/registry';
import { describe, expect, test } from 'vitest';
import { answerTo } from '../../src/writing/answer.ts';
import { projector } from '../data/charts.ts';
import { alone, write } from './prompted.ts';

describe('the answer', () => {
  test('depends on model and messages alone', () => {
    expect(write({})).toBe(write({}));
    const ask = (model: string, text: string) => answerTo({ model, messages: [{ role: 'user', text }] });
    expect(ask('a', 'Hello')).toBe(ask('a', 'Hello'));
    expect(new Set([ask('a', 'Hello'), ask('b', 'Hello'), ask('a', 'Hallo')]).size).toBe(3);
  });

  test('to a repair request is the whole reading again', () => {
    const { user } = readingPrompt(getAgent('crisis')!, {
      depth: 'basic',
      style: 'klar',
      locale: 'en',
      context: null,
      question: null,
      charts: alone(projector),
    });
    const first = answerTo({ model: 'm', messages: [{ role: 'user', text: user }] });
    const repaired = answerTo({
      model: 'm',
      messages: [
        { role: 'user', text: user },
        { role: 'assistant', text: 'Gate 35 shapes you.' },
        { role: 'user', text: 'Gate 35 is not in the chart.' },
      ],
    });
    expect(repaired).toBe(first);
    expect(first).toContain('## Placement');
  });

  test('to anything else says that it is sandbox text', () => {
    const prompts = ['Hello', '<task part="text">', '<task part="text" agent="crisis" locale="de"><chart>{</chart>'];
    for (const text of prompts) {
      expect(answerTo({ model: 'm', messages: [{ role: 'user', text }] })).toMatch(/^Sandbox text/);
    }
  });
});
