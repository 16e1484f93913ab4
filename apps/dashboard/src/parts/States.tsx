import { Button } from '@mantine/core';
import { ConnectionFailed, NotAuthorized, NotFound, Problem } from '@taktstock/client';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useText } from '../text/language.tsx';
import { InEnglish } from './InEnglish.tsx';
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
      {text !== null && <p>{text}</p>}
      {error instanceof Problem && error.requestId !== undefined && (
        <p className="quiet mono">{t('requestId', { id: error.requestId })}</p>
      )}
      {error instanceof NotFound ? (
        <Button component={Link} to="/runs" variant="default" size="xs">
          {t('toRuns')}
        </Button>
      ) : (
        onRetry !== undefined && (
          <Button variant="default" size="xs" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        )
      )}
    </div>
  );
}

/** The same in a line, beside what was tried. */
export function Refusal({ error, className }: { error: unknown; className: string | undefined }) {
  const { title, text } = useFailureText(error);
  return (
    <p role="alert" className={className}>
      <strong>{title}.</strong> {text}
    </p>
  );
}

/** An error as a person reads it; `text` is null when the title says it all. */
export function useFailureText(error: unknown): { title: string; text: ReactNode } {
  const { t, language, refusal } = useText();
  if (error instanceof ConnectionFailed) return { title: t('somethingWrong'), text: t('unreachable') };
  if (error instanceof NotFound) return { title: t('notFoundTitle'), text: t('notFoundText') };
  if (error instanceof NotAuthorized && error.status === 403)
    return { title: t('somethingWrong'), text: t('forbidden') };
  if (!(error instanceof Problem))
    return { title: t('somethingWrong'), text: error instanceof Error ? error.message : String(error) };
  const { code, detail = error.title, errors } = error;
  const title = language === 'en' ? error.title : t('somethingWrong');
  const faults = errors.length > 0 ? errors : [{ code, message: detail }];
  const further = faults.filter(({ message }) => message.replace(/\.$/, '') !== title);
  const said = further.map((fault) => (
    <Fragment key={fault.message}>{refusal(fault.code) ?? <InEnglish>{fault.message}</InEnglish>} </Fragment>
  ));
  return { title, text: said.length === 0 ? null : said };
}
