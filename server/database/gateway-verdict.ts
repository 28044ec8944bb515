import type { BatchResult } from '../observability/metrics.ts';
import type { Outcome } from './gateway-batch.ts';

/** The SQLSTATEs by which an entry function refuses an entry. */
const REFUSAL = /^(RS00[1245]|RS012|RS02[56]|RS05[23]|22P02)$/;

/**
 * Those that pass by themselves, or are the database's own state: locks, deadlines, resources, shutdowns, read only. Trying again over another
 * connection would wait for the same once more.
 */
const PASSING = /^(40|53|57P)|^(25006|55P03|57014)$/;

/** A deadline of a statement: what resets a connection takes so little that only a deadline which earlier SQL has left there ends it. */
const TIMED_OUT = '57014';

/** What a failed batch calls for. `again`: nothing ran, and earlier SQL on the connection may be the cause. */
export type Verdict = 'answer' | 'refuse' | 'again';

/**
 * The SQLSTATE of an error.
 *
 * @param error - the driver's or another.
 */
export function sqlState(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' && error.code.length === 5 ? error.code : undefined;
}

/**
 * Evaluates a batch that failed.
 *
 * @param outcome - how far it came, and the error.
 */
export function verdictOf({ stage, error }: Outcome & { error: Error }): Verdict {
  const state = sqlState(error);
  if (stage === 'begun' && state === TIMED_OUT) return 'again';
  if (stage === 'entered' || state === undefined || PASSING.test(state)) return 'answer';
  return stage === 'bound' && REFUSAL.test(state) ? 'refuse' : 'again';
}

/**
 * How a batch is counted.
 *
 * @param outcome - what it came to.
 * @param entered - whether its caller entered.
 */
export function resultOf(outcome: Outcome, entered: boolean): BatchResult {
  if (!('error' in outcome)) return 'ok';
  return entered ? 'failed' : 'refused';
}
