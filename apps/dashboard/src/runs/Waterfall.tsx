import { Tooltip } from '@mantine/core';
import type { Answered } from '@taktstock/client';
import { useText } from '../text/language.tsx';
import { type Span, spansOf } from './spans.ts';
import { useNow } from './useNow.ts';
import styles from './Waterfall.module.css';

/** Round distances between the marks of the axis, in milliseconds. */
const DISTANCES = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];
const MARKS = 5;

/** Where the time of a run went: one row for each wait, attempt, step and model call. */
export function Waterfall({ timeline, isOver }: { timeline: Answered<'getTimeline'>; isOver: boolean }) {
  const { duration } = useText();
  const spans = spansOf(timeline);
  const isOpen = !isOver && spans.some(({ to }) => to === null);
  const now = useNow(isOpen);
  const begin = Math.min(...spans.map(({ from }) => from));
  const end = Math.max(begin + 100, ...spans.map(({ from, to }) => to ?? (isOpen ? now : from)));
  const length = end - begin;
  const distance = DISTANCES.find((ms) => length / ms <= MARKS) ?? DISTANCES.at(-1)!;
  // None at the very end, where it would stand over the edge.
  const marks = Array.from({ length: Math.floor((length * 0.9) / distance) + 1 }, (_, n) => n * distance);
  const percent = (ms: number) => `${((ms / length) * 100).toFixed(3)}%`;
  return (
    <div className={styles['waterfall']}>
      <div className={styles['axis']} aria-hidden="true">
        {marks.map((ms) => (
          <span key={ms} style={{ left: percent(ms) }}>
            {ms === 0 ? '0' : duration(ms)}
          </span>
        ))}
      </div>
      <ol>
        {spans.map((span) => (
          <Row
            key={span.key}
            span={span}
            left={percent(span.from - begin)}
            width={percent((span.to ?? end) - span.from)}
            length={(span.to ?? end) - span.from}
          />
        ))}
      </ol>
    </div>
  );
}

type RowProps = { span: Span; left: string; width: string; length: number };

function Row({ span, left, width, length }: RowProps) {
  const { t, tt, duration, count, usd } = useText();
  const { kind, label, call, isLost } = span;
  const name =
    kind === 'queue'
      ? t('queue')
      : kind === 'attempt'
        ? t('attempt', { n: label })
        : kind === 'step'
          ? tt(`step_${label}`, label)
          : t('model');
  const facts =
    call === undefined
      ? []
      : [
          call.model,
          call.firstTokenMs === null ? null : t('firstToken', { time: duration(call.firstTokenMs) }),
          call.tokensOut === null ? null : `${count(call.tokensIn ?? 0)} → ${count(call.tokensOut)} ${t('tokensUnit')}`,
          call.closedAt === null ? null : usd(call.costUsd),
          call.estimated ? t('estimated') : call.errorCode,
        ].filter((fact) => fact !== null);
  const first =
    call?.firstTokenMs == null ? null : `${Math.min(100, (call.firstTokenMs / Math.max(1, length)) * 100).toFixed(2)}%`;
  return (
    <li data-kind={kind} data-lost={isLost || undefined}>
      <span className={styles['name']}>{name}</span>
      <span className={styles['time']}>{duration(length)}</span>
      <span className={styles['track']}>
        <Tooltip label={facts.join(' · ')} disabled={facts.length === 0}>
          <i className={styles['bar']} style={{ left, width }} data-open={span.to === null || undefined}>
            {first !== null && <b style={{ left: first }} />}
          </i>
        </Tooltip>
      </span>
      {facts.length > 0 && <span className={styles['facts']}>{facts.join(' · ')}</span>}
    </li>
  );
}
