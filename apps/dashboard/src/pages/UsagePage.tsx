import { SegmentedControl } from '@mantine/core';
import type { Answered } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Figures } from '../parts/Figures.tsx';
import { Head } from '../parts/Head.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Empty, Failure } from '../parts/States.tsx';
import { usage } from '../queries.ts';
import { useText } from '../text/language.tsx';
import styles from './UsagePage.module.css';

const GROUPS = ['day', 'agent', 'model'] as const;
type Group = (typeof GROUPS)[number];
type Usage = Answered<'getUsage'>;

/** What models were asked in the last thirty days, and what it cost. */
export function UsagePage() {
  const { t, count, usd } = useText();
  const [groupBy, setGroup] = useState<Group>('day');
  const { data, error, refetch } = useQuery(usage({ groupBy }));
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  const total = data?.total;
  return (
    <>
      <Head title={t('usage')} lead={t('last30')} />
      <div className={styles['figures']}>
        <Figures
          figures={[
            { label: t('cost'), value: total === undefined ? '–' : usd(total.costUsd) },
            { label: t('calls'), value: total === undefined ? '–' : count(total.calls) },
            {
              label: t('tokensIn'),
              value: total === undefined ? '–' : count(total.tokens.total - total.tokens.output),
            },
            { label: t('tokensOut'), value: total === undefined ? '–' : count(total.tokens.output) },
          ]}
        />
      </div>
      <Panel
        title={t('calls')}
        flush
        aside={
          <SegmentedControl
            size="xs"
            value={groupBy}
            onChange={(value) => setGroup(value as Group)}
            data={GROUPS.map((value) => ({ value, label: t(`by_${value}`) }))}
          />
        }
      >
        {data?.groups.length === 0 ? <Empty title={t('noUsage')} /> : <UsageTable usage={data} />}
      </Panel>
    </>
  );
}

function UsageTable({ usage: data }: { usage: Usage | undefined }) {
  const { t, count, usd } = useText();
  const most = Math.max(0.000001, ...(data?.groups ?? []).map(({ costUsd }) => costUsd ?? 0));
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{data === undefined ? '' : t(`of_${data.groupBy}`)}</th>
          <th className="right">{t('calls')}</th>
          <th className="right extra">{t('tokensIn')}</th>
          <th className="right extra">{t('cached')}</th>
          <th className="right">{t('tokensOut')}</th>
          <th className="right">{t('cost')}</th>
          <th className={`${styles['share']} extra`} aria-label={t('share')} />
        </tr>
      </thead>
      <tbody>
        {(data?.groups ?? []).map(({ group, calls, tokens, costUsd }) => (
          <tr key={group}>
            <td>{group}</td>
            <td className="right">{count(calls)}</td>
            <td className="right extra">{count(tokens.total - tokens.output)}</td>
            <td className="right extra">{count(tokens.cacheRead)}</td>
            <td className="right">{count(tokens.output)}</td>
            <td className="right">{usd(costUsd)}</td>
            <td aria-hidden="true" className="extra">
              <i className={styles['bar']} style={{ width: `${((costUsd ?? 0) / most) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
