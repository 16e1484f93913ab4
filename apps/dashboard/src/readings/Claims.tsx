import type { Answered } from '@taktstock/client';
import { useText } from '../text/language.tsx';
import styles from './Claims.module.css';

type Result = Extract<Answered<'getReadingResult'>, { metadata: unknown }>;
type Claim = Result['metadata']['claims'][number];

/** Under which kind a claim is shown that is about the same thing. */
const SHOWN_AS: Record<string, string> = {
  line: 'gate',
  activation: 'gate',
  hanging: 'gate',
  'gate-center': 'gate',
  'channel-centers': 'channel',
  class: 'channel',
};

/** The gates that a claim is about: its own, or both ends of its channel. */
function gatesOf({ claim }: Claim): number[] {
  const match =
    /^(?:not)?(?:gate|line|hanging|gate-center|channel|channel-centers|class|activation:\w+:\w+):(\d+)(?:-(\d+))?/.exec(
      claim,
    );
  return (match?.slice(1) ?? []).filter(Boolean).map(Number);
}

type Props = { claims: Claim[]; onPoint(gates: number[]): void };

/** Every fact that a reading names, each found in the chart; pointing at one shows where. */
export function Claims({ claims, onPoint }: Props) {
  const { tt } = useText();
  const kinds = Map.groupBy(claims, ({ kind }) => SHOWN_AS[kind] ?? kind);
  return (
    <dl className={styles['claims']}>
      {[...kinds].map(([kind, alike]) => (
        <div key={kind}>
          <dt>{tt(`claim_${kind}`, kind)}</dt>
          <dd>
            {alike.map((claim) => (
              <Chip key={`${claim.claim} ${claim.label ?? ''}`} claim={claim} onPoint={onPoint} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Chip({ claim, onPoint }: { claim: Claim; onPoint(gates: number[]): void }) {
  const { t } = useText();
  const say = useClaimText();
  const point = () => onPoint(gatesOf(claim));
  const leave = () => onPoint([]);
  return (
    <button type="button" onMouseEnter={point} onMouseLeave={leave} onFocus={point} onBlur={leave} onClick={point}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-label={t('holds')} role="img">
        <path d="M2 6.5 5 9.5 10 3" />
      </svg>
      {say(claim)}
      {claim.label !== undefined && <small>{claim.label}</small>}
    </button>
  );
}

/** Says `center:solarPlexus:defined` or `activation:design:Sun:49.6` for people, under a heading that names the kind. */
function useClaimText(): (claim: Claim) => string {
  const { tt, chartWord } = useText();
  return ({ kind, claim }) => {
    const isNegated = claim.startsWith('not') && !claim.startsWith('not-');
    const [, ...parts] = claim.split(':');
    const words = parts
      .filter((part) => part !== 'any' && !(kind === 'center' && part === 'defined'))
      .map((part) => tt(`${kind === 'strategy' ? kind : 'claim'}_${part}`, chartWord(part)));
    // The side first would make all alike at first sight.
    if (kind === 'activation' && parts[0] !== 'any') words.push(`(${words.shift()})`);
    return [...(isNegated ? [tt('claim_not')] : []), ...words].join(' ');
  };
}
