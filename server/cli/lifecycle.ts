import { setTimeout as sleep } from 'node:timers/promises';

/** In milliseconds: no stop takes longer than this, besides the lame-duck time that an operator sets. */
export const LONGEST_STOP_MS = 20_000;

/** In seconds: the lame-duck time that an operator may set. */
export const LONGEST_LAME_DUCK_S = 60;

/** Of the longest stop, what each handler that has not run yet may count on, however long those before it take. */
const RESERVED_MS = 3_000;

/** What a process has started and has to stop. */
export interface Lifecycle {
  /** Registers a stop handler. */
  onStop(handler: () => Promise<unknown>): void;
  /** Runs the stop handlers in reverse order. One that fails or takes too long is reported, and the next one runs. Never rejects. */
  stop(): Promise<void>;
}

/** How a process stops. */
export interface LifecycleOptions {
  /** Told of handlers that failed or took too long; absent: standard error is. */
  report?: (message: string) => void;
  /** The deadline of stop(), in milliseconds. */
  longestStopMs?: number;
}

/**
 * Registers stop handlers, and runs them in reverse order within a deadline.
 *
 * @param options - the deadline, and who is told of what does not stop.
 */
export function createLifecycle({
  report = (message) => console.error(`rowseal: ${message}`),
  longestStopMs = LONGEST_STOP_MS,
}: LifecycleOptions = {}): Lifecycle {
  const handlers: (() => Promise<unknown>)[] = [];
  let stopped = Promise.resolve();

  async function runHandlers(): Promise<void> {
    const end = performance.now() + longestStopMs;
    const due = handlers.splice(0).reverse();
    for (const [at, handler] of due.entries()) {
      const reserved = (due.length - at - 1) * RESERVED_MS;
      await within(Math.max(end - performance.now() - reserved, RESERVED_MS / 3), handler, report);
    }
  }
  return {
    onStop: (handler) => {
      handlers.push(handler);
    },
    stop: () => {
      stopped = stopped.then(runHandlers);
      return stopped;
    },
  };
}

async function within(limitMs: number, handler: () => Promise<unknown>, report: (message: string) => void) {
  const timer = new AbortController();
  const tooLong = Symbol('too long');
  try {
    // Not unref'ed: where a handler waits for nothing that keeps the process alive, the deadline still has to come.
    const outcome = await Promise.race([handler(), sleep(limitMs, tooLong, { signal: timer.signal })]);
    if (outcome === tooLong) report(`what had not stopped after ${Math.round(limitMs / 1000)} s is left as it is`);
  } catch (error) {
    report(`could not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    timer.abort();
  }
}

/**
 * How long a server that is told to stop keeps serving, in milliseconds: five seconds in production, not at all in development, unless
 * ROWSEAL_LAME_DUCK_SECONDS says something else. A value that is none counts as absent here, and is complained about by readConfiguration.
 *
 * @param env - the process's environment.
 */
export function lameDuckMs(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env['ROWSEAL_LAME_DUCK_SECONDS'] || Number.NaN);
  const isUsable = seconds >= 0 && seconds <= LONGEST_LAME_DUCK_S;
  return (isUsable ? seconds : env['NODE_ENV'] === 'production' ? 5 : 0) * 1000;
}
