import { activations } from './activations.ts';
import { type Chart, chartOf } from './chart.ts';
import { chartOfDay } from './unknown-time.ts';

/**
 * The chart of a birth instant (UTC milliseconds), or of a whole local day if the time is unknown; outside 1800-2100
 * a ChartError EPHEMERIS_RANGE.
 */
export function computeChart(birth: { utc: number } | { utcFirst: number; utcLast: number }): Chart {
  return 'utc' in birth ? chartOf(activations(birth.utc)) : chartOfDay(birth);
}
