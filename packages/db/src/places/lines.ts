import type { Range } from './first-words.ts';
import { type PlaceLine, placeOfLine } from './gazetteer.ts';

/** A gazetteer as it lies in its file: lines are numbered from 0, and read when they are asked for. */
export type Lines = {
  count: number;
  place(line: number): PlaceLine;
  id(line: number): string;
  /** Where the columns with names lie, line by line. */
  names: Range[];
  countries: ReadonlySet<string>;
};

const [NEWLINE, TAB] = [0x0a, 0x09];

/** Columns before the names, with them, and before the country. */
const [BEFORE_NAMES, NAMES, BEFORE_COUNTRY] = [1, 3, 8];

/** Finds the lines of a gazetteer in the bytes of its file. */
export function linesIn(bytes: Buffer): Lines {
  const starts: number[] = [];
  const names: Range[] = [];
  const countries = new Set<string>();
  const behindTabs = (from: number, tabs: number): number => {
    let at = from;
    for (let left = tabs; left > 0; at += 1) if (bytes[at] === TAB) left -= 1;
    return at;
  };
  for (let start = 0; start < bytes.length; start = bytes.indexOf(NEWLINE, start) + 1 || bytes.length) {
    starts.push(start);
    const first = behindTabs(start, BEFORE_NAMES);
    const behind = behindTabs(first, NAMES);
    names.push({ first, end: behind - 1 });
    const country = behindTabs(behind, BEFORE_COUNTRY - BEFORE_NAMES - NAMES);
    countries.add(bytes.toString('latin1', country, country + 2));
  }
  const end = (line: number): number => (starts[line + 1] ?? bytes.length + 1) - 1;
  return {
    count: starts.length,
    place: (line) => placeOfLine(bytes.toString('utf8', starts[line], end(line))),
    id: (line) => bytes.toString('latin1', starts[line], names[line]!.first - 1),
    names,
    countries,
  };
}
