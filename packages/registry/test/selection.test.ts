import { describe, expect, test } from 'vitest';
import { selectAgent } from '../src/index.ts';

const auto = (question?: string, context?: string, persons = 1) =>
  selectAgent({ agentId: 'auto', persons, context, question });

describe('agent selection', () => {
  test('counts each keyword once per field', () => {
    const selection = auto('Wie treffe ich berufliche Entscheidungen im Team?');
    expect(selection).toMatchObject({ mode: 'keywords', agentId: 'business' });
    expect(selection.scores['business']).toBe(3);
  });

  test('reads English', () => {
    const selection = auto('I feel overwhelmed and panic at night');
    expect(selection).toMatchObject({ mode: 'keywords', agentId: 'crisis' });
    expect(selection.scores['crisis']).toBe(2);
  });

  test.each([
    ['Ich bin überfordert', 'crisis', 'ueberforder*'],
    ['U\u0308BERFORDERT', 'crisis', 'ueberforder*'],
    ['Unsere NÄHE', 'relationship', 'naehe'],
    ['mein_job2024', 'business', 'job'],
    ['burnout\u0301', 'crisis', 'burnout'],
  ])('folds what is written in letters: %s', (question, agentId, keyword) => {
    expect(auto(question)).toMatchObject({ mode: 'keywords', agentId, matched: [keyword] });
  });

  test.each(['Jobs', 'Ehering', 'selfish', 'Homeoffice'])(
    'takes a keyword without a star as a whole: %s',
    (question) => {
      expect(auto(question)).toMatchObject({ mode: 'default', reason: 'no keyword', matched: [] });
    },
  );

  test('counts a keyword again in the other field, and not again in the same', () => {
    expect(auto('Arbeit, Arbeit, Arbeitszeit', 'Arbeit').scores['business']).toBe(3);
  });

  test('weighs the context twice', () => {
    expect(auto(undefined, 'Angst').scores['crisis']).toBe(2);
  });

  test.each([
    ['Beziehung und Beruf', undefined, 'personality', 'default', 'tie'],
    ['Hallo', undefined, 'personality', 'default', 'no keyword'],
    ['Beziehung', 'business', 'business', 'context', 'context names the agent'],
    ['Hallo', 'toString', 'personality', 'default', 'no keyword'],
    ['Hallo', 'Business', 'business', 'keywords', 'best keyword score'],
  ])('%s / %s -> %s', (question, context, agentId, mode, reason) => {
    expect(auto(question, context)).toMatchObject({ agentId, mode, reason });
  });

  test('two persons make a relationship, an explicit agent is never replaced', () => {
    expect(auto('Beruf', undefined, 2)).toMatchObject({ agentId: 'relationship', mode: 'persons' });
    expect(selectAgent({ agentId: 'business', persons: 1, question: 'Angst' })).toMatchObject({
      agentId: 'business',
      mode: 'explicit',
    });
  });
});
