import { findPackageJSON, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type Postgres from 'postgres';

/**
 * postgres 3.4.9 does not survive the loss of a connection in the middle of a transaction: it sends the rollback to a socket
 * that is gone and so ends the process (porsager/postgres#1208, #1154), or leaves the connection unable to ever write again,
 * or leaves statements waiting that later swallow the answers of others. No option prevents it, so five places of its
 * connection are mended while it is loaded. A version that reads otherwise is refused: look whether it still needs this.
 */
const MENDED: readonly (readonly [broken: string, mended: string])[] = [
  // A write without a socket fails its statements instead of the process.
  [
    'const x = socket.write(chunk, fn)',
    `if (!socket) {
      chunk = nextWriteTimer = null
      lose()
      return false
    }
    const x = socket.write(chunk, fn)`,
  ],
  [
    'function connectTimedOut() {',
    `function lose() {
    const lost = Errors.connection('CONNECTION_CLOSED', options, socket)
    query && queryError(query, lost)
    while (sent.length)
      queryError(sent.shift(), lost)
    query = null
  }

  function connectTimedOut() {`,
  ],
  // A connection that is lost while it asks for the types of arrays: its statement is told, nobody waits for this promise.
  ['return fetchArrayTypes()', 'return fetchArrayTypes().catch(() => {})'],
  // Nothing of the old connection may be left to the next one: no bytes, no armed timer, no error, no statement.
  [
    'clearImmediate(nextWriteTimer)\n    socket.removeListener',
    'clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = errorResponse = null\n    socket.removeListener',
  ],
  ["!hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))", 'lose()'],
];

/** Keeps this copy apart from one that somebody else in the process has loaded as it is. */
const MARK = '?mended';

function mend(source: string): string {
  let text = source;
  for (const [broken, mended] of MENDED) {
    if (text.split(broken).length !== 2)
      throw new Error('This version of postgres is not the one that driver.ts mends.');
    text = text.replace(broken, () => mended);
  }
  return text;
}

async function loadMended(): Promise<typeof Postgres> {
  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const found = nextResolve(specifier, context);
      const ours = context.parentURL?.endsWith(MARK) && found.url.startsWith('file:');
      return ours ? { ...found, url: found.url + MARK } : found;
    },
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/connection.js${MARK}`)) return loaded;
      return { ...loaded, source: mend(Buffer.from(loaded.source as Uint8Array).toString('utf8')) };
    },
  });
  try {
    const home = path.dirname(findPackageJSON('postgres', import.meta.url)!);
    const entry = pathToFileURL(path.join(home, 'src/index.js')).href + MARK;
    return ((await import(/* @vite-ignore */ entry)) as { default: typeof Postgres }).default;
  } finally {
    hooks.deregister();
  }
}

/** The driver, loaded once. */
export const postgres: typeof Postgres = await loadMended();
