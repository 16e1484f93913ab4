import { execFileSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes what can be published: JavaScript and declarations, since nobody else runs TypeScript from `node_modules`, and a
 * package.json that leads to them. The argument says where; `dist` when there is none.
 */
const target = path.resolve(process.argv[2] ?? path.join(workspace, 'dist'));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', target], {
  cwd: workspace,
  stdio: 'inherit',
});

const { name, version, description, license, type, sideEffects } = JSON.parse(
  await readFile(path.join(workspace, 'package.json'), 'utf8'),
);
const exports = { types: './index.d.ts', default: './index.js' };
const published = { name, version, description, license, type, sideEffects, exports, engines: { node: '>=20.3' } };
await writeFile(path.join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
await copyFile(path.join(workspace, 'README.md'), path.join(target, 'README.md'));
