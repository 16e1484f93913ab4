import { writeFile } from 'node:fs/promises';
import { generate } from './generated.ts';

/** Writes the types and the table of routes from the API's own description; to be run after a route has changed. */
for (const [file, text] of await generate()) await writeFile(file, text);
