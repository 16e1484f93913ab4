import { CopyButton, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../text/language.tsx';
import styles from './Code.module.css';

/** The same thing in several languages, to be copied. */
export function Code({ title, snippets }: { title: string; snippets: Record<string, string> }) {
  const { t } = useText();
  const names = Object.keys(snippets);
  const [chosen, choose] = useState(names[0]!);
  const text = snippets[chosen] ?? '';
  return (
    <section className="panel">
      <header>
        <h2>{title}</h2>
        <span className={styles['tools']}>
          <SegmentedControl size="xs" data={names} value={chosen} onChange={choose} aria-label={title} />
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <button type="button" className={styles['copy']} onClick={copy}>
                {t(copied ? 'copied' : 'copy')}
              </button>
            )}
          </CopyButton>
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles['code']} tabIndex={0}>
        <code>{text}</code>
      </pre>
    </section>
  );
}
