import { Button, Select, TextInput } from '@mantine/core';
import type { Input } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Head } from '../parts/Head.tsx';
import { Scroll } from '../parts/Panel.tsx';
import { Empty, Failure } from '../parts/States.tsx';
import { agents, runs } from '../queries.ts';
import { NoRuns } from '../runs/NoRuns.tsx';
import { RunTable } from '../runs/RunTable.tsx';
import type { RunStatus } from '../runs/Status.tsx';
import { useText } from '../text/language.tsx';
import styles from './RunsPage.module.css';

const STATES: RunStatus[] = ['pending', 'processing', 'completed', 'failed', 'cancelled'];
const PAGE = 25;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

type Query = NonNullable<Input<'listRuns'>['query']>;

/** All runs, newest first. The filters stand in the address, so that a view can be shared. */
export function RunsPage() {
  const { t } = useText();
  const [params, setParams] = useSearchParams();
  const { data: fleet } = useQuery(agents());
  const [status, agent, id, cursor] = ['status', 'agent', 'id', 'cursor'].map((name) => params.get(name) ?? '');
  const uuid = UUID.exec(id ?? '')?.[0];
  const query: Query = {
    limit: PAGE,
    ...(status ? { status: status as RunStatus } : {}),
    ...(agent ? { agent } : {}),
    ...(uuid === undefined ? {} : { id: uuid }),
    ...(cursor ? { cursor } : {}),
  };
  const { data, error, refetch } = useQuery(runs(query));
  // The API knows whole ids only; a piece, such as the end that the list shows, is looked for in what is shown.
  const shown = data?.runs.filter(
    ({ runId, readingId }) => uuid || `${runId} ${readingId}`.includes(id!.toLowerCase()),
  );
  const isFiltered = Boolean(status || agent || id);
  const set = (name: string, value: string) =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      if (name !== 'cursor') next.delete('cursor');
      if (value === '') next.delete(name);
      else next.set(name, value);
      return next;
    });

  return (
    <>
      <Head title={t('runs')} />
      <div className={styles['filters']}>
        <Select
          aria-label={t('status')}
          value={status || 'all'}
          allowDeselect={false}
          data={[
            { value: 'all', label: t('allStates') },
            ...STATES.map((value) => ({ value, label: t(`status_${value}`) })),
          ]}
          onChange={(value) => set('status', value === 'all' ? '' : (value ?? ''))}
        />
        <Select
          aria-label={t('agent')}
          value={agent || 'all'}
          allowDeselect={false}
          data={[
            { value: 'all', label: t('allAgents') },
            ...(fleet?.agents ?? []).map((known) => ({ value: known.id, label: known.id })),
          ]}
          onChange={(value) => set('agent', value === 'all' ? '' : (value ?? ''))}
        />
        <TextInput
          aria-label={t('searchId')}
          placeholder={t('searchId')}
          value={id}
          onChange={({ currentTarget }) => set('id', currentTarget.value.trim())}
        />
      </div>
      <Scroll label={t('runs')} className="panel">
        {error !== null && data === undefined ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : shown === undefined ? null : shown.length > 0 ? (
          <RunTable runs={shown} />
        ) : isFiltered ? (
          <Empty title={t('noMatch')}>
            {id && !uuid && <p>{t('noMatchPiece')}</p>}
            <Button variant="default" size="xs" onClick={() => setParams({})}>
              {t('clearFilters')}
            </Button>
          </Empty>
        ) : (
          <NoRuns />
        )}
      </Scroll>
      <div className={styles['pages']}>
        <Button variant="default" size="xs" disabled={!cursor} onClick={() => set('cursor', '')}>
          {t('newest')}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={!data?.nextCursor}
          onClick={() => set('cursor', data?.nextCursor ?? '')}
        >
          {t('older')}
        </Button>
      </div>
    </>
  );
}
