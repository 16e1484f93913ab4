import { useQuery } from '@tanstack/react-query';
import { InEnglish } from '../parts/InEnglish.tsx';
import { explanation } from '../queries.ts';
import { useText } from '../text/language.tsx';
import styles from './Explain.module.css';

/** Times in what the API says, which it writes as in a log. */
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Why a run is where it is, and until when. Its room is there before the answer is. */
export function Explain({ runId, isOver }: { runId: string; isOver: boolean }) {
  const { t, tt, clock } = useText();
  const { data } = useQuery(explanation(runId, isOver));
  return (
    <section className={`panel ${styles['explain']}`} aria-label={t('explain')}>
      <h2>{data === undefined ? t('explain') : tt(`explain_${data.code}`, data.code)}</h2>
      <p>
        <InEnglish>{data?.sentence.replace(TIME, clock)}</InEnglish>
      </p>
    </section>
  );
}
