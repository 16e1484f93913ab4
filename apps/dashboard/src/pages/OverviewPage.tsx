import type { Answered } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { Figures } from '../parts/Figures.tsx';
import { Head } from '../parts/Head.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Failure } from '../parts/States.tsx';
import { activity, queues, runs, usage } from '../queries.ts';
import { NoRuns } from '../runs/NoRuns.tsx';
import { RunTable } from '../runs/RunTable.tsx';
import { Throughput } from '../runs/Throughput.tsx';
import { useText } from '../text/language.tsx';
import styles from './OverviewPage.module.css';

const today = (): string => new Date().toISOString().slice(0, 10);

/** How things stand, as they change. */
export function OverviewPage() {
  const { t, count, counted, usd } = useText();
  const { data: stats, error, refetch } = useQuery(queues());
  const { data: ended } = useQuery(activity());
  const { data: spent } = useQuery(usage({ from: today(), groupBy: 'model' }));
  const { data: latest } = useQuery(runs({ limit: 6 }));
  const { data: failures } = useQuery(runs({ limit: 4, status: 'failed' }));
  if (error !== null && stats === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  const shown = (value: number | undefined) => (value === undefined ? '–' : count(value));
  return (
    <>
      <Head title={t('overview')} />
      <div className={styles['stack']}>
        <Figures
          figures={[
            { label: t('waiting'), value: shown(stats?.waiting) },
            { label: t('working'), value: shown(stats?.active) },
            { label: t('finishedDay'), value: shown(stats?.completed) },
            { label: t('failedWeek'), value: shown(stats?.failed), tone: stats?.failed ? 'bad' : undefined },
            {
              label: t('costToday'),
              value: spent === undefined ? '–' : usd(spent.total.costUsd),
              note: spent === undefined ? '\u00a0' : counted('callsToday', spent.total.calls),
            },
          ]}
        />
        <div className={styles['columns']}>
          <Throughput minutes={ended?.minutes ?? []} />
          <Panel title={t('queues')} flush>
            {stats !== undefined && <Queues agents={stats.agents} />}
          </Panel>
        </div>
        <Panel title={t('latestRuns')} flush className={styles['list']}>
          {latest?.runs.length === 0 ? <NoRuns /> : <RunTable runs={latest?.runs ?? []} />}
        </Panel>
        <Panel title={t('recentFailures')} flush>
          {failures?.runs.length === 0 ? (
            <p className={styles['none']}>{t('noFailures')}</p>
          ) : (
            <RunTable runs={failures?.runs ?? []} />
          )}
        </Panel>
      </div>
    </>
  );
}

function Queues({ agents }: { agents: Answered<'getQueueStats'>['agents'] }) {
  const { t, count, duration } = useText();
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{t('agent')}</th>
          <th className="right">{t('waiting')}</th>
          <th className="right">{t('working')}</th>
          <th className="right extra">{t('later')}</th>
          <th className="right">{t('oldestWaiting')}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(agents).map(([id, { waiting, active, delayed, oldestWaitingAgeMs }]) => (
          <tr key={id}>
            <td>{id}</td>
            <td className="right">{count(waiting)}</td>
            <td className="right">{count(active)}</td>
            <td className="right extra">{count(delayed)}</td>
            <td className="right">{waiting === 0 ? '–' : duration(oldestWaitingAgeMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
