import type { Answered } from '@taktstock/client';
import { Prose } from '../readings/Prose.tsx';
import { useText } from '../text/language.tsx';
import styles from './LiveReading.module.css';
import type { RunText } from './useRunStream.ts';

/** The parts in the order in which they are read. */
const PARTS = ['text', 'essence', 'questions'] as const;

/** What a run writes, while it is written. */
export function LiveReading({ run, live }: { run: Answered<'getRun'> | undefined; live: RunText }) {
  const { t, count } = useText();
  const isWriting = run?.status === 'processing';
  const parts = PARTS.filter((part) => live.of(part) !== '');
  const words = parts.reduce((sum, part) => sum + live.of(part).split(/\s+/).length, 0);
  return (
    <section className={`panel ${styles['panel']}`} aria-busy={isWriting} aria-label={t('reading')}>
      <header>
        <h2>{t('reading')}</h2>
        <span className="quiet number">{t('words', { n: count(words) })}</span>
      </header>
      <div className={styles['body']}>
        <Notice run={run} live={live} />
        {parts.length === 0 && run !== undefined && <p className="quiet">{emptyText(run.status, t)}</p>}
        {parts.map((part) => (
          <div key={part} className={styles['part']}>
            {part !== 'text' && <h3>{t(part)}</h3>}
            <Prose text={plain(live.of(part))} isWriting={isWriting && live.current === part} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Notice({ run, live }: { run: Answered<'getRun'> | undefined; live: RunText }) {
  const { t } = useText();
  if (run?.status === 'failed')
    return (
      <p className={styles['notice']} role="alert">
        <strong>{run.errorCode}</strong> {run.error}
      </p>
    );
  if (!live.isConnected) return <p className={styles['notice']}>{t('connectionLost')}</p>;
  if (live.isReplaced && run?.status === 'processing') return <p className={styles['notice']}>{t('replaced')}</p>;
  return null;
}

const emptyText = (status: Answered<'getRun'>['status'], t: ReturnType<typeof useText>['t']): string =>
  t(status === 'pending' ? 'waitingForWorker' : status === 'processing' ? 'writingSoon' : 'noText');

/** Questions come one a line; to Markdown they would be one paragraph. */
const plain = (text: string): string => text.replace(/(?<!\n)\n(?!\n)/g, '\n\n');
