import type { Answered } from '@taktstock/client';
import { useText } from '../text/language.tsx';
import styles from './Claims.module.css';

type Result = Extract<Answered<'getReadingResult'>, { metadata: unknown }>;
export type Claim = Result['metadata']['claims'][number];

/** The gates that a claim is about: its own, or both ends of its channel. */
export function gatesOf({ claim }: Claim): number[] {
  const match = /^(?:gate|channel):(\d+)(?:-(\d+))?/.exec(claim);
  return (match?.slice(1) ?? []).filter(Boolean).map(Number);
}

/** `center:solarPlexus:defined` for people. */
export function sayClaim(claim: string, tt: (word: string, fallback: string) => string): string {
  const apart = (name: string) =>
    name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace(/^[a-z]/, (first) => first.toUpperCase());
  return claim
    .split(':')
    .map((part) => tt(`claim_${part}`, apart(part)))
    .join(' ');
}

type Props = { claims: Claim[]; marked: Claim | null; onMark(claim: Claim | null): void };

/** Every fact that a reading names, each found in the chart; pointing at one shows where. */
export function Claims({ claims, marked, onMark }: Props) {
  const { t, tt } = useText();
  return (
    <ul className={styles['claims']}>
      {claims.map((claim) => (
        <li key={`${claim.kind} ${claim.claim} ${claim.label ?? ''}`}>
          <button
            type="button"
            aria-pressed={marked === claim}
            onMouseEnter={() => onMark(claim)}
            onMouseLeave={() => onMark(null)}
            onFocus={() => onMark(claim)}
            onBlur={() => onMark(null)}
          >
            <svg viewBox="0 0 12 12" width="12" height="12" aria-label={t('holds')} role="img">
              <path d="M2 6.5 5 9.5 10 3" />
            </svg>
            {sayClaim(claim.claim, tt)}
            {claim.label !== undefined && <small>{claim.label}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
