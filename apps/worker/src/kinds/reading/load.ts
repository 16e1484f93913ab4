import { type CenterId, type Chart, compositeOf, type Persons } from '@taktstock/chart';
import { chartsById, type ReadingRow, readingOfRun } from '@taktstock/db';
import { AppError, type Locale, type ReadingBrief, shownLabel } from '@taktstock/registry';
import type { RunContext } from '../../runs/context.ts';

/** A reading to be written: what is asked, and against what it will be held. */
export type Task = {
  reading: ReadingRow;
  brief: ReadingBrief;
  /** One person without a label, or two with theirs. */
  persons: readonly { label: string | null; chart: Chart }[];
  /** The same as the gate wants it. */
  subject: Chart | Persons;
  chartVersion: string;
};

/** Reads what a reading is written from. Throws when it, or a chart of it, was erased meanwhile. */
export async function loadTask({ tools, run }: RunContext): Promise<Task> {
  const reading = await readingOfRun(tools.sql, run.id);
  if (reading === undefined) throw new AppError('READING_NOT_FOUND', 'The reading of this run was erased.');
  const rows = await chartsById(tools.sql, reading.chartIds);
  if (rows.length !== reading.chartIds.length)
    throw new AppError('CHART_NOT_FOUND', 'A chart of this reading was erased.');
  const labelled = rows.map(({ content }, at) => ({
    label: shownLabel(reading.labels[at] ?? ''),
    chart: content as Chart,
  }));
  const several = labelled.length > 1;
  const persons = labelled.map(({ label, chart }) => ({ label: several ? label : null, chart }));
  const { depth, style, context, question } = reading as ReadingRow & ReadingBrief;
  const brief: ReadingBrief = {
    ...{ depth, style, context, question, locale: reading.locale as Locale },
    charts: persons.map(({ label, chart }) => ({ label, chart: factsIn(chart) })),
    composite: several ? compositeFacts(labelled) : null,
  };
  const subject = several ? labelled : labelled[0]!.chart;
  return { reading, brief, persons, subject, chartVersion: rows[0]!.version };
}

/**
 * What a prompt holds of a chart: facts that the gate can check. How near a fact is to changing, and what an unknown birth
 * time leaves open, would invite claims that no chart supports.
 */
function factsIn({ core, centers, channels, gates, incarnationCross }: Chart) {
  const lines = Object.entries(gates).map(([gate, { activations, ...rest }]) => {
    return [gate, { ...rest, activations: activations.map(({ side, planet, line }) => ({ side, planet, line })) }];
  });
  return { core, centers, channels, gates: Object.fromEntries(lines), incarnationCross };
}

/** The channels that two persons have or complete, with the labels of those who have the whole, and the centers of both. */
function compositeFacts(persons: Persons) {
  const { channels, centers } = compositeOf(persons.map(({ chart }) => chart));
  const between = channels.filter((channel) => channel.class !== 'none');
  return {
    channels: between.map(({ number, class: name, owners }) => {
      return { number, class: name, owners: owners.map((at) => persons[at]!.label) };
    }),
    centers: centers satisfies Record<CenterId, string>,
  };
}
