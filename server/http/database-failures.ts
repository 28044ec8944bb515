/** A value that does not fit its type, or that a constraint does not allow. */
export const INVALID_INPUT = '22001 22003 22007 22008 22021 22023 2201W 2201X 22P02 22P05 23502 23514 44000'.split(' ');

/** Conflicts with another row. */
export const CONFLICT = '23001 23503 23505 23P01'.split(' ');

/** What a failure of the database means for the one who asked. */
export type FailureCode = 'unavailable' | 'overloaded' | 'timeout' | 'outcome_unknown';

/** What a failure means where nothing had been sent yet, and where the answer to what was sent is missing. */
export type Meaning = readonly [unsent: FailureCode, sent: FailureCode];

const NOTHING_RAN: Meaning = ['unavailable', 'unavailable'];
const ANSWER_LOST: Meaning = ['unavailable', 'outcome_unknown'];
const TOO_MANY: Meaning = ['overloaded', 'overloaded'];
const TOO_SLOW: Meaning = ['timeout', 'timeout'];

const each = (meaning: Meaning, ...codes: string[]) => codes.map((code) => [code, meaning] as const);

/**
 * THE table of what a database fails with: codes of Node and of both drivers, SQLSTATEs, and the messages of pg's errors that have no code.
 *
 * An SQLSTATE is an answer: PostgreSQL has rolled the transaction back by the time it says so, and repeating the request is safe. A connection that
 * ends without one leaves open whether the transaction was committed. So does 57P02, which a server says at any moment, even right after a commit, and
 * so may a pooler's 08006 or 08P01.
 */
export const DATABASE_FAILURES: ReadonlyMap<string, Meaning> = new Map([
  // Node and the drivers, while connecting.
  ...each(NOTHING_RAN, 'EACCES', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'EAI_FAIL', 'ECONNREFUSED', 'EHOSTDOWN', 'EHOSTUNREACH'),
  ...each(NOTHING_RAN, 'EMFILE', 'ENETDOWN', 'ENETUNREACH', 'ENFILE', 'ENOENT', 'ENOTFOUND'),
  ...each(NOTHING_RAN, 'CONNECT_TIMEOUT', 'CONNECTION_ENDED', 'TLS_REFUSED'),
  ...each(NOTHING_RAN, 'Connection terminated due to connection timeout'),
  ...each(NOTHING_RAN, 'Client has encountered a connection error and is not queryable'),
  ...each(NOTHING_RAN, 'Cannot use a pool after calling end on the pool'),
  // A connection that ended, at any time.
  ...each(ANSWER_LOST, 'ECONNABORTED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'),
  ...each(ANSWER_LOST, 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED'),
  ...each(ANSWER_LOST, 'Connection terminated', 'Connection terminated unexpectedly', 'Query read timeout'),
  // PostgreSQL, and poolers in its name.
  ...each(NOTHING_RAN, '08001', '08004', '25006', '53100', '57000', '57P01', '57P03', '57P04', '57P05', '58030'),
  ...each(ANSWER_LOST, '08000', '08003', '08006', '08007', '08P01', '40003', '57P02'),
  ...each(TOO_MANY, '53000', '53200', '53300', '53400'),
  // pg's pool, when the wait for a connection was too long.
  ...each(TOO_MANY, 'timeout exceeded when trying to connect'),
  ...each(TOO_SLOW, '25P03', '25P04', '40001', '40P01', '55P03', '57014'),
]);

/**
 * How severe an error is, in PostgreSQL's English. Poolers leave out the field that is never translated (PgBouncer 1.18).
 *
 * @param error - as a driver threw it.
 * @returns undefined: no server said it.
 */
export function severityOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { severity, severity_local } = error as { severity?: string; severity_local?: string };
  return severity ?? severity_local;
}

/**
 * What an error of a driver means, if it is a failure of the database and not of what it was asked.
 *
 * @param error - as the driver threw it.
 * @param wasSent - whether anything had been sent that may have run; where nobody knows, it was.
 * @returns undefined: it is no failure of the database.
 */
export function failureOf(error: unknown, wasSent = true): FailureCode | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const severity = severityOf(error);
  const meaning =
    DATABASE_FAILURES.get(String(code ?? message)) ??
    (severity === 'FATAL' ? NOTHING_RAN : severity === 'PANIC' ? ANSWER_LOST : undefined);
  return meaning?.[wasSent ? 1 : 0];
}
