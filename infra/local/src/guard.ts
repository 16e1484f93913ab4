import { spawn } from 'node:child_process';

/**
 * Waits on its standard input, which ends when the parent is gone (SIGKILL included), then stops the process by ever
 * harder signals, five seconds each, and removes the directory if one is named.
 */
const SCRIPT = `
cat >/dev/null
for signal in $2; do
  kill -s "$signal" "$1" 2>/dev/null || break
  tries=0
  while [ $tries -lt 50 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; tries=$((tries + 1)); done
done
[ -z "$3" ] || rm -rf "$3"
`;

export type Guard = { pid: number; release(): void };

/**
 * Ties a server to the life of this process: when this process ends without `release()`, however it ended, `pid` gets
 * the signals one after the other. It is a shell of a megabyte in its own process group, because nothing inside this
 * process could still act after SIGKILL, and PDEATHSIG exists on Linux alone and is out of reach from Node.
 */
export function guardProcess(pid: number, signals: readonly string[], removeDir?: string): Guard {
  const shell = spawn('sh', ['-c', SCRIPT, 'taktstock-guard', String(pid), signals.join(' '), removeDir ?? ''], {
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
