import type { Answered } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { Head } from '../parts/Head.tsx';
import { InEnglish } from '../parts/InEnglish.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Failure } from '../parts/States.tsx';
import { agents, queues, workers } from '../queries.ts';
import { useText } from '../text/language.tsx';
import styles from './AgentsPage.module.css';

type Agent = Answered<'listReadingAgents'>['agents'][number];
type Workers = Answered<'listWorkers'>;

/** Who writes, how they fare, and which processes do the work. */
export function AgentsPage() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(agents());
  const { data: stats } = useQuery(queues());
  const { data: fleet, error: hidden } = useQuery(workers());
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Head title={t('agents')} />
      <div className={styles['cards']}>
        {(data?.agents ?? []).map((agent) => (
          <AgentCard key={agent.id} agent={agent} active={stats?.agents[agent.id]?.active ?? 0} />
        ))}
      </div>
      {hidden === null && (
        <Panel title={t('workers')} flush>
          {fleet !== undefined && <WorkerTable fleet={fleet} all={data?.agents.length ?? 0} />}
        </Panel>
      )}
    </>
  );
}

function AgentCard({ agent, active }: { agent: Agent; active: number }) {
  const { t, tt, count } = useText();
  return (
    <section className={`panel ${styles['card']}`}>
      <div className={styles['top']}>
        <h2>{tt(`reading_${agent.id}`, agent.name)}</h2>
        <span className={styles['health']} data-health={agent.health}>
          {tt(`health_${agent.health}`)}
        </span>
      </div>
      <p className={styles['about']}>
        <InEnglish>{agent.description}</InEnglish>
      </p>
      <dl>
        <dt>{t('working')}</dt>
        <dd className="number">{count(active)}</dd>
        <dt>{t('priority')}</dt>
        <dd className="number">{agent.priority}</dd>
        <dt>{t('models')}</dt>
        <dd className="mono">
          {agent.models.map((model) => (
            <span key={model}>{model}</span>
          ))}
        </dd>
        <dt>{t('promptVersion')}</dt>
        <dd className="mono" title={agent.promptHash}>
          {agent.promptHash.slice(0, 12)}
        </dd>
      </dl>
    </section>
  );
}

function WorkerTable({ fleet, all }: { fleet: Workers; all: number }) {
  const { t, count, duration, day } = useText();
  if (fleet.workers.length === 0) return <p className={styles['none']}>{t('noWorkers')}</p>;
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{t('worker')}</th>
          <th className="extra">{t('agents')}</th>
          <th className="right">{t('load')}</th>
          <th className="right">{t('heartbeat')}</th>
          <th className="right extra">{t('since')}</th>
        </tr>
      </thead>
      <tbody>
        {fleet.workers.map(({ instance, agents: served, running, silentMs, isAlive, startedAt }) => (
          <tr key={instance}>
            <td className="mono">{instance}</td>
            <td className="extra">{served.length >= all ? t('servesAll') : served.join(', ')}</td>
            <td className="right">{count(running)}</td>
            <td className="right" data-alive={isAlive}>
              {t('ago', { time: duration(silentMs) })}
              {!isAlive && `, ${t('silent')}`}
            </td>
            <td className="right quiet extra">{day(startedAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
