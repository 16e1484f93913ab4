import { Button } from '@mantine/core';
import { ConnectionFailed, NotAuthorized, NotFound, Problem } from '@taktstock/client';
import type { ReactNode } from 'react';
import { useText } from '../text/language.tsx';
import styles from './States.module.css';

/** What is said where there is nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles['state']}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What went wrong, in words, and the way on. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useText();
  const { title, text } = useFailureText(error);
  return (
    <div className={styles['state']} role="alert">
      <strong>{title}</strong>
      <p>{text}</p>
      {error instanceof Problem && error.requestId !== undefined && (
        <p className="quiet mono">{t('requestId', { id: error.requestId })}</p>
      )}
      {onRetry !== undefined && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  );
}

/** An error as a person reads it. */
export function useFailureText(error: unknown): { title: string; text: string } {
  const { t } = useText();
  if (error instanceof ConnectionFailed) return { title: t('somethingWrong'), text: t('unreachable') };
  if (error instanceof NotFound) return { title: t('notFoundTitle'), text: t('notFoundText') };
  if (error instanceof NotAuthorized && error.status === 403)
    return { title: t('somethingWrong'), text: t('forbidden') };
  if (error instanceof Problem) {
    const faults = error.errors.map(({ message }) => message).join(' ');
    return { title: error.title, text: faults || error.detail || error.code };
  }
  return { title: t('somethingWrong'), text: error instanceof Error ? error.message : String(error) };
}
