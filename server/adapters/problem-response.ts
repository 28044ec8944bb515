import { randomUUID } from 'node:crypto';
import { challengeFor } from '../http/challenge.ts';
import { Problem, problemOf } from '../http/problem.ts';
import { wellKnownUrl } from '../http/well-known.ts';

/** SQLSTATEs by which the database refuses a caller. */
const REFUSALS = /^(RS\d{3}|28000|42501)$/;

/**
 * What an error is answered with, as a problem document (RFC 9457) with WWW-Authenticate where a token would help.
 *
 * @param error - that `authenticate`, `requireScope` or `withWorkspace` threw.
 * @param issuer - whose tokens are believed.
 * @param requestId - what logs call the request.
 * @returns undefined where it is neither a refusal of Rowseal nor a failure of the database: the error of somebody else.
 */
export function problemResponse(
  error: unknown,
  issuer: string,
  requestId: string = randomUUID(),
): Response | undefined {
  const problem = ownProblem(error);
  if (!problem) return undefined;
  const challenge = challengeFor(problem, wellKnownUrl(issuer, 'oauth-protected-resource'));
  return new Response(JSON.stringify(problem.document(requestId)), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
    },
  });
}

/** Libraries put the driver's error behind one of their own, as its cause. */
function ownProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  const problem = problemOf(error);
  const code = 'code' in error ? String(error.code) : '';
  if (REFUSALS.test(code) || problem.status === 503) return problem;
  return error.cause === undefined ? undefined : ownProblem(error.cause);
}
