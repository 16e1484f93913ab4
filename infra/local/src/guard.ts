import { spawn } from 'node:child_process';

/**
 * Waits on its standard input, which ends when the parent is gone (SIGKILL included), then takes one step after the other
 * (`TERM:15`: that signal, then up to 15 s) until the process is gone, and removes the directory if one is named.
 */
const SCRIPT = `
cat >/dev/null
for step in $2; do
  kill -s "\${step%:*}" "$1" 2>/dev/null || break
  tries=$((\${step#*:} * 10))
  while [ $tries -gt 0 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; tries=$((tries - 1)); done
done
[ -z "$3" ] || rm -rf "$3"
`;

/** A signal and the seconds that the process then has. */
export type GuardStep = `${'TERM' | 'INT' | 'QUIT' | 'KILL'}:${number}`;

export type Guard = { pid: number; release(): void };

/**
 * Ties a server to the life of this process: when this process ends without `release()`, however it ended, `pid` is
 * taken through the steps. It is a shell of a megabyte in its own process group, because nothing inside this
 * process could still act after SIGKILL, and PDEATHSIG exists on Linux alone and is out of reach from Node.
 */
export function guardProcess(pid: number, steps: readonly GuardStep[], removeDir?: string): Guard {
  const shell = spawn('sh', ['-c', SCRIPT, 'taktstock-guard', String(pid), steps.join(' '), removeDir ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (shell.pid === undefined) throw new Error('Cannot start a shell (sh) to watch over the local servers.');
  const group = -shell.pid;
  // Neither the shell nor the pipe to it may keep this process alive.
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  // The pipe breaks when the shell is killed first; there is nothing left to do then.
  shell.stdin.on('error', () => {});
  let released = false;
  return {
    pid: shell.pid,
    release() {
      if (released) return;
      released = true;
      try {
        process.kill(group, 'SIGKILL');
      } catch {
        // Already gone.
      }
    },
  };
}
