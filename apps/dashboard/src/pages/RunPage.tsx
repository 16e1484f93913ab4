import { type Answered, NotFound as NotFoundError } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { Code } from '../parts/Code.tsx';
import { Figures } from '../parts/Figures.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Failure } from '../parts/States.tsx';
import { run as runQuery, timeline as timelineQuery } from '../queries.ts';
import { runSnippets } from '../readings/snippets.ts';
import { EventList } from '../runs/EventList.tsx';
import { Explain } from '../runs/Explain.tsx';
import { LiveReading } from '../runs/LiveReading.tsx';
import { FINAL, RunHead } from '../runs/RunHead.tsx';
import { useNow } from '../runs/useNow.ts';
import { useRunStream } from '../runs/useRunStream.ts';
import { Waterfall } from '../runs/Waterfall.tsx';
import { useText } from '../text/language.tsx';
import styles from './RunPage.module.css';

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
      <RunHead id={id} run={run} onReopened={() => setRound((n) => n + 1)} />
      <Measures run={run} timeline={timeline} isOver={isOver} firstTextAt={live.firstTextAt} />
      <div className={styles['columns']}>
        <LiveReading run={run} live={live} />
        <div className={styles['side']}>
          <Explain runId={id} isOver={isOver} />
          <Panel title={t('whereTimeWent')}>
            <div className={styles['waterfall']} data-short={run?.status === 'failed' || undefined}>
              {timeline !== undefined && <Waterfall timeline={timeline} isOver={isOver} />}
            </div>
          </Panel>
          <section className="panel">
            <header>
              <h2>{t('events')}</h2>
            </header>
            <EventList events={timeline?.events ?? []} />
          </section>
          <Code title={t('code')} snippets={runSnippets(id)} />
        </div>
      </div>
    </>
  );
}

type MeasuresProps = {
  run: Run | undefined;
  timeline: Timeline | undefined;
  isOver: boolean;
  /** As the stream has it, which is earlier than the books: those know a call only when it is closed. */
  firstTextAt: number | null;
};

function Measures({ run, timeline, isOver, firstTextAt }: MeasuresProps) {
  const { t, duration, count, usd } = useText();
  const now = useNow(run !== undefined && !isOver);
  const started = timeline?.events.find(({ type }) => type === 'run_started');
  const created = run === undefined ? null : Date.parse(run.createdAt);
  const first = timeline?.calls.find(({ firstTokenMs }) => firstTokenMs !== null);
  const booked = first === undefined ? null : Date.parse(first.openedAt) + first.firstTokenMs!;
  const firstText = booked === null || firstTextAt === null ? (booked ?? firstTextAt) : Math.min(booked, firstTextAt);
  // Until a call is closed nobody knows what it has used: nothing is not what it costs.
  const used = isOver || timeline?.calls.some(({ closedAt }) => closedAt !== null) ? run?.cost : undefined;
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
          { label: t('tokens'), value: used === undefined ? '–' : count(used.tokensIn + used.tokensOut) },
          { label: t('cost'), value: used === undefined ? '–' : usd(used.costUsd) },
        ]}
      />
    </div>
  );
}
