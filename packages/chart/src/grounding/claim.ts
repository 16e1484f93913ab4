import type { ChannelClass } from '../chart/composite.ts';
import type { Body, CenterId, Side } from '../facts.ts';

/** What a sentence says about a chart. `negated` claims say that something is not there. */
export type Statement =
  | { kind: 'gate'; gate: number; negated: boolean }
  | { kind: 'line'; gate: number; line: number }
  | { kind: 'activation'; gate: number; line?: number; side?: Side; body?: Body }
  | { kind: 'hanging'; gate: number }
  | { kind: 'gate-center'; gate: number; center: CenterId }
  | { kind: 'channel'; gates: [number, number]; negated: boolean }
  | { kind: 'channel-name'; gates: [number, number]; name: string }
  | { kind: 'channel-centers'; gates: [number, number]; centers: [CenterId, CenterId] }
  | { kind: 'class'; gates: [number, number]; value: ChannelClass }
  | { kind: 'center'; center: CenterId; state: 'defined' | 'undefined' | 'completely-open' }
  | { kind: 'type' | 'authority' | 'profile' | 'definition'; value: string; negated: boolean }
  | { kind: 'strategy' | 'not-self' | 'signature'; value: string }
  | { kind: 'cross'; gates?: [number, number, number, number]; name?: string }
  | { kind: 'angle'; value: string }
  | { kind: 'count'; of: 'centers' | 'channels' | 'gates'; state?: 'defined' | 'undefined'; value: number }
  | { kind: 'penta' | 'variable' };

/** A statement with the place it was read at: `text` is what stands between the UTF-16 offsets `start` and `end`. */
export type Claim = Statement & { claim: string; text: string; start: number; end: number; label?: string };

/** A statement found by a rule, before it is cut out of the text. */
export type Found = { statement: Statement; start: number; end: number };

/** The short form of a statement, such as `gate:34`, `notchannel:10-34` or `activation:personality:Sun:26.5`. */
export function keyOf(s: Statement): string {
  switch (s.kind) {
    case 'gate':
      return `${not(s.negated)}gate:${s.gate}`;
    case 'line':
      return `line:${s.gate}.${s.line}`;
    case 'activation':
      return `activation:${s.side ?? 'any'}:${s.body ?? 'any'}:${s.gate}${s.line === undefined ? '' : `.${s.line}`}`;
    case 'hanging':
      return `hanging:${s.gate}`;
    case 'gate-center':
      return `gate-center:${s.gate}:${s.center}`;
    case 'channel':
      return `${not(s.negated)}channel:${channelKey(s.gates)}`;
    case 'channel-name':
      return `channel-name:${channelKey(s.gates)}:${s.name}`;
    case 'channel-centers':
      return `channel-centers:${channelKey(s.gates)}:${s.centers.join('+')}`;
    case 'class':
      return `class:${channelKey(s.gates)}:${s.value}`;
    case 'center':
      return `center:${s.center}:${s.state}`;
    case 'type':
    case 'authority':
    case 'profile':
    case 'definition':
      return `${not(s.negated)}${s.kind}:${s.value}`;
    case 'strategy':
    case 'not-self':
    case 'signature':
    case 'angle':
      return `${s.kind}:${s.value}`;
    case 'cross':
      return ['cross', s.gates ? `${s.gates[0]}/${s.gates[1]}|${s.gates[2]}/${s.gates[3]}` : s.name]
        .filter(Boolean)
        .join(':');
    case 'count':
      return ['count', s.of, s.state, s.value].filter((part) => part !== undefined).join(':');
    default:
      return s.kind;
  }
}

const not = (negated: boolean) => (negated ? 'not' : '');

/** Two gates as a channel is written, the lower first, whether they form one or not. */
export function channelKey([a, b]: readonly [number, number]): string {
  return `${Math.min(a, b)}-${Math.max(a, b)}`;
}
