import facts from '../../data/facts.json' with { type: 'json' };
import type { CenterState, Chart, ChartActivation } from '../chart/chart.ts';
import { centers, channelOf, channels, sides } from '../facts.ts';
import type { Statement } from './claim.ts';
import { bareName } from './rules/cross.ts';
import { homeOf } from './rules/gates.ts';
import { fold } from './tokens.ts';

/**
 * How one statement fares against one chart. `expected` is what the chart says in its place, `pointer` where it says so;
 * unverifiable is what the chart does not hold, because it varies over an unknown birth time or is no part of it.
 */
export type Check = {
  verdict: 'supported' | 'contradicted' | 'unverifiable';
  expected: string;
  pointer: string | null;
};

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Checks a statement against a chart. */
export function check(s: Statement, chart: Chart): Check {
  switch (s.kind) {
    case 'gate':
      return presence(chart, `/gates/${s.gate}`, s.gate in chart.gates, s.negated);
    case 'line':
    case 'activation':
      return checkActivation(s, chart);
    case 'hanging':
      return checkHanging(s, chart);
    case 'gate-center':
      return compare(s.center, homeOf(s.gate) ?? 'no center', null);
    case 'channel':
      return checkChannel(s, chart);
    case 'channel-name':
      return compare(s.name, channelOf(...s.gates)?.id ?? 'not a channel', null);
    case 'channel-centers':
      return checkEnds(s);
    case 'class':
      return { verdict: 'unverifiable', expected: 'a composite of several charts', pointer: null };
    case 'center':
      return checkCenter(s, chart);
    case 'type':
    case 'authority':
    case 'profile':
    case 'definition':
      return checkCore(s, chart);
    case 'strategy':
      return byType(chart, '/core/strategy', (type) => type.id === s.value, chart.core.strategy);
    case 'not-self':
      return byType(
        chart,
        '/core/notSelfTheme',
        (type) => hasWord(s.value, type.notSelfDe, type.notSelfEn),
        chart.core.notSelfTheme,
      );
    case 'signature':
      return byType(
        chart,
        '/core/type',
        (type) => hasWord(s.value, type.signatureDe, type.signatureEn),
        chart.core.type,
      );
    case 'cross':
    case 'angle':
      return checkCross(s, chart);
    case 'count':
      return checkCount(s, chart);
    default:
      return { verdict: 'contradicted', expected: 'absent', pointer: `/${s.kind}` };
  }
}

/** What an unknown birth time leaves open, in words; undefined for what the chart does settle. */
function openValues(chart: Chart, pointer: string): Check | undefined {
  const values = chart.unstable?.[pointer];
  return values && { verdict: 'unverifiable', expected: `not certain: ${values.join(' or ')}`, pointer };
}

function compare(said: string, expected: string, pointer: string | null, negated = false): Check {
  return { verdict: (said === expected) === negated ? 'contradicted' : 'supported', expected, pointer };
}

/** Present or absent; `shown` is where the chart would list it. */
function presence(chart: Chart, pointer: string, present: boolean, negated: boolean, shown = pointer): Check {
  const expected = present ? 'present' : 'absent';
  const open = present ? undefined : openValues(chart, pointer);
  return open ?? { verdict: present === negated ? 'contradicted' : 'supported', expected, pointer: shown };
}

function checkActivation(s: Of<'line' | 'activation'>, chart: Chart): Check {
  const pointer = `/gates/${s.gate}`;
  const { side, body } = s.kind === 'activation' ? s : {};
  const fits = (a: ChartActivation) =>
    (side === undefined || a.side === side) &&
    (body === undefined || a.planet === body) &&
    (s.line === undefined || a.line === s.line);
  const gate = chart.gates[s.gate];
  if (gate?.activations.some(fits))
    return { verdict: 'supported', expected: 'present', pointer: `${pointer}/activations` };
  const open = body
    ? sides.map((each) => openValues(chart, `/activations/${each}/${body}`)).find(Boolean)
    : openValues(chart, `${pointer}/line`);
  return open ?? openValues(chart, pointer) ?? { verdict: 'contradicted', expected: placesOf(s, chart), pointer };
}

/** Where the chart has the body, or the lines it has in the gate. */
function placesOf(s: Of<'line' | 'activation'>, chart: Chart): string {
  const { side, body } = s.kind === 'activation' ? s : {};
  const places = Object.entries(chart.gates).flatMap(([gate, { activations }]) =>
    activations
      .filter((a) => (body ? a.planet === body && (side ?? a.side) === a.side : Number(gate) === s.gate))
      .map((a) => `${a.side} ${a.planet} ${gate}.${a.line}`),
  );
  return places.length > 0 ? places.join(', ') : 'absent';
}

function checkHanging({ gate }: Of<'hanging'>, chart: Chart): Check {
  const complete = channels.find(({ gates }) => gates.includes(gate) && gates.every((each) => each in chart.gates));
  if (!(gate in chart.gates)) return presence(chart, `/gates/${gate}`, false, false);
  return compare('hanging', complete ? `part of channel ${complete.id}` : 'hanging', `/gates/${gate}`);
}

