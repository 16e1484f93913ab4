import { compose, inMarkdown, type Sentence } from '@taktstock/composer';
import type { Locale } from '@taktstock/registry';
import type { ReadingTask } from './task.ts';

/** What the sandbox says of itself: that it heard of a perspective, and that no model is speaking. */
const REMARKS: Readonly<Record<Locale, { asked: string; written: string }>> = {
  de: {
    asked: 'Was du mitgegeben hast, bestimmt den Blickwinkel; an den Tatsachen ändert es nichts.',
    written: 'Diesen Text hat die Sandbox von Taktstock zusammengesetzt, kein Sprachmodell.',
  },
  en: {
    asked: 'What you have added sets the perspective; it changes nothing about the facts.',
    written: 'This text was put together by the Taktstock sandbox, not by a language model.',
  },
};

const remark = (text: string): Sentence => ({ text, pointers: [] });

/** One part of a reading, composed from the charts of its prompt. */
export function writePart(task: ReadingTask): string {
  const { text, essence, questions } = compose(task);
  const { asked, written } = REMARKS[task.locale];
  switch (task.part) {
    case 'text':
      if (task.asked) text.at(0)?.at(0)?.push(remark(asked));
      text.at(-1)?.push([remark(written)]);
      return inMarkdown(text, task.locale);
    case 'essence':
      return essence.map((sentence) => sentence.text).join(' ');
    case 'questions':
      return questions.map((sentence) => sentence.text).join('\n');
  }
}
