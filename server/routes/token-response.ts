import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { type IssuedClaims, lifetimeOf } from '../database/sealed-claims.ts';
import type { RefreshOutcome } from '../database/session-functions.ts';
import { Problem, type ProblemCode } from '../http/problem.ts';
import { transportOf, wholeToken } from '../http/schemas.ts';

/** How a refresh token travels. */
export const Transport = transportOf('the refresh token');

/** A refresh token in the body, where no cookie carries it. */
export const refreshTokenInBody = wholeToken('rsr_').optional();

/** A device token in the body, where no cookie carries it. */
export const deviceTokenInBody = wholeToken('rsd_')
  .optional()
  .describe(
    'From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login',
  );

/** An access token, as every endpoint answers it. */
export const TokenResponse = z
  .object({
    access_token: z.string().describe('A JWT (RFC 9068)'),
    token_type: z.literal('Bearer'),
    expires_in: z.int().min(0).max(3600).describe('Seconds'),
    scope: z.string().optional().describe('What the session is limited to; absent: all that the role grants'),
    refresh_token: z.string().optional().describe('Where the transport is body'),
    device_token: z
      .string()
      .optional()
      .describe(
        'After a login on a device that is new to the account, where the transport is body: keep it on the device, and send it with the next login',
      ),
  })
  .meta({ id: 'TokenResponse', description: 'An access token; its refresh token is here or in the cookie' });

/**
 * The answer to somebody who gets an access token.
 *
 * @param tokens - signs it.
 * @param reply - not yet sent.
 * @param transport - of the refresh token.
 * @param claims - as the database sealed them.
 * @param refreshToken - rsr_…
 */
export async function tokenAnswer(
  tokens: AccessTokens,
  reply: FastifyReply,
  transport: 'cookie' | 'body',
  claims: IssuedClaims,
  refreshToken: string,
): Promise<z.infer<typeof TokenResponse>> {
  reply.header('cache-control', 'no-store');
  return {
    access_token: await tokens.sign(claims),
    token_type: 'Bearer',
    expires_in: lifetimeOf(claims),
    ...(claims.scope === null ? {} : { scope: claims.scope }),
    ...(transport === 'body' ? { refresh_token: refreshToken } : {}),
  };
}

/** What a refresh token that got no successor is answered with. */
const REFUSALS: Record<Exclude<RefreshOutcome['status'], 'rotated' | 'retried'>, ProblemCode> = {
  reused: 'session_ended',
  revoked: 'session_ended',
  expired: 'session_ended',
  invalid: 'invalid_token',
  throttled: 'too_many_attempts',
};

/** Seconds that guesses of refresh tokens are told to wait. A genuine token never waits. */
const GUESS_WAIT_SECONDS = 60;

/**
 * What a refresh token that got no successor is answered with.
 *
 * @param status - what the database says it is.
 */
export function refusalOf(status: keyof typeof REFUSALS): Problem {
  return new Problem(REFUSALS[status], undefined, status === 'throttled' ? GUESS_WAIT_SECONDS : undefined);
}
