import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../bin/generated.ts';

test('the types are those of the API', async () => {
  for (const [file, text] of await generate()) {
    const isFresh = (await readFile(file, 'utf8')) === text;
    expect(isFresh, `${path.basename(file)} is not what the API says: npm run generate -w packages/client`).toBe(true);
  }
});
