import { hash } from 'node:crypto';
import { type Chart, compositeOf } from '@taktstock/chart';
import type { ChartRow, ChartUser } from '@taktstock/db';
import type { Person } from '../../births/read.ts';
import type { ChartStore } from '../../charts/store.ts';
import type { Faults } from '../../faults.ts';
import type { CompositeAnswer } from './schema.ts';

/** The charts of all persons, computed where they are not stored yet, unless one that is named does not exist. */
export async function chartsOf(
  persons: readonly Person[],
  charts: ChartStore,
  user: ChartUser,
  faults: Faults,
): Promise<ChartRow[]> {
  const named = await Promise.all(
    persons.map((person) => ('chartId' in person ? charts.byId(person.chartId) : undefined)),
  );
  for (const [n, person] of persons.entries()) {
    if ('birth' in person || named[n] !== undefined) continue;
    faults.add(`${person.pointer}/chartId`, 'CHART_NOT_FOUND', 'There is no such chart.');
  }
  faults.throwIfAny();
  return Promise.all(
    persons.map(async (person, n) =>
      'birth' in person ? (await charts.ofBirth(person.birth, user)).chart : named[n]!,
    ),
  );
}

/**
 * A composite follows from its charts in microseconds, so it is not stored: stored, it would be one more thing to erase with
 * any of its persons. Its id is a UUID made from theirs, which nobody can guess.
 */
export function compositeAnswer(rows: readonly ChartRow[], persons: readonly Person[]): CompositeAnswer {
  const contents = rows.map(({ content }) => content as unknown as Chart);
  const { channels, centers } = compositeOf(contents);
  const ids = rows.map(({ id }) => id);
  const notes = [
    ...persons.flatMap((person) => ('birth' in person ? person.birth.notes : [])),
    ...contents.flatMap(({ birthTimeUnknown }, n) => (birthTimeUnknown ? [timeUnknown(n)] : [])),
  ];
  return {
    success: true,
    chartId: idOf([...new Set(rows.map(({ version }) => version))].join(), ids),
    persons: ids,
    channels,
    centers,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

const timeUnknown = (position: number) => ({
  code: 'BIRTH_TIME_UNKNOWN',
  detail: `Of the person at position ${position} only the gates count that are certain all day.`,
});

/** A UUID of version 8 (RFC 9562: content of our own making) from a SHA-256. */
function idOf(version: string, ids: readonly string[]): string {
  const digest = hash('sha256', ['composite', version, ...ids].join('|'));
  const variant = ((Number.parseInt(digest[16]!, 16) & 0x3) | 0x8).toString(16);
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
