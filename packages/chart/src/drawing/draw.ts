import type { Chart } from '../chart/chart.ts';
import { type CenterId, type Channel, centerIds, centerOf, channels, type Side } from '../facts.ts';
import { between, type Curve, middleOutside, parted, pathOf, roundedPath } from './curves.ts';
import { bends, CANVAS, gatePoints, shapes, titles } from './layout.ts';

export type Theme = 'light' | 'dark';

type Palette = Record<
  Side | 'ground' | 'idle' | 'defined' | 'undefined' | 'outline' | 'number' | 'numberOnDefined' | 'onGate',
  string
>;

/** Personality is dark on light and light on dark, design red: the customary pair. Numbers keep a contrast of 4.5. */
export const palettes: Record<Theme, Palette> = {
  light: {
    ground: '#ffffff',
    idle: '#d9dde3',
    defined: '#f2d08a',
    undefined: '#ffffff',
    outline: '#4b5563',
    number: '#4b5563',
    numberOnDefined: '#3d4552',
    personality: '#1f2430',
    design: '#c62f2f',
    onGate: '#ffffff',
  },
  dark: {
    ground: '#14171d',
    idle: '#343b47',
    defined: '#6f582b',
    undefined: '#1c2028',
    outline: '#98a2b3',
    number: '#b4bdca',
    numberOnDefined: '#dfe3ea',
    personality: '#eef1f6',
    design: '#ff7a6b',
    onGate: '#14171d',
  },
};

const GATE_RADIUS = 13;
const CORNER_RADIUS = 9;
const CHANNEL_WIDTH = 9;

/** Of a channel that another one crosses, so much is left out on both sides. */
const CASING_WIDTH = CHANNEL_WIDTH + 5;

/** What design takes of the width of a channel that both sides activate. */
const CORE_WIDTH = 4;

/** The curve of every channel, and what of it belongs to either gate. */
const lines = new Map(channels.map(({ id, gates: [a, b] }) => [id, lineBetween(id, a, b)]));

function lineBetween(id: string, a: number, b: number): { curve: Curve; halves: readonly Curve[] } {
  const [from, to] = [gatePoints[a]!, gatePoints[b]!];
  const curve: Curve = [from, bends[id] ?? between(from, to, 0.5), to];
  return { curve, halves: parted(curve, middleOutside(curve, shapes[centerOf(a)], shapes[centerOf(b)])) };
}

/** A chart as an SVG document: nine centers, 36 channels and 64 gates in the colours of personality and design. */
export function drawChart(chart: Chart, { theme = 'light' }: { theme?: Theme } = {}): string {
  const palette = palettes[theme];
  const { width, height } = CANVAS;
  const gates = Object.keys(gatePoints).map(Number);
  // The active ones last, so that nothing idle crosses them.
  const [idle, active] = [false, true].map((wanted) =>
    channels.filter(({ gates: both }) => both.some((gate) => sidesOf(chart, gate).length > 0) === wanted),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${titleOf(chart)}</title>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    group(
      `fill="none" stroke-width="${CHANNEL_WIDTH}"`,
      [...idle!, ...active!].map((channel) => drawChannel(chart, channel, palette)),
    ),
    group(
      'stroke-width="2.5" stroke-linejoin="round"',
      centerIds.map((id) => drawCenter(chart, id, palette)),
    ),
    group(
      'font-size="16" font-weight="600" text-anchor="middle"',
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

/** Each gate colours its half of what is seen of a channel. */
function drawChannel(chart: Chart, { id, gates }: Channel, palette: Palette): string {
  const { curve, halves } = lines.get(id)!;
  const sides = gates.map((gate) => sidesOf(chart, gate));
  // Drawn as halves, a channel of one colour would show a seam.
  const parts = sides[0]!.join() === sides[1]!.join() ? [curve] : halves;
  const line = (colour: string, width = '') => `<path d="${pathOf(curve)}" stroke="${colour}"${width}/>`;
  return [
    line(palette.ground, ` stroke-width="${CASING_WIDTH}"`),
    line(palette.idle),
    ...parts.map((part, n) => drawActive(part, sides[n]!, palette)),
  ].join('');
}

/** A line in the colour of what activates it; in both, one within the other, if both sides do. */
function drawActive(line: Curve, active: readonly Side[], palette: Palette): string {
  const path = pathOf(line);
  return active
    .map((side, n) => {
      const width = n > 0 ? ` stroke-width="${CORE_WIDTH}"` : '';
      return `<path d="${path}" stroke="${palette[side]}"${width}/>`;
    })
    .join('');
}

/** A center whose state is not certain is drawn with a broken outline. */
function drawCenter(chart: Chart, id: CenterId, palette: Palette): string {
  const state = chart.centers[id];
  const dash = state === undefined ? ' stroke-dasharray="7 6"' : '';
  const fill = palette[state ?? 'undefined'];
  const shape = `<path d="${roundedPath(shapes[id], CORNER_RADIUS)}" fill="${fill}" stroke="${palette.outline}"${dash}>`;
  return `${shape}<title>${titles[id]}: ${state ?? 'not certain'}</title></path>`;
}

/**
 * An active gate is a disc, halved in both colours if both sides activate it; an idle one only a number. Each carries its
 * number as `data-gate`, by which a page finds it.
 */
function drawGate(chart: Chart, gate: number, palette: Palette): string {
  const [x, y] = gatePoints[gate]!;
  const active = sidesOf(chart, gate);
  const ofGate = (content: string) => `<g data-gate="${gate}">${content}</g>`;
  const text = (fill: string) => `<text x="${x}" y="${y + 5.7}" fill="${fill}">${gate}</text>`;
  if (active.length === 0) {
    return ofGate(text(chart.centers[centerOf(gate)] === 'defined' ? palette.numberOnDefined : palette.number));
  }
  const [first, second] = active;
  const disc = `<circle cx="${x}" cy="${y}" r="${GATE_RADIUS}" fill="${palette[first!]}"/>`;
  const half = second
    ? `<path d="M${x} ${y - GATE_RADIUS}a${GATE_RADIUS} ${GATE_RADIUS} 0 0 1 0 ${2 * GATE_RADIUS}z" fill="${palette[second]}"/>`
    : '';
  return ofGate(`${disc}${half}${text(palette.onGate)}<title>Gate ${gate}: ${active.join(' and ')}</title>`);
}

function sidesOf(chart: Chart, gate: number): Side[] {
  const active = chart.gates[gate]?.activations ?? [];
  return (['personality', 'design'] as const).filter((side) => active.some((activation) => activation.side === side));
}
