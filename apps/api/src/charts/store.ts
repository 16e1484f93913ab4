import { isDeepStrictEqual } from 'node:util';
import { type Chart, chartKey, type ResolvedBirth } from '@taktstock/chart';
import {
  batched,
  type ChartRow,
  type ChartUser,
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
  /** The id of the chart of a birth for a reading, which refers to it; computed and stored on the first occasion. */
  idOfBirth(birth: ResolvedBirth, user: ChartUser): Promise<string>;
  /** The chart of a birth, from now on one of this user's; computed and stored on the first occasion. */
  ofBirth(birth: ResolvedBirth, user: ChartUser): Promise<{ chart: ChartRow; source: Origin }>;
  /** The chart of an id; undefined when there is none. */
  byId(chartId: string): Promise<ChartRow | undefined>;
  /** The id of the stored chart with this content; null when it was not computed here. */
  idOfContent(content: unknown): Promise<string | null>;
  /** Whether the stored chart has this content. */
  hasContent(chartId: string, content: unknown): Promise<boolean>;
  /** Believes nothing that it remembers any more: a chart turned out to be erased. */
  forget(): void;
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
  const underWay = new Map<string, Promise<Chart>>();

  /** Whoever asks for a chart that is being computed waits for that one, and stores it as theirs too. */
  async function computed(input: string, birth: ResolvedBirth, user: ChartUser): Promise<ChartRow> {
    const computation = underWay.get(input) ?? computing.chart(birth);
    underWay.set(input, computation);
    try {
      const chart = await computation;
      return await storeChart(sql, input, chart.engine.version, chart, user);
    } finally {
      underWay.delete(input);
    }
  }

  async function ofBirth(birth: ResolvedBirth, user: ChartUser): Promise<{ chart: ChartRow; source: Origin }> {
    const input = chartKey(birth);
    const found = await findChartByInput(sql, input, user);
    const chart = found ?? (await computed(input, birth, user));
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
    idOfBirth: async (birth, user) => {
      const known = idByInput.get(chartKey(birth));
      return known ?? (await ofBirth(birth, user)).chart.id;
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
    forget: () => {
      stored.clear();
      idByInput.clear();
    },
  };
}
