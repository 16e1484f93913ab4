import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ended, type ServerProcess, startServer } from './server-process.ts';

export type ProcessSpec = {
  name: string;
  /** A file that Node runs; it writes one JSON line whose `msg` ends in "listening" and has a `url` when it is ready. */
  script: string;
  args?: readonly string[];
  /** The whole environment of the process, nothing is inherited: what a process must not know is simply not in it. */
  env: NodeJS.ProcessEnv;
  /** Added to at each start. */
  logFile: string;
  readyTimeoutMs?: number;
  /** How long it may drain after SIGTERM before it is killed. */
  stopGraceMs?: number;
};

/** When a process that died is started again: waits double from `firstWaitMs` to `maxWaitMs`. */
export type RestartPolicy = { limit: number; withinMs: number; firstWaitMs: number; maxWaitMs: number };

export type ProcessState = 'starting' | 'running' | 'stopping' | 'stopped' | 'error';

export type ProcessStatus = {
  name: string;
  state: ProcessState;
  pid: number | null;
  /** What it said it listens on; null unless running. */
  url: string | null;
  /** Restarts after a death within the window of the policy. */
  restarts: number;
  lastExit: Ended | null;
};

/** Told about every change of state, and about every death that nobody ordered. */
export type Listener = { changed(status: ProcessStatus): void; died(name: string, pid: number): void };

/** A worker takes up to 30 s to finish what it runs and 5 s to hand back the rest. */
const STOP_GRACE_MS = 40_000;

/** One child process and its state: starting → running → stopping → stopped; running → starting after a death; error. */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  readonly #policy: RestartPolicy;
  readonly #tell: Listener;
  #state: ProcessState = 'stopped';
  #server: ServerProcess | null = null;
  #url: string | null = null;
  #lastExit: Ended | null = null;
  #deaths: number[] = [];
  #starting: Promise<void> | null = null;
  #reviving = new AbortController();

  constructor(spec: ProcessSpec, policy: RestartPolicy, tell: Listener) {
    this.spec = spec;
    this.#policy = policy;
    this.#tell = tell;
  }

  status(): ProcessStatus {
    return {
      name: this.spec.name,
      state: this.#state,
      pid: this.#server?.pid ?? null,
      url: this.#url,
      restarts: this.#deaths.length,
      lastExit: this.#lastExit,
    };
  }

  /** Resolves when the process is ready; rejects with the last lines of its log when it does not get there. */
  async start(): Promise<void> {
    if (this.#state === 'running') return;
    if (this.#starting === null) {
      this.#deaths = [];
      this.#reviving = new AbortController();
      this.#starting = this.#launch().finally(() => {
        this.#starting = null;
      });
    }
    return this.#starting;
  }

  /** SIGTERM, then SIGKILL when the grace is over; resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#reviving.abort();
    const server = this.#server;
    if (server === null) return this.#set('stopped');
    this.#set('stopping');
    await server.end('SIGTERM', this.spec.stopGraceMs ?? STOP_GRACE_MS);
    this.#set('stopped');
  }

  /** For an exit that cannot wait. */
  kill(): void {
    this.#reviving.abort();
    this.#state = 'stopping';
    this.#server?.signal('SIGKILL');
  }

  async #launch(): Promise<void> {
    this.#set('starting');
    const { script, args = [], env, logFile, readyTimeoutMs = 30_000, stopGraceMs = STOP_GRACE_MS, name } = this.spec;
    const logged = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    const server = startServer({
      name,
      command: process.execPath,
      args: [script, ...args],
      cwd: process.cwd(),
      env,
      logFile,
      append: true,
      guardSteps: [`TERM:${Math.ceil(stopGraceMs / 1000)}`, 'KILL:5'],
    });
    this.#server = server;
    void server.ended.then((end) => this.#ended(server, end));
    try {
      await server.ready(async () => {
        this.#url = await listeningUrl(logFile, logged);
      }, readyTimeoutMs);
      if (this.#server !== server) throw new Error('It ended as soon as it was ready.');
    } catch (cause) {
      await server.end('SIGKILL');
      if (this.#state === 'starting') this.#set('error');
      throw new Error(`The process "${name}" did not start.`, { cause });
    }
    this.#set('running');
  }

  #ended(server: ServerProcess, end: Ended): void {
    if (this.#server !== server) return;
    this.#server = null;
    this.#url = null;
    this.#lastExit = end;
    if (this.#state !== 'running') return;
    this.#tell.died(this.spec.name, server.pid);
    void this.#revive();
  }

  /** Starts a process that died again and again, slower each time, until it runs, is stopped, or the limit is reached. */
  async #revive(): Promise<void> {
    const { signal } = this.#reviving;
    while (!signal.aborted) {
      const now = Date.now();
      this.#deaths = [...this.#deaths.filter((at) => at > now - this.#policy.withinMs), now];
      if (this.#deaths.length > this.#policy.limit) return this.#set('error');
      this.#set('starting');
      const wait = this.#policy.firstWaitMs * 2 ** (this.#deaths.length - 1);
      await sleep(Math.min(wait, this.#policy.maxWaitMs), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const started = await this.#launch().then(
        () => true,
        () => false,
      );
      if (started) return;
    }
  }

  #set(state: ProcessState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell.changed(this.status());
  }
}

/** Reads the address from the log of this start, which begins at `from`; throws as long as it is not there. */
async function listeningUrl(logFile: string, from: number): Promise<string> {
  const log = await readFile(logFile);
  for (const line of log.subarray(from).toString('utf8').split('\n')) {
    if (!line.startsWith('{') || !line.includes('listening"')) continue;
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown };
    if (/\blistening$/.test(String(msg)) && typeof url === 'string') return url;
  }
  throw new Error('It has not said yet that it listens.');
}
