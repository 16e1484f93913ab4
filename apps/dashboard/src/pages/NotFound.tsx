import { Button } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { Empty, Failure } from '../parts/States.tsx';
import { useText } from '../text/language.tsx';

/** An address without a page. */
export function NotFound() {
  const { t } = useText();
  return (
    <Empty title={t('notFoundTitle')}>
      <p>{t('notFoundText')}</p>
      <Button component={Link} to="/runs" variant="default" size="xs">
        {t('toRuns')}
      </Button>
    </Empty>
  );
}

/** What is left when a page broke. */
export function PageFailed() {
  return <Failure error={useRouteError()} onRetry={() => location.reload()} />;
}
