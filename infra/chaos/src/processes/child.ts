import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const hook = (name: string): string => new URL(`../hooks/${name}.ts`, import.meta.url).href;

/** Lines kept for the dump of a failure. */
const LINES = 200;
/** One line for each request says nothing about a fault. */
const ROUTINE = /"level":[123]0,.*"msg":"answered"/;
const READY_MS = 60_000;

export type App = 'api' | 'worker' | 'sandbox';
export type Ended = { code: number | null; signal: NodeJS.Signals | null };
export type ChildSpec = { name: string; app: App; env: Record<string, string> };

const alive = new Set<ChildProcess>();
// Whatever ends this process in order ends the children too, the stopped ones included, which hear no other signal.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A process of the product, run as in production but for the hooks, killed and stopped by its pid. */
export class Child {
  readonly name: string;
  readonly app: App;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Set once it has ended. */
  end: Ended | null = null;
  /** Whether the harness has ended it; another end is a breach. */
  doomed = false;
  url = '';
  /** Of a worker: the name under which it holds leases. */
  instance = '';
  readonly lines: string[] = [];
  readonly #process: ChildProcess;

  constructor({ name, app, env }: ChildSpec) {
    this.name = name;
    this.app = app;
    const script = `${repository}apps/${app}/src/main.ts`;
    const child = spawn(process.execPath, ['--import', hook('tie'), '--import', hook('sabotage'), script], {
      cwd: repository,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    if (child.pid === undefined) throw new Error(`Cannot start ${name}.`);
    this.pid = child.pid;
    this.#process = child;
    alive.add(child);
    for (const stream of [child.stdout!, child.stderr!]) createInterface(stream).on('line', (line) => this.#hear(line));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        alive.delete(child);
        this.end = { code, signal };
        resolve(this.end);
      });
    });
  }

  /** Resolves when it listens; rejects with its last lines when it does not get there. */
  async ready(): Promise<this> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(reject, READY_MS, new Error('too slow'));
    this.#listening = resolve;
    if (this.url !== '') resolve();
    void this.ended.then(() => reject(new Error('ended')));
    try {
      await promise;
      return this;
    } catch (cause) {
      throw new Error(`${this.name} did not start.\n${this.lines.slice(-20).join('\n')}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  get running(): boolean {
    return this.end === null;
  }

  /** SIGSTOP and SIGCONT do not end it; whoever sends anything else wants it dead. */
  signal(signal: NodeJS.Signals): void {
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.doomed = true;
    this.#process.kill(signal);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<Ended> {
    this.signal(signal);
    return this.ended;
  }

  #listening: () => void = () => {};

  #hear(line: string): void {
    if (ROUTINE.test(line)) return;
    this.lines.push(line);
    if (this.lines.length > LINES) this.lines.shift();
    if (this.url !== '' || !line.includes('listening"')) return;
    const said = JSON.parse(line) as { url?: string; instance?: string };
    this.url = said.url ?? '';
    this.instance = said.instance ?? '';
    if (this.url !== '') this.#listening();
  }
}
