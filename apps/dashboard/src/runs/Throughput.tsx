import type { Answered } from '@taktstock/client';
import { Panel } from '../parts/Panel.tsx';
import { useText } from '../text/language.tsx';
import styles from './Throughput.module.css';

const HEIGHT = 150;

/** Runs that ended in each of the last minutes, as bars; what failed stands on top of what was finished. */
export function Throughput({ minutes }: { minutes: Answered<'getActivity'>['minutes'] }) {
  const { t, count, clock } = useText();
  const most = Math.max(4, ...minutes.map(({ completed, failed }) => completed + failed));
  const sum = (kind: 'completed' | 'failed') => minutes.reduce((total, minute) => total + minute[kind], 0);
  const summary = t('throughputSum', { done: count(sum('completed')), failed: count(sum('failed')) });
  const width = 100 / Math.max(1, minutes.length);
  const high = (value: number) => (value / most) * HEIGHT;
  return (
    <Panel title={t('throughput')} aside={<span className="quiet number">{summary}</span>}>
      <svg
        className={styles['bars']}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${t('throughput')}: ${summary}`}
      >
        {[0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) => (
          <line key={y} x1="0" x2="100" y1={y} y2={y} vectorEffect="non-scaling-stroke" />
        ))}
        {minutes.map(({ at, completed, failed }, n) => (
          <g key={at}>
            <rect
              className={styles['done']}
              x={n * width + width * 0.15}
              width={width * 0.7}
              y={HEIGHT - high(completed)}
              height={high(completed)}
            />
            <rect
              className={styles['failed']}
              x={n * width + width * 0.15}
              width={width * 0.7}
              y={HEIGHT - high(completed + failed)}
              height={high(failed)}
            />
          </g>
        ))}
      </svg>
      <div className={styles['axis']} aria-hidden="true">
        <span>{minutes[0] === undefined ? '' : clock(minutes[0].at).slice(0, 5)}</span>
        <span>{t('live')}</span>
      </div>
    </Panel>
  );
}
