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
import { type Claim, Claims, gatesOf } from '../readings/Claims.tsx';
import { Prose } from '../readings/Prose.tsx';
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
  const { t } = useText();
  const [marked, mark] = useState<Claim | null>(null);
  const isCurrent = version.version === reading.currentVersion;
  const { data: result } = useQuery({ ...resultQuery(reading.readingId), enabled: isCurrent });
  const metadata = isCurrent && result !== undefined && 'metadata' in result ? result.metadata : null;
  const missing = isCurrent && result !== undefined && 'missingParts' in result ? result.missingParts : [];
  const { text = '', essence = null, reflectionQuestions = null } = version.content ?? {};
  return (
    <>
      <Head title={agentName(reading.agentId)} {...(reading.question === null ? {} : { lead: reading.question })}>
        <Button component={Link} variant="default" to={`/runs/${runOf(reading, reading.readingId)}`}>
          {t('watchRun')}
        </Button>
      </Head>
      <div className={styles['columns']}>
        <article className={`panel ${styles['text']}`}>
          {essence !== null && (
            <blockquote className={styles['essence']}>
              <Prose text={essence} />
            </blockquote>
          )}
          <Prose text={text} />
          {reflectionQuestions !== null && (
            <section className={styles['questions']}>
              <h2>{t('questions')}</h2>
              <ol>
                {reflectionQuestions.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ol>
            </section>
          )}
          {missing.length > 0 && <p className="quiet">{t('missingParts', { parts: missing.join(', ') })}</p>}
        </article>
        <div className={styles['side']}>
          <Panel title={t('chart')}>
            {reading.chartIds.map((chartId) => (
              <ChartPicture key={chartId} chartId={chartId} marked={marked === null ? [] : gatesOf(marked)} />
            ))}
          </Panel>
          {metadata !== null && metadata.claims.length > 0 && (
            <Panel title={t('claims')}>
              <p className={styles['hint']}>{t('claimsText')}</p>
              <Claims claims={metadata.claims} marked={marked} onMark={mark} />
            </Panel>
          )}
          {version.violations.length > 0 && <Violations version={version} />}
          <Versions reading={reading} shown={version.version} onChoose={onChoose} />
        </div>
      </div>
    </>
  );
}

const agentName = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

function Violations({ version }: { version: Version }) {
  const { t } = useText();
  return (
    <Panel title={t('violations')}>
      <ul className={styles['violations']}>
        {version.violations.map(({ kind, claim, expected, field, start }) => (
          <li key={`${field} ${start} ${kind}`}>
            <strong>{claim}</strong> <span className="quiet">{expected}</span>
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
