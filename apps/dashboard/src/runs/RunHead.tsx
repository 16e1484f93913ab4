import { Button, Tooltip } from '@mantine/core';
import type { Answered } from '@taktstock/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Refusal } from '../parts/States.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { caller, reading } from '../queries.ts';
import { client } from '../session.ts';
import { useMayWrite } from '../shell/useMayWrite.ts';
import { useText } from '../text/language.tsx';
import styles from './RunHead.module.css';
import { Status } from './Status.tsx';
import { titleOf } from './title.ts';

type Run = Answered<'getRun'>;

export const FINAL: readonly string[] = ['completed', 'failed', 'cancelled'];

/** Which run it is, how it stands, and what can be done about it. */
export function RunHead({ id, run, onReopened }: { id: string; run: Run | undefined; onReopened(): void }) {
  const { t, tt } = useText();
  const queryClient = useQueryClient();
  const { data: me } = useQuery(caller());
  const maySteer = useMayWrite();
  const { data: found } = useQuery({ ...reading(id), enabled: run?.kind === 'reading' });
  const handle = client.run(id);
  const onSettled = () => queryClient.invalidateQueries({ queryKey: ['run', id] });
  const cancel = useMutation({ mutationFn: () => handle.cancel(), onSettled });
  const retry = useMutation({ mutationFn: () => handle.retry(), onSuccess: onReopened, onSettled });
  const kill = useMutation({ mutationFn: () => client.api.killWorker({ path: { id }, body: {} }), onSettled });
  const title = run === undefined ? t('run') : titleOf(run.agent, tt);
  useTitle(title);
  // The room of the question is there before it is.
  const mayAsk = (run === undefined || run.kind === 'reading') && found?.question !== null;
  const isOver = run !== undefined && FINAL.includes(run.status);
  const failed = [cancel, retry, kill].find(({ error }) => error !== null)?.error;
  return (
    <div className={styles['head']}>
      <div className={styles['title']}>
        <h1>{title}</h1>
        <p>
          {run !== undefined && <Status status={run.status} />}
          <span className="quiet mono">{id}</span>
        </p>
        {mayAsk && <p className={styles['question']}>{found?.question ?? '\u00a0'}</p>}
      </div>
      <div className={styles['actions']}>
        {me?.canKillWorkers === true && run?.status === 'processing' && (
          <Tooltip label={t('killHint')}>
            <Button color="red" variant="light" onClick={() => kill.mutate()} loading={kill.isPending}>
              {t('killWorker')}
            </Button>
          </Tooltip>
        )}
        {maySteer && run !== undefined && !isOver && (
          <Button variant="default" onClick={() => cancel.mutate()} loading={cancel.isPending}>
            {t('cancel')}
          </Button>
        )}
        {maySteer && run?.retryAvailable === true && (
          <Button onClick={() => retry.mutate()} loading={retry.isPending}>
            {t('retry')}
          </Button>
        )}
        {run?.status === 'completed' && found !== undefined && (
          <Button component={Link} to={`/readings/${found.readingId}`}>
            {t('openReading')}
          </Button>
        )}
      </div>
      {failed != null && <Refusal error={failed} className={styles['problem']} />}
    </div>
  );
}
