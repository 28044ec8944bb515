import { challengeOf } from './needed-authentication.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** RFC 6750 section 3: no error code where no token was presented. */
const CHALLENGES: Partial<Record<ProblemCode, string[]>> = {
  authentication_required: [],
  invalid_credentials: [],
  insufficient_scope: ['error="insufficient_scope"'],
  // RFC 9470 section 3: another token of the same sign-in would not do.
  session_too_old: ['error="insufficient_user_authentication"'],
  assurance_required: ['error="insufficient_user_authentication"'],
  second_factor_required: [],
  insufficient_user_authentication: ['error="insufficient_user_authentication"'],
};

/**
 * What a problem asks for in WWW-Authenticate (RFC 6750 section 3).
 *
 * @param problem - that is answered.
 * @param metadataUrl - where those who lack a token learn how to get one (RFC 9728 section 5.1).
 * @returns undefined: nothing.
 */
export function challengeFor({ code, status, more }: Problem, metadataUrl: string): string | undefined {
  const challenge = CHALLENGES[code] ?? (status === 401 ? ['error="invalid_token"'] : undefined);
  const parameters = [...(challenge ?? []), ...(more?.acr_values ? challengeOf(more) : [])];
  return challenge && `Bearer ${[...parameters, `resource_metadata="${metadataUrl}"`].join(', ')}`;
}
