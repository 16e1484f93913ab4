import styles from './Figures.module.css';

export type Figure = { label: string; value: string; note?: string | undefined; tone?: 'bad' | undefined };

/** A row of numbers that a page is about. Its places do not move while the numbers change. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className={styles['figures']}>
      {figures.map(({ label, value, note, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd data-tone={tone}>{value}</dd>
          {note !== undefined && <dd className={styles['note']}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
