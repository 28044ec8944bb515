import { setTimeout as sleep } from 'node:timers/promises';

/** Something that works until it is stopped, or ends by an error. */
export interface Run {
  /** Settles when it has ended, for whatever reason. */
  ended: Promise<unknown>;
  /** Asks it to end after its running jobs. */
  stop(): Promise<unknown>;
}

/** What a supervisor is told to do. */
export interface Supervision {
  /** Starts a run. Called again, after a wait, when one has ended or could not start. */
  start(): Promise<Run>;
  /** Told of each run that ended without having been asked to, and of each attempt to start another that failed. */
  report(message: string): void;
  /** Told of each run that ended without having been asked to. */
  onEnd?(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A run that lived for so long was healthy: the next wait is short again. */
const HEALTHY_MS = 60_000;

/**
 * Keeps a run going: whenever it ends, another is started, after a wait that doubles from half a second to half a minute. Nothing that a run does
 * reaches the process as an unhandled rejection.
 *
 * @param supervision - what to start, and who is told.
 * @returns ends it; idempotent, and never rejects.
 * @throws what the first start throws: only what has worked once is started again.
 */
export async function supervise({ start, report, onEnd }: Supervision): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let run: Run | undefined = await start();

  async function startAgain(failures: number): Promise<number> {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    await sleep(wait, undefined, { signal }).catch(() => {});
    if (signal.aborted) return failures;
    try {
      run = await start();
    } catch (error) {
      report(`it cannot be started again: ${messageOf(error)}`);
    }
    return failures + 1;
  }

  async function watch(): Promise<void> {
    let failures = 0;
    let began = performance.now();
    while (!signal.aborted) {
      if (run) {
        const reason = await run.ended.then(() => 'it ended', messageOf);
        run = undefined;
        if (signal.aborted) return;
        report(`${reason}; it is started again`);
        onEnd?.();
        if (performance.now() - began > HEALTHY_MS) failures = 0;
      }
      failures = await startAgain(failures);
      began = performance.now();
    }
  }

  const watching = watch();
  let stopped: Promise<void> | undefined;
  return {
    stop: () => {
      stopped ??= (async () => {
        stopping.abort();
        const last = run;
        await last?.stop().catch((error) => report(`it did not stop cleanly: ${messageOf(error)}`));
        await watching;
        // Started while it was told to stop.
        if (run && run !== last) await run.stop().catch(() => {});
      })();
      return stopped;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
