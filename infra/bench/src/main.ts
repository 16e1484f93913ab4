import { parseArgs } from 'node:util';
import { accept } from './accept.ts';
import type { Benchmark } from './benchmark.ts';
import { chartBurst } from './chart-burst.ts';
import { demoFirstToken } from './demo-first-token.ts';
import { durableRun } from './durable-run.ts';
import { liveLatency } from './live-latency.ts';
import { liveScale } from './live-scale.ts';
import { aligned, type Result, toJson, toTable } from './report.ts';

/** Every benchmark; a new one is one file and one word here. */
const BENCHMARKS: readonly Benchmark[] = [durableRun, liveLatency, liveScale, accept, chartBurst, demoFirstToken];

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, list: { type: 'boolean' }, only: { type: 'string' } },
});

/** Those with the name, or with a figure of the name; all without a name. */
function chosen(name: string | undefined): readonly Benchmark[] {
  if (name === undefined) return BENCHMARKS;
  const found = BENCHMARKS.filter((it) => it.name === name || it.figures.some((figure) => figure.name === name));
  if (found.length === 0) throw new Error(`There is no benchmark "${name}". --list shows them.`);
  return found;
}

async function measure(benchmark: Benchmark): Promise<Result[]> {
  const measured = await benchmark.run((line) => console.error(`${benchmark.name}: ${line}`));
  return benchmark.figures
    .filter(({ name }) => options.only === undefined || [name, benchmark.name].includes(options.only))
    .map((figure) => ({ ...figure, ...measured[figure.name]! }));
}

const benchmarks = chosen(options.only);
if (options.list) {
  const rows = benchmarks.flatMap(({ name, figures }) => figures.map((figure) => [name, figure.name, figure.metric]));
  console.log(aligned([['benchmark', 'figure', 'metric'], ...rows]));
} else {
  const results: Result[] = [];
  // One after the other: they would measure each other.
  for (const benchmark of benchmarks) results.push(...(await measure(benchmark)));
  console.log(options.json ? toJson(results) : `\n${toTable(results)}`);
}
