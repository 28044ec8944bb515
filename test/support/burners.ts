import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Ends when nobody is left who would end it. */
const BURN =
  'process.on("disconnect", () => process.exit()); const turn = () => { for (let n = 0; n < 1e8; n++); setImmediate(turn); }; turn();';

/**
 * Keeps every processor busy, with a process each.
 *
 * @param count - how many processes; left out: one for each processor.
 * @returns their numbers, and what ends them.
 */
export function startBurners(count: number = availableParallelism()): { pids: number[]; stop(): void } {
  const burners: ChildProcess[] = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', BURN], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  );
  return {
    pids: burners.flatMap(({ pid }) => pid ?? []),
    stop: () => {
      for (const burner of burners) burner.kill('SIGKILL');
    },
  };
}
