import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answersTo, type Chart, claims, type Persons, RefusedLine, verify } from '../src/index.ts';

function subjectOf(chart: unknown, persons: unknown): Chart | Persons | undefined {
  if (persons !== undefined) {
    const labelled =
      Array.isArray(persons) && persons.every((person) => isChart(person?.chart) && typeof person.label === 'string');
    if (!labelled) throw new RefusedLine('persons is not a list of labels and charts.');
    return persons as unknown as Persons;
  }
  if (chart === undefined) return undefined;
  if (!isChart(chart)) throw new RefusedLine('chart is not a chart.');
  return chart;
}

/** A chart as bin/chart.ts prints it; more may stand in it. */
function isChart(value: unknown): value is Chart {
  const fields = ['core', 'centers', 'channels', 'gates'];
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every((field) => typeof (value as Record<string, unknown>)[field] === 'object')
  );
}

/**
 * The claims of one text per line: `{"locale","text"}`, with `chart` or `persons` ([{"label","chart"}]) also what became of
 * each claim.
 */
function answer({ locale = 'de', text, chart, persons }: Record<string, unknown>) {
  if (locale !== 'de' && locale !== 'en') throw new RefusedLine('locale is neither de nor en.');
  if (typeof text !== 'string') throw new RefusedLine('text is not a string.');
  const subject = subjectOf(chart, persons);
  const labels = Array.isArray(subject) ? (subject as Persons).map(({ label }) => label) : [];
  const found = claims(text, locale, labels);
  return { claims: subject === undefined ? found : verify(found, subject) };
}

const lines = createInterface({ input: process.stdin });
await pipeline(Readable.from(answersTo(lines, answer)), process.stdout);
