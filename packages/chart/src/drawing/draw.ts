import type { Chart } from '../chart/chart.ts';
import { type CenterId, type Channel, centerIds, channels, type Side } from '../facts.ts';
import { bends, CANVAS, gatePoints, type Point, shapes, titles } from './layout.ts';

export type Theme = 'light' | 'dark';

type Palette = Record<Side | 'ground' | 'idle' | 'defined' | 'undefined' | 'outline' | 'number' | 'onGate', string>;

/** Personality is dark on light and light on dark, design red: the customary pair. Numbers keep a contrast of 4.5. */
const palettes: Record<Theme, Palette> = {
  light: {
    ground: '#ffffff',
    idle: '#d9dde3',
    defined: '#f0cf8e',
    undefined: '#ffffff',
    outline: '#4b5563',
    number: '#4b5563',
    personality: '#1f2430',
    design: '#c62f2f',
    onGate: '#ffffff',
  },
  dark: {
    ground: '#14171d',
    idle: '#39404c',
    defined: '#7a6236',
    undefined: '#1c2028',
    outline: '#98a2b3',
    number: '#b4bdca',
    personality: '#eef1f6',
    design: '#ff7a6b',
    onGate: '#14171d',
  },
};

const GATE_RADIUS = 12;
const CHANNEL_WIDTH = 9;

/** A chart as an SVG document: nine centers, 36 channels and 64 gates in the colours of personality and design. */
export function drawChart(chart: Chart, { theme = 'light' }: { theme?: Theme } = {}): string {
  const palette = palettes[theme];
  const { width, height } = CANVAS;
  const gates = Object.keys(gatePoints).map(Number);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${titleOf(chart)}</title>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    group(
      'fill="none" stroke-linecap="butt"',
      channels.map((channel) => drawChannel(chart, channel, palette)),
    ),
    group(
      'stroke-width="2.5" stroke-linejoin="round"',
      centerIds.map((id) => drawCenter(chart, id, palette)),
    ),
    group(
      'font-size="13" font-weight="600" text-anchor="middle"',
      gates.map((gate) => drawGate(chart, gate, palette)),
    ),
    '</svg>',
  ].join('\n');
}

function titleOf({ core, channels: complete }: Chart): string {
  const facts = [core.type, core.authority && `${core.authority} authority`, core.profile && `profile ${core.profile}`];
  const numbers = complete.map(({ number }) => number).join(', ');
  return ['Chart', ...facts, numbers && `channels ${numbers}`].filter(Boolean).join(', ');
}

const group = (attributes: string, parts: readonly string[]) => `<g ${attributes}>\n${parts.join('\n')}\n</g>`;

/** Each gate colours its half of a channel; a gate active on both sides is striped. */
function drawChannel(chart: Chart, { id, gates: [a, b] }: Channel, palette: Palette): string {
  const [from, to] = [gatePoints[a]!, gatePoints[b]!];
  const bend = bends[id] ?? middle(from, to);
  const halves = [halfCurve(from, bend, to), halfCurve(to, bend, from)];
  const whole = `M${from.join(' ')}Q${bend.join(' ')} ${to.join(' ')}`;
  const idle = `<path d="${whole}" stroke="${palette.idle}" stroke-width="${CHANNEL_WIDTH}"/>`;
  return [idle, ...[a, b].map((gate, n) => stripes(halves[n]!, sidesOf(chart, gate), palette))].join('');
}

function stripes(path: string, active: readonly Side[], palette: Palette): string {
  return active
    .map((side, n) => {
      const dash = n > 0 ? ' stroke-dasharray="9 9"' : '';
      return `<path d="${path}" stroke="${palette[side]}" stroke-width="${CHANNEL_WIDTH}"${dash}/>`;
    })
    .join('');
}

/** The first half of a quadratic curve, split in the middle by de Casteljau's construction. */
function halfCurve(from: Point, bend: Point, to: Point): string {
  const [near, far] = [middle(from, bend), middle(bend, to)];
  return `M${from.join(' ')}Q${near.join(' ')} ${middle(near, far).join(' ')}`;
}

const middle = ([x, y]: Point, [u, v]: Point): Point => [(x + u) / 2, (y + v) / 2];

/** A center whose state is not certain is drawn with a broken outline. */
function drawCenter(chart: Chart, id: CenterId, palette: Palette): string {
  const state = chart.centers[id];
  const points = shapes[id].map((point) => point.join(',')).join(' ');
  const dash = state === undefined ? ' stroke-dasharray="7 6"' : '';
  const fill = palette[state ?? 'undefined'];
  return `<polygon points="${points}" fill="${fill}" stroke="${palette.outline}"${dash}><title>${titles[id]}: ${state ?? 'not certain'}</title></polygon>`;
}

/** An active gate is a disc, halved in both colours if both sides activate it; an idle one only a number. */
function drawGate(chart: Chart, gate: number, palette: Palette): string {
  const [x, y] = gatePoints[gate]!;
  const active = sidesOf(chart, gate);
  const text = (fill: string) => `<text x="${x}" y="${y + 4.5}" fill="${fill}">${gate}</text>`;
  if (active.length === 0) return text(palette.number);
  const [first, second] = active;
  const disc = `<circle cx="${x}" cy="${y}" r="${GATE_RADIUS}" fill="${palette[first!]}"/>`;
  const half = second
    ? `<path d="M${x} ${y - GATE_RADIUS}a${GATE_RADIUS} ${GATE_RADIUS} 0 0 1 0 ${2 * GATE_RADIUS}z" fill="${palette[second]}"/>`
    : '';
  return `<g>${disc}${half}${text(palette.onGate)}<title>Gate ${gate}: ${active.join(' and ')}</title></g>`;
}

function sidesOf(chart: Chart, gate: number): Side[] {
  const active = chart.gates[gate]?.activations ?? [];
  return (['personality', 'design'] as const).filter((side) => active.some((activation) => activation.side === side));
}
