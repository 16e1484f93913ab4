import { useText } from '../text/language.tsx';
import styles from './Status.module.css';

export type RunStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';

/** The state of a run in a word and a shape: colour alone says nothing to some. */
export function Status({ status }: { status: RunStatus }) {
  const { t } = useText();
  return (
    <span className={styles['status']} data-status={status}>
      <i aria-hidden="true" />
      {t(`status_${status}`)}
    </span>
  );
}
