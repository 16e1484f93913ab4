import { isDeepStrictEqual } from 'node:util';
import { chartKey, computeChart, type ResolvedBirth } from '@taktstock/chart';
import {
  batched,
  chartsById,
  existingCharts,
  findChartByContent,
  findChartByInput,
  type Sql,
  storeChart,
} from '@taktstock/db';
import { RecentMap } from '../recent-map.ts';

/** Charts never change, but the last reading about a person may take its chart along: an id is believed this long. */
const BELIEVED_MS = 60_000;
const REMEMBERED = 20_000;

/** The stored charts as the routes need them: mostly from memory. */
export type ChartStore = {
  /** Whether there is such a chart. */
  has(chartId: string): Promise<boolean>;
  /** The id of the chart of a birth, computed and stored on the first occasion. */
  idOfBirth(birth: ResolvedBirth): Promise<string>;
  /** The id of the stored chart with this content; null when it was not computed here. */
  idOfContent(content: unknown): Promise<string | null>;
  /** Whether the stored chart has this content. */
  hasContent(chartId: string, content: unknown): Promise<boolean>;
};

export function createChartStore(sql: Sql): ChartStore {
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
  return {
    has: async (chartId) => {
      if (stored.get(chartId)) return true;
      const found = await exists(chartId);
      if (found) remember(chartId);
      return found;
    },
    idOfBirth: async (birth) => {
      const input = chartKey(birth);
      const known = idByInput.get(input);
      if (known !== undefined) return known;
      const found = await findChartByInput(sql, input);
      const { id } = found ?? (await computeAndStore(sql, input, birth));
      idByInput.set(input, id);
      return remember(id);
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

function computeAndStore(sql: Sql, input: string, birth: ResolvedBirth) {
  const chart = computeChart(birth);
  return storeChart(sql, input, chart.engine.version, chart);
}
