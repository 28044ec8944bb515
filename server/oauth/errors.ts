import type { FastifyInstance, FastifyReply } from 'fastify';
import { problemOf } from '../http/problem.ts';
import { loggable } from '../observability/logging.ts';

/** Error codes of OAuth, and one of ours, with the HTTP status of an answer that carries it (RFC 6749 sections 5.2 and 8.5, RFC 7591 section 3.2.2, RFC 8707 section 2). */
export const OAUTH_STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  access_denied: 403,
  temporarily_unavailable: 503,
  outcome_unknown: 503,
  server_error: 500,
} as const;

/** An error code of OAuth. */
export type OAuthErrorCode = keyof typeof OAUTH_STATUS;

/** An answer of an OAuth endpoint that is an error. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly retryAfter: number | undefined;

  /**
   * @param code - which error.
   * @param description - a sentence for the client's developer; nothing secret.
   * @param retryAfter - seconds to wait.
   */
  constructor(code: OAuthErrorCode, description: string, retryAfter?: number) {
    super(description);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * Answers errors of the OAuth endpoints in this scope as RFC 6749 section 5.2 says, instead of as problem documents.
 *
 * @param app - the endpoints' own scope.
 * @param badInput - what a request that cannot be parsed is called there.
 */
export function answerOAuthErrors(app: FastifyInstance, badInput: OAuthErrorCode = 'invalid_request'): void {
  app.setErrorHandler((error, request, reply) => {
    const known = error instanceof OAuthError ? error : translated(error, badInput);
    if (known.code === 'server_error') request.log.error({ error: loggable(error) }, 'request failed');
    return answer(reply, known);
  });
}

function answer(reply: FastifyReply, { code, message, retryAfter }: OAuthError) {
  if (code === 'invalid_client') reply.header('www-authenticate', 'Basic realm="rowseal"');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply
    .code(retryAfter !== undefined && code !== 'temporarily_unavailable' ? 429 : OAUTH_STATUS[code])
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: code, error_description: message }));
}

function translated(error: unknown, badInput: OAuthErrorCode): OAuthError {
  const problem = problemOf(error);
  if (problem.code === 'outcome_unknown') return new OAuthError('outcome_unknown', problem.message);
  if (problem.status === 503) return new OAuthError('temporarily_unavailable', problem.message, problem.retryAfter);
  if (problem.status === 429) return new OAuthError('invalid_request', problem.message, problem.retryAfter ?? 1);
  if (problem.status >= 500) return new OAuthError('server_error', 'Something went wrong on our side');
  return new OAuthError(badInput, problem.message);
}
