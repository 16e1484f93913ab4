import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Calls = Record<string, (argument: never) => unknown>;
type Request = { n: number; name: string; argument: unknown };
type Reply = { n: number; result?: unknown; error?: string };

/** A part of a benchmark in a process of its own, asked by name. */
export type Part = {
  ask<T>(name: string, argument?: unknown): Promise<T>;
  /** Lets it close what it holds; resolves when it is gone. */
  end(): Promise<void>;
};

/** How long a part may take to close before it is killed. */
const END_MS = 10_000;

/** Starts a file of this folder as a part, with arguments that it reads by `partArguments`; resolves when it serves. */
export async function startPart(file: string, ...args: unknown[]): Promise<Part> {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(
    script,
    args.map((argument) => JSON.stringify(argument)),
    {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ask = asking(child, `${file} ${args.filter((argument) => typeof argument === 'string').join(' ')}`);
  await ask('ready', undefined);
  return {
    ask: ask as Part['ask'],
    end: async () => {
      if (child.connected) child.disconnect();
      const patience = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await gone;
      clearTimeout(patience);
    },
  };
}

function asking(child: ChildProcess, title: string) {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  child.on('message', ({ n, result, error }: Reply) => {
    if (error === undefined) open.get(n)?.resolve(result);
    else open.get(n)?.reject(new Error(`${title}: ${error}`));
    open.delete(n);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`${title} ended with ${signal ?? `code ${code}`}`));
    open.clear();
  });
  let asked = 0;
  return (name: string, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      asked += 1;
      open.set(asked, { resolve, reject });
      child.send({ n: asked, name, argument } satisfies Request);
    });
}

/** The arguments that `startPart` gave to this process. */
export const partArguments = <T extends unknown[]>(): T => process.argv.slice(2).map((text) => JSON.parse(text)) as T;

/** Answers what the parent asks until it hangs up, then closes and ends this process. */
export function servePart(calls: Calls, close: () => Promise<unknown>): void {
  process.on('message', async ({ n, name, argument }: Request) => {
    const reply = (answer: Omit<Reply, 'n'>) => process.connected && process.send!({ n, ...answer });
    try {
      reply({ result: name === 'ready' ? undefined : await calls[name]!(argument as never) });
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => {
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
