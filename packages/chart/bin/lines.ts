import { createInterface } from 'node:readline';
import { ChartError } from '../src/index.ts';

/** Input that is not what a program takes; its line is answered with VALIDATION_FAILED. */
export class InvalidLine extends Error {}

/** Answers each line of standard input, one JSON object, with one line of JSON; a refusal is `{"error":{"code",...}}`. */
export async function answerLines(answer: (input: Record<string, unknown>) => unknown): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = `${JSON.stringify(answerLine(line, answer))}\n`;
    if (!process.stdout.write(text)) await new Promise((drained) => process.stdout.once('drain', drained));
  }
}

function answerLine(line: string, answer: (input: Record<string, unknown>) => unknown): unknown {
  try {
    return answer(parse(line));
  } catch (error) {
    if (error instanceof ChartError) return { error: { code: error.code, detail: error.detail, ...error.data } };
    if (error instanceof InvalidLine) return { error: { code: 'VALIDATION_FAILED', detail: error.message } };
    throw error;
  }
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // answered below like any other line that is no object
  }
  throw new InvalidLine('The line is not a JSON object.');
}
