import { attemptsOf } from './checks/attempts.ts';
import type { Evidence } from './checks/evidence.ts';
import { logOf } from './checks/evidence.ts';
import type { Stage } from './stage.ts';

const LAST_LINES = 25;
const MOST_RUNS = 6;

/** What is needed to understand a breach: the rows of the runs named in it, the faults, and the last lines of the processes. */
export function dump(stage: Stage, evidence: Evidence, breaches: readonly string[]): string {
  const named = evidence.runs.filter(({ id }) => breaches.some((line) => line.includes(id)));
  const calls = evidence.calls.filter(({ id }) => breaches.some((line) => line.includes(id)));
  const suspects = new Set([...named.map(({ id }) => id), ...calls.map(({ runId }) => runId)]);
  const runs = suspects.size > 0 ? suspects : evidence.runs.map(({ id }) => id);
  return [
    ...breaches,
    '',
    ...evidence.injected.map(
      ({ name, instance, from, until }) =>
        `fault ${name} ${instance ?? ''} from ${from.toISOString()} until ${Number.isNaN(until.getTime()) ? '' : until.toISOString()}`,
    ),
    ...[...runs].slice(0, MOST_RUNS).flatMap((id) => ['', ...linesOfRun(evidence, id)]),
    ...stage.children.flatMap((child) => [
      '',
      `--- ${child.name} (${child.pid}, ${child.instance})`,
      ...child.lines.slice(-LAST_LINES),
    ]),
  ].join('\n');
}

function linesOfRun(evidence: Evidence, runId: string): string[] {
  const log = logOf(evidence, runId);
  return [
    `run ${JSON.stringify(evidence.runs.find(({ id }) => id === runId))}`,
    ...attemptsOf(log).map((attempt) => `  attempt ${JSON.stringify(attempt)}`),
    ...log.map(
      ({ seq, type, at, data }) => `  event ${seq} ${at.toISOString()} ${type} ${JSON.stringify(data).slice(0, 160)}`,
    ),
    ...evidence.versions
      .filter((version) => version.runId === runId)
      .map(({ version, attempt, text }) => `  version ${version} of attempt ${attempt}, ${text.length} characters`),
    ...evidence.calls
      .filter((call) => call.runId === runId)
      .flatMap((call) => [
        `  call ${JSON.stringify(call)}`,
        `    at the model: ${JSON.stringify(evidence.hits.find((hit) => hit.call === call.id))}`,
      ]),
    ...evidence.watchers
      .filter((watcher) => watcher.runId === runId)
      .map(
        ({ connections, last, draft }) =>
          `  client: ${connections} connections, last ${last}, ${draft.text.length} characters`,
      ),
  ];
}
