import type { Chart } from '../chart/chart.ts';
import { type Composite, compositeOf } from '../chart/composite.ts';
import { type Check, check } from './checks.ts';
import { type Claim, channelKey } from './claim.ts';

/** A claim with what became of it. */
export type Verdict = Claim & Check;

/** Two or more persons with the labels a text gives them. */
export type Persons = readonly { label: string; chart: Chart }[];

/**
 * Checks claims against one chart, or against those of several persons: a claim that carries a label against that person,
 * any other has to hold for one of them or for their composite.
 */
export function verify(claims: readonly Claim[], subject: Chart | Persons): Verdict[] {
  if (!Array.isArray(subject)) return claims.map((claim) => ({ ...claim, ...check(claim, subject as Chart) }));
  const persons: Persons = subject;
  const composite = persons.length > 1 ? compositeOf(persons.map(({ chart }) => chart)) : undefined;
  return claims.map((claim) => ({ ...claim, ...checkAmong(claim, persons, composite) }));
}

function checkAmong(claim: Claim, persons: Persons, composite: Composite | undefined): Check {
  if (claim.kind === 'class' && composite) return checkClass(claim, composite);
  const own = persons.find(({ label }) => label === claim.label);
  if (own) return prefixed(check(claim, own.chart), persons.indexOf(own));
  const checks = persons.map(({ chart }, n) => prefixed(check(claim, chart), n));
  const holds = checks.find(({ verdict }) => verdict === 'supported');
  if (holds) return holds;
  return (
    (composite && checkComposite(claim, composite)) ??
    checks.find(({ verdict }) => verdict === 'contradicted') ??
    checks[0]!
  );
}

/** Pointers of several charts start with the person: /persons/0/gates/34. */
function prefixed(result: Check, person: number): Check {
  return result.pointer === null ? result : { ...result, pointer: `/persons/${person}${result.pointer}` };
}

function checkClass(claim: Claim & { kind: 'class' }, { channels }: Composite): Check {
  const at = channels.findIndex(({ number }) => number === channelKey(claim.gates));
  const expected = channels[at]?.class ?? 'not a channel';
  const pointer = at < 0 ? '/composite/channels' : `/composite/channels/${at}/class`;
  return { verdict: expected === claim.value ? 'supported' : 'contradicted', expected, pointer };
}

/** What only both together have: a channel of one gate each, a center defined by it. Nothing else is a composite's. */
function checkComposite(claim: Claim, { channels, centers }: Composite): Check | undefined {
  if (claim.kind === 'center' && claim.state === centers[claim.center]) {
    return { verdict: 'supported', expected: claim.state, pointer: `/composite/centers/${claim.center}` };
  }
  if (claim.kind !== 'channel' || claim.negated) return undefined;
  const at = channels.findIndex(({ number, class: name }) => number === channelKey(claim.gates) && name !== 'none');
  const complete = at >= 0;
  return complete ? { verdict: 'supported', expected: 'present', pointer: `/composite/channels/${at}` } : undefined;
}
