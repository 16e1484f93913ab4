import { computeChart, resolveBirth } from '@taktstock/chart';
import type { Computing } from '../../../../apps/api/src/charts/computing.ts';

/** Charts computed where requests are answered. */
export const onTheLoop: Computing = {
  chart: async (birth) => computeChart(birth),
  resolve: async (birth, now) => resolveBirth(birth, now),
  close: async () => {},
};
