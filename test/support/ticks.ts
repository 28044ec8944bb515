/** In milliseconds. */
const EVERY_MS = 50;

/** A clock of this process alone. */
export interface Ticks extends Disposable {
  /** For how long it has run, without the time for which this process had no processor. */
  seconds(): number;
}

/**
 * Starts a clock that a busy machine does not hurry: it counts the turns of a timer, and one that comes late counts once. What a deadline of this process
 * ends comes within that many of its seconds, however slow the machine is.
 */
export function startTicking(): Ticks {
  let ticks = 0;
  const timer = setInterval(() => ticks++, EVERY_MS);
  return {
    seconds: () => (ticks * EVERY_MS) / 1000,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
