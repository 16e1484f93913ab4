import type { ReactNode } from 'react';
import styles from './Head.module.css';
import { useTitle } from './useTitle.ts';

/** The name of a page, what it is for, and what can be done on it as a whole. */
export function Head({ title, lead, children }: { title: string; lead?: string | undefined; children?: ReactNode }) {
  useTitle(title);
  return (
    <div className={styles['head']}>
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
