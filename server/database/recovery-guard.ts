import { Problem } from '../http/problem.ts';

/** What the database says of itself; see rowseal.recovery_state. */
export type RecoveryState = 'served' | 'recovery_needed';

const SENTENCE =
  'the database is another one than was served from, or an earlier state of it: what was revoked since may be live again. ' +
  'Nothing is served until: npx rowseal recover --since <the moment of the backup>, or --nothing-lost (docs/operate/backup.md)';

/** Knows whether the database may have lost commits, after a restore or a promotion for instance, so that nothing is served from it. */
export interface RecoveryGuard {
  /** Whether nothing may be served. */
  readonly isNeeded: boolean;
  /** Takes note of what the database has said. */
  note(state: RecoveryState): void;
  /**
   * As {@link note}, for who is about to use a new connection.
   *
   * @throws Problem recovery_needed, once requests come.
   */
  require(state: RecoveryState): void;
  /** From now on requests come: before, a server starts, whatever the state, so that it can answer what is wrong. */
  arm(): void;
}

/**
 * Makes a guard that has heard nothing yet.
 *
 * @param log - told when serving ends and begins.
 */
export function recoveryGuard(log: (message: string) => void): RecoveryGuard {
  let isNeeded = false;
  let isArmed = false;
  const note = (state: RecoveryState) => {
    const wasNeeded = isNeeded;
    isNeeded = state === 'recovery_needed';
    if (isNeeded && !wasNeeded) log(SENTENCE);
    if (!isNeeded && wasNeeded) log('the database was recovered: it is served from again');
  };
  return {
    get isNeeded() {
      return isNeeded;
    },
    note,
    require: (state) => {
      note(state);
      if (isNeeded && isArmed) throw new Problem('recovery_needed');
    },
    arm: () => {
      isArmed = true;
    },
  };
}
