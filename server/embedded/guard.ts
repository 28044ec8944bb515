import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Cleans up after this process, however it ends. */
export interface Guard {
  /** Tells the guard which program to stop and how; the latest one counts. Resolves when the guard is sure to learn of it. */
  watch(pid: number, signal: NodeJS.Signals): Promise<void>;
  /** Removes the directories now and ends the guard. */
  release(): void;
}

/**
 * Starts a process that waits on a pipe from this one. The pipe closes even when this process is killed with SIGKILL;
 * then the guard stops the watched program, after 10 s with SIGKILL, and removes the directories.
 *
 * @param directories - absolute paths, existing or not yet
 */
export function startGuard(directories: string[]): Guard {
  const shell = spawn('sh', ['-c', SCRIPT, 'rowseal-guard', ...directories], {
    cwd: '/',
    detached: true, // Ctrl-C in the terminal must not reach it
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {}); // without a shell there is no guard, which is no reason not to serve
  shell.stdin.on('error', () => {});
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return {
    watch: (pid, signal) =>
      new Promise((resolve) => shell.stdin.write(`${pid} ${signal.replace('SIG', '')}\n`, () => resolve())),
    release: () => {
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
      shell.kill('SIGKILL'); // last: until here the guard would clean up
    },
  };
}

// Programs are started detached and so lead a process group. Only the leader gets the signal: initdb ends its children in
// order, and they would leave shared memory behind. What is left of the group then would fill the directories again. In a
// container nobody may collect an ended process whose parent has died: kill still finds it, state Z tells.
const SCRIPT = `
pid= tries=100
while read -r line; do pid=\${line% *} signal=\${line#* }; done
runs() {
  kill -s 0 -- "-$pid" 2>/dev/null || return 1
  read -r _ _ state _ 2>/dev/null <"/proc/$pid/stat" || return 0
  [ "$state" != Z ]
}
if [ -n "$pid" ] && runs; then
  kill -s "$signal" "$pid"
  while runs && [ "$tries" -gt 0 ]; do tries=$((tries - 1)); sleep 0.1; done
  sleep 0.3
  kill -s KILL -- "-$pid"
fi
for _ in 1 2 3 4 5; do rm -rf -- "$@" && break; sleep 0.2; done
`;
