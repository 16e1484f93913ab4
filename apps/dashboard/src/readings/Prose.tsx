import type { PointerEvent } from 'react';
import Markdown from 'react-markdown';
import { markMentions } from './mentions.ts';
import styles from './Prose.module.css';

/** A model may write anything. Of its Markdown only what makes prose is shown: no HTML, no images, no links. */
const ALLOWED = [
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'strong',
  'em',
  'ul',
  'ol',
  'li',
  'blockquote',
  'hr',
  'br',
  'code',
  'del',
  'mark',
];

type Props = {
  /** What a model wrote. */
  text: string;
  /** Shows where it goes on. */
  isWriting?: boolean;
  /** Told which gates stand under the pointer; without it mentions are plain text. */
  onPoint?: (gates: number[]) => void;
};

/** What a model wrote, as prose. */
export function Prose({ text, isWriting = false, onPoint }: Props) {
  const point = ({ target }: PointerEvent) => {
    const gates = (target as Element).closest('[data-gates]')?.getAttribute('data-gates') ?? '';
    onPoint?.(gates.split(' ').filter(Boolean).map(Number));
  };
  return (
    <div
      className={styles['prose']}
      data-writing={isWriting || undefined}
      onPointerOver={onPoint && point}
      onPointerLeave={onPoint && (() => onPoint([]))}
    >
      <Markdown
        skipHtml
        unwrapDisallowed
        allowedElements={ALLOWED}
        components={{ h1: 'h3', h2: 'h3', h3: 'h3', h4: 'h3' }}
        rehypePlugins={onPoint === undefined ? [] : [markMentions]}
      >
        {text}
      </Markdown>
    </div>
  );
}
