import { Problem } from '../http/problem.ts';

/** What PostgreSQL answers to what writes in a transaction that only reads. */
const READ_ONLY = '25006';

/** Knows whether the installation is in maintenance mode, in which the database lets requests read only. */
export interface MaintenanceMode {
  /** Takes note of what the database has said: in how many seconds clients may try again; null: it takes changes. */
  note(retryAfter: number | null): void;
  /** The answer to a change that the database refused for this reason; undefined: it is none, or refused for another. */
  refusalOf(error: unknown): Problem | undefined;
}

/**
 * Makes one that has heard nothing yet.
 *
 * @param log - told when it begins and ends.
 */
export function maintenanceMode(log: (message: string) => void): MaintenanceMode {
  let seconds: number | null = null;
  return {
    note: (retryAfter) => {
      if (retryAfter !== null && seconds === null) log('maintenance mode: requests only read');
      if (retryAfter === null && seconds !== null) log('maintenance mode has ended: requests write again');
      seconds = retryAfter;
    },
    refusalOf: (error) => {
      if (seconds === null || typeof error !== 'object' || error === null) return undefined;
      return 'code' in error && error.code === READ_ONLY ? new Problem('maintenance', undefined, seconds) : undefined;
    },
  };
}
