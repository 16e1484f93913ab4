import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answersTo, chartOfLine } from '../src/index.ts';

/** One chart per line of standard input; `npm run chart` does the same and also knows places by name. */
const lines = createInterface({ input: process.stdin });
await pipeline(Readable.from(answersTo(lines, (input) => chartOfLine(input, Date.now()))), process.stdout);
