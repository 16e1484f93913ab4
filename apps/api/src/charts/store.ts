import { isDeepStrictEqual } from 'node:util';
import { chartKey, type ResolvedBirth } from '@taktstock/chart';
import {
  batched,
  type ChartRow,
  chartsById,
  existingCharts,
  findChartByContent,
  findChartByInput,
  type Sql,
  storeChart,
} from '@taktstock/db';
import { RecentMap } from '../recent-map.ts';
import type { Computing } from './computing.ts';

/** Charts never change, but the last reading about a person may take its chart along: an id is believed this long. */
const BELIEVED_MS = 60_000;
const REMEMBERED = 20_000;

export type Origin = 'calculated' | 'stored';

/** The stored charts as the routes need them: mostly from memory. */
export type ChartStore = {
  /** Whether there is such a chart. */
  has(chartId: string): Promise<boolean>;
  /** The id of the chart of a birth, computed and stored on the first occasion. */
  idOfBirth(birth: ResolvedBirth): Promise<string>;
  /** The chart of a birth, computed and stored on the first occasion. */
  ofBirth(birth: ResolvedBirth): Promise<{ chart: ChartRow; source: Origin }>;
  /** The chart of an id; undefined when there is none. */
  byId(chartId: string): Promise<ChartRow | undefined>;
  /** The id of the stored chart with this content; null when it was not computed here. */
  idOfContent(content: unknown): Promise<string | null>;
  /** Whether the stored chart has this content. */
  hasContent(chartId: string, content: unknown): Promise<boolean>;
};

export function createChartStore(sql: Sql, computing: Pick<Computing, 'chart'>): ChartStore {
  const stored = new RecentMap<string, true>(REMEMBERED, BELIEVED_MS);
  const idByInput = new RecentMap<string, string>(REMEMBERED, BELIEVED_MS);
  const exists = batched(async (ids: string[]) => {
    const found = await existingCharts(sql, ids);
    return ids.map((id) => found.has(id));
  });
  const remember = (id: string): string => {
    stored.set(id, true);
    return id;
  };
  const underWay = new Map<string, Promise<ChartRow>>();

  async function computeAndStore(input: string, birth: ResolvedBirth): Promise<ChartRow> {
    const chart = await computing.chart(birth);
    return storeChart(sql, input, chart.engine.version, chart);
  }

  /** Whoever asks for a chart that is being computed waits for that one. */
  function computed(input: string, birth: ResolvedBirth): Promise<ChartRow> {
    const same = underWay.get(input);
    if (same !== undefined) return same;
    const chart = computeAndStore(input, birth).finally(() => underWay.delete(input));
    underWay.set(input, chart);
    return chart;
  }

  async function ofBirth(birth: ResolvedBirth): Promise<{ chart: ChartRow; source: Origin }> {
    const input = chartKey(birth);
    const found = await findChartByInput(sql, input);
    const chart = found ?? (await computed(input, birth));
    idByInput.set(input, remember(chart.id));
    return { chart, source: found === undefined ? 'calculated' : 'stored' };
  }

  return {
    has: async (chartId) => {
      if (stored.get(chartId)) return true;
      const found = await exists(chartId);
      if (found) remember(chartId);
      return found;
    },
    idOfBirth: async (birth) => {
      const known = idByInput.get(chartKey(birth));
      return known ?? (await ofBirth(birth)).chart.id;
    },
    ofBirth,
    byId: async (chartId) => {
      const [chart] = await chartsById(sql, [chartId]);
      return chart;
    },
    idOfContent: async (content) => {
      const id = await findChartByContent(sql, content);
      return id === null ? null : remember(id);
    },
    hasContent: async (chartId, content) => {
      const [chart] = await chartsById(sql, [chartId]);
      return chart !== undefined && isDeepStrictEqual(chart.content, content);
    },
  };
}
