import type { Figure, Measured } from './benchmark.ts';

export type Result = Figure & Measured;

const isMet = ({ ratio, goal, better }: Result): boolean => (better === 'higher' ? ratio >= goal : ratio <= goal);

/** Two digits tell what there is to tell; more would be noise. */
const rounded = (ratio: number): number => Number(ratio.toFixed(2));

/** What `--json` prints: one object, nothing else. */
export const toJson = (results: readonly Result[]): string =>
  JSON.stringify({
    benchmarks: results.map((result) => ({
      name: result.name,
      metric: result.metric,
      ratio: rounded(result.ratio),
      goal: result.goal,
      better: result.better,
      met: isMet({ ...result, ratio: rounded(result.ratio) }),
    })),
  });

const HEAD = ['benchmark', 'metric', 'ours', 'theirs', 'ratio', 'goal', ''];

/** Columns below each other. */
export function toTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    result.metric,
    result.ours,
    result.theirs,
    rounded(result.ratio).toFixed(2),
    `${result.better === 'higher' ? '>=' : '<='} ${result.goal}`,
    isMet({ ...result, ratio: rounded(result.ratio) }) ? 'met' : 'missed',
  ]);
  return aligned([HEAD, ...rows]);
}

/** Pads every column to its longest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
