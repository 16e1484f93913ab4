import { describe, expect, it } from 'vitest';
import { palettes } from '../../src/drawing/draw.ts';
import { bends, CANVAS, gatePoints, shapes } from '../../src/drawing/layout.ts';
import { channelOf, channels, computeChart, drawChart } from '../../src/index.ts';
import { goldenCharts } from '../golden.ts';

const chart = computeChart({ utc: Date.parse(goldenCharts[0]!.utc) });
const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

describe('the drawing of a chart', () => {
  it('has nine centers, 36 channels and 64 gates', () => {
    const svg = drawChart(chart, { theme: 'light' });
    expect(count(svg, /<title>[\w ]+: (un)?defined<\/title>/g)).toBe(9);
    expect(count(svg, /<text /g)).toBe(64);
    expect(count(svg, /stroke="#d9dde3"/g)).toBe(channels.length);
  });

  it('fills exactly the defined centers and discs exactly the active gates', () => {
    const svg = drawChart(chart);
    const defined = Object.values(chart.centers).filter((state) => state === 'defined');
    expect(count(svg, /fill="#f2d08a"/g)).toBe(defined.length);
    expect(count(svg, /<circle /g)).toBe(Object.keys(chart.gates).length);
  });

  it('shows personality and design in their colours, of either theme', () => {
    const only = {
      ...chart,
      gates: { 34: { line: 1, name: '', activations: [{ side: 'design', planet: 'Sun', line: 1 }] } },
    } as const;
    const svg = drawChart(
      { ...only, gates: { 34: { ...only.gates[34], activations: [...only.gates[34].activations] } } },
      { theme: 'dark' },
    );
    // one disc and the halves of the three channels of gate 34
    expect(count(svg, /#ff7a6b/g)).toBe(4);
    expect(count(svg, /fill="#eef1f6"/g)).toBe(0);
  });

  it('lets a page find every gate by its number', () => {
    const numbers = [...drawChart(chart).matchAll(/<g data-gate="(\d+)">.*?<text [^>]*>(\d+)<\/text>.*?<\/g>/g)];
    expect(numbers.map(([, gate]) => Number(gate)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, n) => n + 1),
    );
    expect(numbers.filter(([, gate, shown]) => gate !== shown)).toEqual([]);
  });

  it('is the same text for the same chart and holds no names of others', () => {
    expect(drawChart(chart)).toBe(drawChart(chart));
    expect(drawChart(chart)).not.toMatch(/body ?graph|rave|mandala/i);
  });

  it('breaks the outline of a center that is not certain', () => {
    const { sacral: _, ...centers } = chart.centers;
    expect(count(drawChart({ ...chart, centers }), /not certain/g)).toBe(1);
  });
});

describe.each(['light', 'dark'] as const)('the colours, %s', (theme) => {
  const { number, numberOnDefined, onGate, defined, undefined: open, personality, design, ground } = palettes[theme];

  it('let every number be read, and every active gate be told from the ground', () => {
    const pairs = [
      [number, open],
      [numberOnDefined, defined],
      [onGate, personality],
      [onGate, design],
      [personality, ground],
      [design, ground],
    ] as const;
    expect(pairs.filter(([a, b]) => contrast(a, b) < 4.5)).toEqual([]);
  });
});

/** Contrast of two colours by WCAG 2.2, from 1 to 21. */
function contrast(...colours: [string, string]): number {
  const [dark, light] = colours.map(luminance).sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the layout', () => {
  it('places every gate once, on the canvas, apart from the others', () => {
    const points = Object.values(gatePoints);
    expect(points).toHaveLength(64);
    const close = points.filter(([x, y], n) => points.some(([u, v], m) => m > n && Math.hypot(x - u, y - v) < 26));
    expect(close).toEqual([]);
    const { width, height } = CANVAS;
    expect(
      [...points, ...Object.values(shapes).flat()].filter(
        ([x, y]) => x < 12 || y < 12 || x > width - 12 || y > height - 12,
      ),
    ).toEqual([]);
  });

  it('bends only channels that exist', () => {
    for (const id of Object.keys(bends))
      expect(channelOf(...(id.split('-').map(Number) as [number, number]))?.id).toBe(id);
  });
});
