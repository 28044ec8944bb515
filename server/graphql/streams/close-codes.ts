import type { Problem, ProblemCode } from '../../http/problem.ts';

/** What a WebSocket is closed with. Clients of graphql-ws connect again after those that are not final. */
const CODES = {
  /** The message makes no sense: final. */
  bad: 4400,
  /** The credential may not: final. */
  refused: 4401,
  /** The token has expired or was revoked: not final, with another one. */
  expired: 4403,
  /** The server or the database cannot at present, or stops: not final. */
  later: 1013,
} as const;

const OWN: Partial<Record<ProblemCode, number>> = { invalid_token: CODES.expired, too_many_attempts: CODES.later };

/**
 * The code that a problem closes a WebSocket with; the reason beside it is the problem's code.
 *
 * @param problem - what ended it.
 */
export function closeCodeOf({ code, status }: Problem): number {
  return OWN[code] ?? (status === 400 ? CODES.bad : status >= 500 ? CODES.later : CODES.refused);
}
