import { readFileSync } from 'node:fs';

/** Tells whether a process runs; one that is dead but not yet reaped by its new parent does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // No /proc on this system, or gone in between.
    return process.platform !== 'linux';
  }
}
