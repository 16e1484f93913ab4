import { Button, Tooltip } from '@mantine/core';
import { type Answered, NotFound as NotFoundError } from '@taktstock/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Code } from '../parts/Code.tsx';
import { Figures } from '../parts/Figures.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Failure } from '../parts/States.tsx';
import { caller, reading, run as runQuery, timeline as timelineQuery } from '../queries.ts';
import { runSnippets } from '../readings/snippets.ts';
import { EventList } from '../runs/EventList.tsx';
import { LiveReading } from '../runs/LiveReading.tsx';
import { Status } from '../runs/Status.tsx';
import { useNow } from '../runs/useNow.ts';
import { useRunStream } from '../runs/useRunStream.ts';
import { Waterfall } from '../runs/Waterfall.tsx';
import { client } from '../session.ts';
import { useText } from '../text/language.tsx';
import styles from './RunPage.module.css';

const FINAL = ['completed', 'failed', 'cancelled'];

type Run = Answered<'getRun'>;
type Timeline = Answered<'getTimeline'>;

/** A run while it happens, and afterwards: what it writes, where its time went, what became of it. */
export function RunPage() {
  const { id = '' } = useParams();
  return <RunOf key={id} id={id} />;
}

function RunOf({ id }: { id: string }) {
  const { t } = useText();
  const [round, setRound] = useState(0);
  const { data: run, error, refetch } = useQuery(runQuery(id));
  const { data: timeline } = useQuery(timelineQuery(id));
  const live = useRunStream(id, round);
  if (error !== null && (run === undefined || error instanceof NotFoundError))
    return <Failure error={error} onRetry={() => void refetch()} />;
  const isOver = run !== undefined && FINAL.includes(run.status);
  return (
    <>
      <Head id={id} run={run} onReopened={() => setRound((n) => n + 1)} />
      <Measures run={run} timeline={timeline} isOver={isOver} />
      <div className={styles['columns']}>
        <LiveReading run={run} live={live} />
        <div className={styles['side']}>
          <Panel title={t('whereTimeWent')}>
            <div className={styles['waterfall']}>
              {timeline !== undefined && <Waterfall timeline={timeline} isOver={isOver} />}
            </div>
          </Panel>
          <section className="panel">
            <header>
              <h2>{t('events')}</h2>
            </header>
            {timeline !== undefined && <EventList events={timeline.events} />}
          </section>
        </div>
      </div>
      <Code title={t('code')} snippets={runSnippets(id)} />
    </>
  );
}

function Head({ id, run, onReopened }: { id: string; run: Run | undefined; onReopened(): void }) {
  const { t } = useText();
  const queryClient = useQueryClient();
  const { data: me } = useQuery(caller());
  const { data: found } = useQuery({ ...reading(id), enabled: run?.kind === 'reading' });
  const handle = client.run(id);
  const onSettled = () => queryClient.invalidateQueries({ queryKey: ['run', id] });
  const cancel = useMutation({ mutationFn: () => handle.cancel(), onSettled });
  const retry = useMutation({ mutationFn: () => handle.retry(), onSuccess: onReopened, onSettled });
  const kill = useMutation({ mutationFn: () => client.api.killWorker({ path: { id }, body: {} }), onSettled });
  const isOver = run !== undefined && FINAL.includes(run.status);
  const failed = [cancel, retry, kill].find(({ error }) => error !== null)?.error;
  return (
    <div className={styles['head']}>
      <div className={styles['title']}>
        <h1>{run === undefined ? t('run') : agentName(run.agent)}</h1>
        <p>
          {run !== undefined && <Status status={run.status} />}
          <span className="quiet mono">{id}</span>
        </p>
        {found?.question != null && <p className={styles['question']}>{found.question}</p>}
      </div>
      <div className={styles['actions']}>
        {me?.canKillWorkers === true && run?.status === 'processing' && (
          <Tooltip label={t('killHint')}>
            <Button color="red" variant="light" onClick={() => kill.mutate()} loading={kill.isPending}>
              {t('killWorker')}
            </Button>
          </Tooltip>
        )}
        {run !== undefined && !isOver && (
          <Button variant="default" onClick={() => cancel.mutate()} loading={cancel.isPending}>
            {t('cancel')}
          </Button>
        )}
        {run?.retryAvailable === true && (
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
      {failed !== undefined && failed !== null && <p className={styles['problem']}>{failed.message}</p>}
      {kill.isSuccess && !isOver && (
        <p className={styles['problem']} role="status">
          {t('workerKilled')}
        </p>
      )}
    </div>
  );
}

const agentName = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

type MeasuresProps = { run: Run | undefined; timeline: Timeline | undefined; isOver: boolean };

function Measures({ run, timeline, isOver }: MeasuresProps) {
  const { t, duration, count, usd } = useText();
  const now = useNow(run !== undefined && !isOver);
  const started = timeline?.events.find(({ type }) => type === 'run_started');
  const created = run === undefined ? null : Date.parse(run.createdAt);
  const first = timeline?.calls.find(({ firstTokenMs }) => firstTokenMs !== null);
  const firstText = first === undefined ? null : Date.parse(first.openedAt) + first.firstTokenMs!;
  const end = run?.finishedAt == null ? now : Date.parse(run.finishedAt);
  const since = (at: number | null) => (at === null || created === null ? '–' : duration(at - created));
  return (
    <div className={styles['measures']}>
      <Figures
        figures={[
          { label: t('waited'), value: since(started === undefined ? null : Date.parse(started.at)) },
          { label: t('firstText'), value: since(firstText) },
          { label: t('took'), value: since(run === undefined ? null : end) },
          { label: t('attempts'), value: run === undefined ? '–' : count(run.attempt) },
          { label: t('tokens'), value: run === undefined ? '–' : count(run.cost.tokensIn + run.cost.tokensOut) },
          { label: t('cost'), value: run === undefined ? '–' : usd(run.cost.costUsd) },
        ]}
      />
    </div>
  );
}
