import type { Answered } from '@taktstock/client';
import { useText } from '../text/language.tsx';
import styles from './Facts.module.css';

const FACTS = ['type', 'authority', 'profile', 'definition', 'strategy'] as const;

/** What a chart comes to, in a few words. */
export function Facts({ chart }: { chart: Answered<'getChart'>['chart'] }) {
  const { t, chartWord } = useText();
  const core = chart.core as Record<string, string | undefined>;
  return (
    <dl className={styles['facts']}>
      {FACTS.filter((name) => core[name] !== undefined).map((name) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>{chartWord(core[name]!)}</dd>
        </div>
      ))}
    </dl>
  );
}
