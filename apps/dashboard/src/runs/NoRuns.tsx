import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Empty } from '../parts/States.tsx';
import { useMayWrite } from '../shell/useMayWrite.ts';
import { useText } from '../text/language.tsx';

/** Before the first run: how to order one, for whoever may. */
export function NoRuns() {
  const { t } = useText();
  const mayWrite = useMayWrite();
  return (
    <Empty title={t('noRuns')}>
      {mayWrite && (
        <>
          <p>{t('noRunsText')}</p>
          <Button component={Link} to="/new" size="xs">
            {t('newReading')}
          </Button>
        </>
      )}
    </Empty>
  );
}
