import type { Answered } from '@taktstock/client';
import { InEnglish } from '../parts/InEnglish.tsx';
import { Prose } from '../readings/Prose.tsx';
import { useText } from '../text/language.tsx';
import styles from './LiveReading.module.css';
import { FINAL } from './RunHead.tsx';
import type { RunText } from './useRunStream.ts';

/** The parts in the order in which they are read. */
const PARTS = ['text', 'essence', 'questions'] as const;

/** What a run writes, while it is written. */
export function LiveReading({ run, live }: { run: Answered<'getRun'> | undefined; live: RunText }) {
  const { t, counted, refusal } = useText();
  const isWriting = run?.status === 'processing';
  const isOver = run !== undefined && FINAL.includes(run.status);
  const parts = PARTS.filter((part) => live.of(part) !== '');
  const words = parts.reduce((sum, part) => sum + live.of(part).split(/\s+/).length, 0);
  return (
    <section
      className={`panel ${styles['panel']}`}
      aria-busy={isWriting}
      data-over={isOver || undefined}
      aria-label={t('reading')}
    >
      <header>
        <h2>{t('reading')}</h2>
        <span className="quiet number">{counted('words', words)}</span>
      </header>
      <div className={styles['body']}>
        {run?.status === 'failed' && (
          <p className={styles['failure']} role="alert">
            <strong>{run.errorCode}</strong> {refusal(run.errorCode ?? '')} <InEnglish>{run.error}</InEnglish>
            <br />
            {t(run.retryAvailable ? 'failedRetry' : 'failedFinal')}
          </p>
        )}
        {parts.length === 0 && run !== undefined && <p className="quiet">{emptyText(run.status, t)}</p>}
        {parts.map((part) => (
          <div key={part} className={styles['part']}>
            {part !== 'text' && <h3>{t(part)}</h3>}
            <Prose text={plain(live.of(part))} isWriting={isWriting && live.current === part} />
          </div>
        ))}
      </div>
      <Notice isWriting={isWriting} live={live} />
    </section>
  );
}

/** What happens to a text that goes on; it lies over the end of it, so that no line moves. */
function Notice({ isWriting, live }: { isWriting: boolean; live: RunText }) {
  const { t } = useText();
  if (live.isConnected && !(live.isReplaced && isWriting)) return null;
  return (
    <p className={styles['notice']} role="status">
      {t(live.isConnected ? 'replaced' : 'connectionLost')}
    </p>
  );
}

const emptyText = (status: Answered<'getRun'>['status'], t: ReturnType<typeof useText>['t']): string =>
  t(status === 'pending' ? 'waitingForWorker' : status === 'processing' ? 'writingSoon' : 'noText');

/** Questions come one a line; to Markdown they would be one paragraph. */
const plain = (text: string): string => text.replace(/(?<!\n)\n(?!\n)/g, '\n\n');