/** A pair that is none of the 36 channels is an error by itself, and true only where it is denied. */
function checkChannel({ gates, negated }: Of<'channel'>, chart: Chart): Check {
  const channel = channelOf(...gates);
  if (!channel)
    return { verdict: negated ? 'supported' : 'contradicted', expected: 'not a channel', pointer: '/channels' };
  const present = chart.channels.some(({ number }) => number === channel.id);
  return presence(chart, `/channels/${channel.id}`, present, negated, '/channels');
}

function checkEnds({ gates, centers: said }: Of<'channel-centers'>): Check {
  const channel = channelOf(...gates);
  if (!channel) return { verdict: 'contradicted', expected: 'not a channel', pointer: '/channels' };
  return compare(said.toSorted().join(' and '), channel.centers.toSorted().join(' and '), null);
}

function checkCenter({ center, state }: Of<'center'>, chart: Chart): Check {
  const pointer = `/centers/${center}`;
  const actual = chart.centers[center];
  if (actual === undefined)
    return openValues(chart, pointer) ?? { verdict: 'unverifiable', expected: 'not stated', pointer };
  if (state !== 'completely-open') return compare(state, actual, pointer);
  const active = centers[center].filter((gate) => gate in chart.gates);
  const expected = actual === 'undefined' && active.length > 0 ? `undefined, with gates ${active.join(', ')}` : actual;
  return { verdict: expected === 'undefined' ? 'supported' : 'contradicted', expected, pointer };
}

/** facts.json writes types and authorities as ids: "manifesting-generator", "ego-projected". */
const idOf = (value: string) => fold(value).replaceAll(' ', '-');

const DEFINITIONS: Record<string, string> = { 'triple-split': 'triple', 'quadruple-split': 'quadruple' };

function checkCore({ kind, value, negated }: Of<'type' | 'authority' | 'profile' | 'definition'>, chart: Chart): Check {
  const pointer = `/core/${kind}`;
  const expected = chart.core[kind];
  if (expected === undefined)
    return openValues(chart, pointer) ?? { verdict: 'unverifiable', expected: 'not stated', pointer };
  const id = idOf(expected);
  const equal =
    value === 'ego' ? id.startsWith('ego-') : value === (kind === 'definition' ? (DEFINITIONS[id] ?? id) : id);
  return { verdict: equal === negated ? 'contradicted' : 'supported', expected, pointer };
}

type TypeFacts = (typeof facts.types)[number];

function byType(
  chart: Chart,
  pointer: string,
  fits: (type: TypeFacts) => boolean,
  expected: string | undefined,
): Check {
  const type = facts.types.find(({ en }) => en === chart.core.type);
  if (!type || expected === undefined)
    return openValues(chart, pointer) ?? { verdict: 'unverifiable', expected: 'not stated', pointer };
  return { verdict: fits(type) ? 'supported' : 'contradicted', expected, pointer };
}

function hasWord(word: string, ...texts: string[]): boolean {
  return texts.some((text) =>
    fold(text)
      .split(/[^a-z]+/)
      .includes(word),
  );
}

function checkCross(s: Of<'cross' | 'angle'>, chart: Chart): Check {
  const pointer = '/incarnationCross';
  const cross = chart.incarnationCross;
  if (!cross) return openValues(chart, pointer) ?? { verdict: 'contradicted', expected: 'absent', pointer };
  if (s.kind === 'angle') return compare(s.value, angleOf(cross.type), `${pointer}/type`);
  if (s.gates && s.gates.join() !== cross.gates.join())
    return { verdict: 'contradicted', expected: cross.gates.join('/'), pointer: `${pointer}/gates` };
  const named = s.name === undefined || (cross.name !== null && hasName(cross.name, s.name));
  return {
    verdict: named ? 'supported' : 'contradicted',
    expected: cross.name ?? 'no known name',
    pointer: `${pointer}/name`,
  };
}

const angleOf = (type: string) => ({ 'Right Angle': 'right', 'Left Angle': 'left' })[type] ?? 'juxtaposition';

/** "Left Angle Cross of the Clarion 1" bears the name "clarion", and every spelling the lists have for it. */
function hasName(full: string, said: string): boolean {
  const own = bareName(full.replace(/^.* Cross of /, '').replace(/ \d$/, ''));
  const variants = Object.entries(facts.crossNames.variants).find(([name]) => bareName(name) === own)?.[1] ?? [];
  return [own, ...variants.map(bareName)].includes(said);
}

function checkCount({ of, state, value }: Of<'count'>, chart: Chart): Check {
  if (chart.birthTimeUnknown) return { verdict: 'unverifiable', expected: 'not certain', pointer: `/${of}` };
  const states: (CenterState | undefined)[] = Object.values(chart.centers);
  const defined = states.filter((each) => each === 'defined').length;
  const counts = {
    centers: state === 'undefined' ? states.length - defined : defined,
    channels: chart.channels.length,
    gates: Object.keys(chart.gates).length,
  };
  return compare(String(value), String(counts[of]), `/${of}`);
}
