import Markdown from 'react-markdown';
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
];

/** What a model wrote; `isWriting` shows where it goes on. */
export function Prose({ text, isWriting = false }: { text: string; isWriting?: boolean }) {
  return (
    <div className={styles['prose']} data-writing={isWriting || undefined}>
      <Markdown
        skipHtml
        unwrapDisallowed
        allowedElements={ALLOWED}
        components={{ h1: 'h3', h2: 'h3', h3: 'h3', h4: 'h3' }}
      >
        {text}
      </Markdown>
    </div>
  );
}
