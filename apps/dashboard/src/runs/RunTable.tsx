import type { Answered } from '@taktstock/client';
import { Link, useNavigate } from 'react-router';
import { useText } from '../text/language.tsx';
import { Status } from './Status.tsx';

type Row = Answered<'listRuns'>['runs'][number];

/** Runs as rows; the whole row leads to the run. */
export function RunTable({ runs }: { runs: Row[] }) {
  const { t, day, duration, usd, count } = useText();
  const navigate = useNavigate();
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{t('status')}</th>
          <th>{t('run')}</th>
          <th>{t('agent')}</th>
          <th className="right extra">{t('attempts')}</th>
          <th className="right">{t('took')}</th>
          <th className="right extra">{t('cost')}</th>
          <th className="right extra">{t('begun')}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.runId} data-link onClick={() => navigate(`/runs/${run.runId}`)}>
            <td>
              <Status status={run.status} />
              {run.status === 'processing' && <span className="quiet number extra"> {run.progress} %</span>}
              {run.errorCode !== null && run.status === 'failed' && (
                <span className="quiet mono extra"> {run.errorCode}</span>
              )}
            </td>
            <td>
              <Link className="mono" to={`/runs/${run.runId}`} onClick={(event) => event.stopPropagation()}>
                <span className="extra">{run.runId.slice(-12, -6)}</span>
                {run.runId.slice(-6)}
              </Link>
            </td>
            <td>{run.agent}</td>
            <td className="right extra">{count(run.attempt)}</td>
            <td className="right">{took(run, duration)}</td>
            <td className="right extra">{cost(run, usd)}</td>
            <td className="right quiet extra">{day(run.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const took = ({ createdAt, finishedAt }: Row, duration: (ms: number) => string): string =>
  finishedAt === null ? '–' : duration(Date.parse(finishedAt) - Date.parse(createdAt));

/** Of a run whose first call is not closed nobody knows yet what it costs. */
const cost = ({ costUsd, finishedAt }: Row, usd: (value: number) => string): string =>
  finishedAt === null && costUsd === 0 ? '–' : usd(costUsd);
