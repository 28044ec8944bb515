import type { BatchResult } from '../observability/metrics.ts';
import type { Lent } from './connections.ts';
import type { Answer, Outcome } from './gateway-batch.ts';

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

/** What an attempt came to; `again`: nothing ran, so that it may be made over another connection. */
export type Attempt<T> = { verdict: 'done'; value: T } | { verdict: Verdict; error: Error };

/**
 * What an outcome means for its statement. A statement that leaves a transaction open has committed nothing: its connection is closed, and it is
 * told so.
 *
 * @param outcome - of the batch.
 * @param spoil - has the connection closed.
 */
export function evaluated(outcome: Outcome, spoil: (cause: Error) => void): Attempt<Answer> {
  if ('error' in outcome) {
    // The session that used up the memory for locks may still hold them.
    if (outcome.status !== 'I' || sqlState(outcome.error) === '53200') spoil(outcome.error);
    return { verdict: verdictOf(outcome), error: outcome.error };
  }
  if (outcome.status === 'I') return { verdict: 'done', value: outcome.answer };
  const error = Object.assign(new Error('a statement may not begin a transaction'), { code: '25001' });
  spoil(error);
  return { verdict: 'answer', error };
}

/**
 * After both tries: which of them failed tells whether the name, or the connection, is spoiled. Where both failed alike it was the client's own
 * doing (a bad value, no such column), which must not cost a connection; 0A000 is a column that has changed.
 *
 * @param lent - the connection of both.
 * @param name - of the statement.
 * @param first - by the name.
 * @param second - parsed anew.
 */
export function settleName({ connection, spoil }: Lent, name: string, first: Outcome, second: Outcome): void {
  if (!('error' in first)) return;
  const state = sqlState(first.error);
  if ('error' in second && sqlState(second.error) === state) return;
  connection.forget(name);
  if (connection.isPooled && (state === '26000' || state === '42P05')) connection.avoidNames();
  const isRefused = 'error' in second && verdictOf(second) === 'refuse';
  if (state !== '0A000' && !isRefused && !connection.isPooled) spoil(first.error);
}
