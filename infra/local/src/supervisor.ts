import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ManagedProcess, type ProcessSpec, type ProcessStatus, type RestartPolicy } from './managed-process.ts';

/**
 * The contract of everything that runs our processes. This folder implements `process` (child processes); containers
 * and pm2 are further implementations, told apart by nothing but how they start and stop a name.
 */
export interface Runtime {
  /** Resolves when the process is ready; does nothing when it runs. */
  start(name: string): Promise<void>;
  /** Lets the process drain; resolves when it is gone; does nothing when it does not run. */
  stop(name: string): Promise<void>;
  restart(name: string): Promise<void>;
  status(name: string): ProcessStatus;
  list(): ProcessStatus[];
}

export type SupervisorOptions = {
  restart?: Partial<RestartPolicy>;
  /** Told about every change of state of every process. */
  onChange?: (status: ProcessStatus) => void;
  /** Told about every death that nobody ordered, before the process is started again. */
  onDeath?: (name: string, pid: number) => void;
};

const RESTART: RestartPolicy = { limit: 5, withinMs: 600_000, firstWaitMs: 500, maxWaitMs: 300_000 };

/**
 * The runtime `process`: children of this process in process groups of their own, so that Ctrl-C at the terminal reaches
 * only us and the order of stopping is ours; a child that dies is started again; when we die, the guard of each child
 * stops it.
 */
export class Supervisor implements Runtime {
  readonly #processes = new Map<string, ManagedProcess>();
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions = {}) {
    this.#options = options;
  }

  /** Makes a process known without starting it. Names are unique. */
  add(spec: ProcessSpec): void {
    if (this.#processes.has(spec.name)) throw new Error(`There is already a process "${spec.name}".`);
    mkdirSync(path.dirname(spec.logFile), { recursive: true });
    const listener = {
      changed: (status: ProcessStatus) => this.#options.onChange?.(status),
      died: (dead: string, pid: number) => this.#options.onDeath?.(dead, pid),
    };
    const policy = { ...RESTART, ...this.#options.restart };
    this.#processes.set(spec.name, new ManagedProcess(spec, policy, listener));
  }

  start(name: string): Promise<void> {
    return this.#get(name).start();
  }

  stop(name: string): Promise<void> {
    return this.#get(name).stop();
  }

  async restart(name: string): Promise<void> {
    await this.stop(name);
    await this.start(name);
  }

  status(name: string): ProcessStatus {
    return this.#get(name).status();
  }

  list(): ProcessStatus[] {
    return [...this.#processes.values()].map((process) => process.status());
  }

  /** Stops everything, one after the other, what was added last first: whoever depends on others goes before them. */
  async stopAll(): Promise<void> {
    for (const process of [...this.#processes.values()].reverse()) await process.stop();
  }

  /** Kills everything at once and waits for nothing. */
  killAll(): void {
    for (const process of this.#processes.values()) process.kill();
  }

  #get(name: string): ManagedProcess {
    const found = this.#processes.get(name);
    if (found === undefined) throw new Error(`There is no process "${name}".`);
    return found;
  }
}
