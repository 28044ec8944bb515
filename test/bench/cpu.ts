import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time that a process has used so far, over all its living threads, in microseconds.
 *
 * @param pid - a process of this machine. Linux only: read from /proc, with the scheduler's nanoseconds.
 */
export function cpuOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  }
  return nanoseconds / 1000;
}

/**
 * CPU time of several processes together, in microseconds.
 *
 * @param pids - processes of this machine.
 */
export function cpuOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/**
 * Child processes of a process, such as the backends of a postmaster.
 *
 * @param pid - a process of this machine.
 */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Resident memory of a process, in MB. */
export interface Resident {
  /** All of it. */
  rss: number;
  /** What belongs to no file: heaps and stacks. */
  anonymous: number;
  /** The most it ever was. */
  peak: number;
}

/**
 * Resident memory of a process.
 *
 * @param pid - a process of this machine.
 */
export function memoryOf(pid: number): Resident {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { rss: field('VmRSS'), anonymous: field('RssAnon'), peak: field('VmHWM') };
}
