import { type Frame, frameOf, type LoggedEvent } from '@taktstock/registry';
import type { LiveLine } from './bus.ts';

/** A line of the live channel is `topic TAB id TAB frame`: whoever forwards the frame need not parse it. */
export const lineOf = (frame: Frame): string => `${frame.topic}\t${frame.id ?? ''}\t${JSON.stringify(frame)}`;

/** The line of a stored event. */
export const eventLine = (event: LoggedEvent): string => lineOf(frameOf(event));

/** The line without its frame, for a channel that cannot carry so much: watchers read the event from the log. */
export const bareLine = (line: string): string => line.slice(0, line.indexOf('\t', line.indexOf('\t') + 1) + 1);

/** Reads one line back. */
export function parseLine(line: string): LiveLine {
  const first = line.indexOf('\t');
  const second = line.indexOf('\t', first + 1);
  const id = line.slice(first + 1, second);
  const frame = line.slice(second + 1);
  return { topic: line.slice(0, first), id: id === '' ? null : Number(id), frame: frame === '' ? null : frame };
}

/** JSON has no raw line breaks, so lines need no other frame around them. */
export const joinLines = (lines: readonly string[]): string => lines.join('\n');
export const splitLines = (payload: string): string[] => payload.split('\n');
