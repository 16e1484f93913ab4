import type { Answered } from '@taktstock/client';
import { useText } from '../text/language.tsx';
import styles from './EventList.module.css';

/** The log of a run, as it is streamed and stored. */
export function EventList({ events }: { events: Answered<'getTimeline'>['events'] }) {
  const { t, tt, clock } = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ol className={styles['events']} aria-label={t('events')} tabIndex={0}>
      {events.map(({ id, type, payload, at }) => {
        const isLost = type === 'run_requeued' && payload['reason'] === 'WORKER_LOST';
        const facts = Object.entries(payload).filter(([, value]) => value !== null && value !== '');
        return (
          <li key={id} data-type={type}>
            <span className={`${styles['id']} number`}>{id}</span>
            <time dateTime={at} className="number quiet">
              {clock(at)}
            </time>
            <span className={styles['what']}>
              {isLost ? t('leaseLost') : tt(`event_${type}`, type)}
              <small className="mono">{facts.map(([name, value]) => `${name} ${value}`).join('  ')}</small>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
