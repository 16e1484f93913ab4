import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GuardStep, guardProcess } from './guard.ts';

const LAST_LINES = 15;

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type ServerCommand = {
  /** What people call it. */
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Receives stdout and stderr. A file, not a pipe: the server must be able to write when we are gone. */
  logFile: string;
  /** Adds to the log file instead of beginning it anew. */
  append?: boolean;
  /** What stops the server if this process dies without doing so. */
  guardSteps: readonly GuardStep[];
  /** Removed by the guard as well, for servers whose data nobody will want again. */
  removeDir?: string | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
};

/** A database server as a child process that neither the terminal's Ctrl-C nor our own death can leave in the wrong state. */
export type ServerProcess = {
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<Ended>;
  /** Sends the signal and waits for the end; SIGKILL follows after `graceMs`. */
  end(signal: NodeJS.Signals, graceMs?: number): Promise<void>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves once `probe` has succeeded; rejects with the last lines of the log when the server dies or is too slow. */
  ready(probe: () => Promise<void>, timeoutMs: number): Promise<void>;
};

/** Starts a server in its own process group (so that Ctrl-C does not reach it) and under a guard. */
export function startServer(options: ServerCommand): ServerProcess {
  const log = openSync(options.logFile, options.append ? 'a' : 'w');
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    detached: true,
    stdio: ['ignore', log, log],
    env: options.env ?? process.env,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  closeSync(log);
  const ended = endOf(child);
  if (child.pid === undefined)
    throw new Error(`Cannot start ${options.name}: is ${options.command} installed and executable?`);
  const guard = guardProcess(child.pid, options.guardSteps, options.removeDir);
  void ended.then(() => guard.release());
  // A server alone is no reason for this process to stay.
  child.unref();
  return {
    pid: child.pid,
    ended,
    signal: (signal) => void child.kill(signal),
    end: (signal, graceMs = 30_000) => endProcess(child, ended, signal, graceMs),
    ready: (probe, timeoutMs) => waitUntilReady(probe, timeoutMs, ended, options),
  };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

async function endProcess(child: ChildProcess, ended: Promise<Ended>, signal: NodeJS.Signals, graceMs: number) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.kill(signal);
  const deadline = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(deadline);
}

async function waitUntilReady(probe: () => Promise<void>, timeoutMs: number, ended: Promise<Ended>, of: ServerCommand) {
  let over: Ended | undefined;
  void ended.then((end) => {
    over = end;
  });
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (cause) {
      if (over !== undefined) {
        throw new Error(`${of.name} ended with ${over.signal ?? `code ${over.code}`}. ${await lastWords(of.logFile)}`);
      }
      if (Date.now() > deadline) {
        const late = `${of.name} was not ready after ${timeoutMs / 1000} s.`;
        throw new Error(`${late} ${await lastWords(of.logFile)}`, { cause });
      }
    }
    await Promise.race([sleep(20), ended]);
  }
}

async function lastWords(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-LAST_LINES);
  return `The end of its log (${logFile}):\n${lines.join('\n') || '(empty)'}`;
}
