import { en } from '../messages/en.ts';
import type { Language } from '../messages/languages.ts';
import { refusalOf } from './application-errors.ts';
import { failureOf, severityOf } from './database-failures.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { MEMBERS, type ProblemMembers, secondsToWait } from './problem-members.ts';
import { PROBLEM_OF_SQLSTATE } from './problem-sqlstates.ts';

export type { ProblemCode } from './problem-codes.ts';
export type { ProblemMembers } from './problem-members.ts';
export { failureOf, PROBLEMS, severityOf };

/** Of HTTP, by number. An import of node:http would bring what fetch and WebSocket are made of as well, which is a twentieth of a start. */
export const { STATUS_CODES } = process.getBuiltinModule('node:http');

/**
 * The title of a problem, in English.
 *
 * @param code - which problem.
 */
export function titleOf(code: ProblemCode): string {
  return en[`problem.${code}`];
}

/** An RFC 9457 problem document. */
export interface ProblemDocument extends ProblemMembers {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  instance: string;
}

/** An answer that is an error: thrown by routes, shaped by the error handler. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  /** Seconds after which trying again makes sense; undefined where it may do harm, or nothing. */
  readonly retryAfter: number | undefined;
  /** What the document says beside: what is missing, or how to go on. */
  readonly more: ProblemMembers | undefined;

  /**
   * @param code - which problem.
   * @param detail - a sentence the caller can act on; nothing secret.
   * @param retryAfter - seconds to wait.
   * @param more - members of its document.
   */
  constructor(code: ProblemCode, detail?: string, retryAfter?: number, more?: ProblemMembers) {
    super(detail ?? titleOf(code));
    this.code = code;
    this.detail = detail;
    this.more = more;
    this.retryAfter = retryAfter ?? (PROBLEMS[code] === 503 && code !== 'outcome_unknown' ? 1 : undefined);
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return PROBLEMS[this.code];
  }

  /**
   * The body of the answer.
   *
   * @param requestId - names this occurrence in the logs.
   * @param language - of its title; left out: English.
   */
  document(requestId: string, language?: Language): ProblemDocument {
    return {
      type: `urn:rowseal:problem:${this.code}`,
      title: language?.text(`problem.${this.code}`) ?? titleOf(this.code),
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...this.more,
      instance: `urn:rowseal:request:${requestId}`,
    };
  }
}

/**
 * What the database decided about an attempt, unless it is that its caller has to wait.
 *
 * @param outcome - where its status is `throttled`, with the seconds to wait.
 * @returns the same outcome.
 * @throws Problem too_many_attempts.
 */
export function unthrottled<T extends { status: string; retryAfter?: number; retry_after?: number }>(
  outcome: T,
): Exclude<T, { status: 'throttled' }> {
  if (outcome.status === 'throttled')
    throw new Problem('too_many_attempts', undefined, outcome.retryAfter ?? outcome.retry_after);
  return outcome as Exclude<T, { status: 'throttled' }>;
}

/**
 * The problem that an error of any origin is answered with. What is not known is `internal` and says nothing.
 *
 * @param error - from a route, Fastify, a PostgreSQL driver or anywhere else.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (typeof error !== 'object' || error === null) return new Problem('internal');
  const failure = failureOf(error);
  if (failure) return new Problem(failure);
  const { code, statusCode, detail } = error as { code?: unknown; statusCode?: unknown; detail?: unknown };
  const mapped = typeof code === 'string' ? PROBLEM_OF_SQLSTATE[code] : undefined;
  if (mapped) return new Problem(mapped, undefined, secondsToWait(mapped, detail), MEMBERS[mapped]?.(detail));
  const refusal = refusalOf(error);
  if (refusal) return new Problem('refused_by_application', refusal.message, undefined, { sqlstate: refusal.code });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return clientProblem(statusCode, error);
  return new Problem('internal');
}

/**
 * What a door to the database throws in the place of a driver's error: only the door knows whether anything was sent.
 *
 * @param error - as the driver threw it.
 * @param wasSent - whether anything had been sent that may have run.
 * @returns a Problem, or the error itself where it is no failure of the database.
 */
export function failedWith(error: unknown, wasSent: boolean): unknown {
  const failure = failureOf(error, wasSent);
  return failure ? new Problem(failure) : error;
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'invalid_token',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

function clientProblem(statusCode: number, error: object): Problem {
  const code = BY_STATUS[statusCode] ?? 'invalid_input';
  // Fastify's own messages (FST_ERR_…) describe the request's form and hold nothing of its content.
  const own = 'code' in error && String(error.code).startsWith('FST_') && error instanceof Error;
  return new Problem(code, own ? error.message : STATUS_CODES[statusCode]);
}
