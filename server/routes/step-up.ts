import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { presentedDevices } from '../credentials/device-tokens.ts';
import { type EmailCodes, typedEmailCode } from '../credentials/email-codes.ts';
import { PasskeyAnswer } from '../credentials/passkey-schemas.ts';
import {
  type GivenFactor,
  type SecondFactors,
  typedRecoveryCode,
  typedTotpCode,
} from '../credentials/second-factors.ts';
import type { ProofOrigin } from '../database/factor-functions.ts';
import type { Issuer } from '../database/issuer.ts';
import { loginOriginOf } from '../http/browser-login.ts';
import { sessionName } from '../http/presented-credential.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import { keepRefreshToken, refreshTokenOf } from '../http/refresh-cookie.ts';
import { REFRESH_COOKIE, type Routes } from '../http/route-contract.ts';
import { emailAddress, typedPassword } from '../http/schemas.ts';
import { stepUpWithEmailCode } from '../idp/email-code.ts';
import { stepUpWithPassword } from '../idp/step-up.ts';
import { codeBrowser, codeSecret } from './email-codes.ts';
import { askingBrowser, browserSecret } from './passkey-body.ts';
import { refreshTokenInBody, refusalOf, TokenResponse, tokenAnswer } from './token-response.ts';

const Session = z.strictObject({ refresh_token: refreshTokenInBody });

const StepUp = z
  .discriminatedUnion('provider', [
    Session.extend({ provider: z.literal('password'), email: emailAddress, password: typedPassword }),
    Session.extend({ provider: z.literal('email_code'), code: typedEmailCode, browser_secret: codeSecret }),
    Session.extend({ provider: z.literal('totp'), code: typedTotpCode }),
    Session.extend({ provider: z.literal('recovery_code'), code: typedRecoveryCode }),
    Session.extend({ provider: z.literal('passkey'), answer: PasskeyAnswer, browser_secret: browserSecret }),
  ])
  .meta({ examples: [{ provider: 'totp', code: '492039' }] });

/** Another proof of the same person, in the same session. */
export const stepUpRoutes: Routes<{
  issuer: Issuer;
  tokens: AccessTokens;
  factors: SecondFactors;
  emailCodes: EmailCodes;
}> = async (app, { issuer, tokens, factors, emailCodes }) => {
  const proved = (request: FastifyRequest, token: string, origin: ProofOrigin) => {
    const body = request.body as z.infer<typeof StepUp>;
    if (body.provider === 'password') return stepUpWithPassword(issuer, token, body, origin);
    if (body.provider === 'email_code') {
      const given = { code: body.code, secret: codeBrowser(request, body.browser_secret) };
      return stepUpWithEmailCode(issuer, emailCodes, token, given, origin);
    }
    return factors.stepUp(token, givenIn(request, body), loginOriginOf(request));
  };

  app.post(
    '/v1/auth/step-up',
    {
      config: { public: true, cookie: true, costly: true, login: true },
      schema: {
        operationId: 'stepUp',
        summary: 'Prove once more who you are',
        description:
          'For what is answered `insufficient_user_authentication`: another authentication in the session of the refresh token, which comes by cookie or by body and is ' +
          'exchanged. It counts for every access token of the session, from the next request on. Two factors that have to be fresh are two calls.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: StepUp,
        response: {
          200: TokenResponse,
          ...problems(
            ...OF_BODIES,
            ...OF_THE_DATABASE,
            'invalid_credentials',
            'invalid_proof',
            'invalid_token',
            'session_ended',
            'origin_not_allowed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const token = body.refresh_token ?? refreshTokenOf(request);
      if (token === undefined) throw new Problem('invalid_token');
      const from = loginOriginOf(request);
      const origin = { ...from, devices: presentedDevices(from.devices) };
      const outcome = await proved(request, token, origin);
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      if (outcome.status === 'throttled' && outcome.retryAfter !== undefined)
        throw new Problem('too_many_attempts', undefined, outcome.retryAfter);
      if (!('claims' in outcome)) throw refusalOf(outcome.status);
      request.limits?.accept(sessionName(token));
      const transport = body.refresh_token === undefined ? 'cookie' : 'body';
      if (transport === 'cookie') keepRefreshToken(reply, outcome.refreshToken);
      return tokenAnswer(tokens, reply, transport, outcome.claims, outcome.refreshToken);
    },
  );
};

function givenIn(
  request: FastifyRequest,
  body: Exclude<z.infer<typeof StepUp>, { provider: 'password' | 'email_code' }>,
): GivenFactor {
  if (body.provider !== 'passkey') return { kind: body.provider, code: body.code };
  const { answer, browser_secret } = body;
  return { kind: 'passkey', answer, browser: askingBrowser(request, browser_secret) };
}
