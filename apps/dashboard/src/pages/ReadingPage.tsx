import { Button } from '@mantine/core';
import { type Answered, NotFound as NotFoundError } from '@taktstock/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Head } from '../parts/Head.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Empty, Failure } from '../parts/States.tsx';
import { reading as readingQuery, result as resultQuery } from '../queries.ts';
import { ChartPicture } from '../readings/ChartPicture.tsx';
import { Claims } from '../readings/Claims.tsx';
import { Prose } from '../readings/Prose.tsx';
import { titleOf } from '../runs/title.ts';
import { useText } from '../text/language.tsx';
import styles from './ReadingPage.module.css';

type Reading = Answered<'getReading'>;
type Version = Reading['versions'][number];

/** A reading to be read, with what it rests on. */
export function ReadingPage() {
  const { id = '' } = useParams();
  const { t } = useText();
  const { data, error, refetch } = useQuery(readingQuery(id));
  const [chosen, choose] = useState<number | null>(null);
  if (error !== null && (data === undefined || error instanceof NotFoundError))
    return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const version = data.versions.find(({ version: n }) => n === (chosen ?? data.currentVersion)) ?? data.versions.at(-1);
  if (version === undefined)
    return (
      <Empty title={t('inProgress')}>
        <Button component={Link} to={`/runs/${runOf(data, id)}`} size="xs">
          {t('watchRun')}
        </Button>
      </Empty>
    );
  return <Written reading={data} version={version} onChoose={choose} />;
}

/** Addresses of runs take ids of readings nowhere; a job id begins with its run's. */
const runOf = ({ versions }: Reading, id: string): string => versions[0]?.jobId.split('_')[0] ?? id;

type WrittenProps = { reading: Reading; version: Version; onChoose(version: number): void };

function Written({ reading, version, onChoose }: WrittenProps) {
  const { t, tt, counted } = useText();
  const [marked, mark] = useState<number[]>([]);
  const isCurrent = version.version === reading.currentVersion;
  const { data: result } = useQuery({ ...resultQuery(reading.readingId), enabled: isCurrent });
  const metadata = isCurrent && result !== undefined && 'metadata' in result ? result.metadata : null;
  const missing = isCurrent && result !== undefined && 'missingParts' in result ? result.missingParts : [];
  return (
    <>
      <Head title={titleOf(reading.agentId, tt)} lead={reading.question ?? undefined}>
        <Button component={Link} variant="default" to={`/runs/${runOf(reading, reading.readingId)}`}>
          {t('watchRun')}
        </Button>
      </Head>
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <Text version={version} missing={missing} onPoint={mark} />
          {version.violations.length > 0 && <Violations version={version} />}
          <Versions reading={reading} shown={version.version} onChoose={onChoose} />
        </div>
        <div className={styles['side']}>
          <Panel title={t('chart')} className={styles['chart']}>
            <div className={styles['charts']}>
              {reading.chartIds.map((chartId) => (
                <ChartPicture key={chartId} chartId={chartId} marked={marked} />
              ))}
            </div>
          </Panel>
          {metadata !== null && metadata.claims.length > 0 && (
            <Panel title={t('claims')} className={styles['claims']}>
              <p className={styles['hint']}>{counted('claimsText', metadata.claims.length)}</p>
              <Claims claims={metadata.claims} onPoint={mark} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

type TextProps = { version: Version; missing: string[]; onPoint(gates: number[]): void };

function Text({ version, missing, onPoint }: TextProps) {
  const { t, tt } = useText();
  const { text = '', essence = null, reflectionQuestions = null } = version.content ?? {};
  return (
    <article className={`panel ${styles['text']}`}>
      {essence !== null && (
        <section>
          <h2>{t('essence')}</h2>
          <Prose text={essence} onPoint={onPoint} />
        </section>
      )}
      <section>
        <h2>{t('reading')}</h2>
        <Prose text={text} onPoint={onPoint} />
      </section>
      {reflectionQuestions !== null && (
        <section>
          <h2>{t('questions')}</h2>
          <ol>
            {reflectionQuestions.map((question) => (
              <li key={question}>
                <Prose text={question} onPoint={onPoint} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {missing.length > 0 && (
        <p className="quiet">
          {t('missingParts', { parts: missing.map((part) => tt(`step_${part}`, part)).join(', ') })}
        </p>
      )}
    </article>
  );
}

function Violations({ version }: { version: Version }) {
  const { t } = useText();
  return (
    <Panel title={t('violations')}>
      <ul className={styles['violations']}>
        {version.violations.map(({ kind, claim, expected, field, start }) => (
          <li key={`${field} ${start} ${kind}`}>
            <strong>{claim}</strong> <span className="quiet">{t('expected', { what: expected })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type VersionsProps = { reading: Reading; shown: number; onChoose(version: number): void };

function Versions({ reading, shown, onChoose }: VersionsProps) {
  const { t, day } = useText();
  return (
    <Panel title={t('versions')} flush>
      <ul className={styles['versions']}>
        {reading.versions.map(({ version, status, model, createdAt }) => (
          <li key={version}>
            <button type="button" aria-pressed={version === shown} onClick={() => onChoose(version)}>
              <strong>{t('version', { n: version })}</strong>
              <span data-status={status}>{t(`version_${status}`)}</span>
              <small className="mono">{model === 'template' ? t('byTemplate') : model}</small>
              <small className="quiet">{day(createdAt)}</small>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
