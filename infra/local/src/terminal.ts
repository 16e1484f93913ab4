import { styleText } from 'node:util';

/** Plain when the output is no terminal or NO_COLOR is set: styleText looks at both. */
export const bold = (text: string): string => styleText('bold', text);
export const dim = (text: string): string => styleText('dim', text);
export const red = (text: string): string => styleText('red', text, { stream: process.stderr });

const LABEL_WIDTH = 16;

/** One line `label  value`, values below each other. */
export const row = (label: string, value: string): void =>
  console.log(`  ${dim(label.padEnd(LABEL_WIDTH))}${value}`.trimEnd());

/** A paragraph of its own. */
export const say = (text: string): void => console.log(`\n${text}`);

/** Says what went wrong and, from the causes, why. */
export function complain(error: unknown): void {
  console.error(`\n${red(messageOf(error))}`);
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error) {
    console.error(messageOf(cause));
    cause = cause.cause;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Postgres and Redis refuse with one error per address, whose own message is empty.
  const message = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : error.message;
  return message.split('\n').map(plainLine).join('\n');
}

/** What a person reads of a line of a log: pino writes JSON. */
function plainLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter((part, at, all) => part && all.indexOf(part) === at).join(': ') || line;
  } catch {
    return line;
  }
}

/** Milliseconds for people: `312 ms`, `4.2 s`. */
export const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** A number with thousands separated: `12,345`. */
export const count = (value: number): string => value.toLocaleString('en-US');
