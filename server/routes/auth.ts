import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { type EmailCodes, typedEmailCode } from '../credentials/email-codes.ts';
import { PasskeyAnswer } from '../credentials/passkey-schemas.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import { type SecondFactors, type TypedFrom, typedRecoveryCode, typedTotpCode } from '../credentials/second-factors.ts';
import type { Issuer } from '../database/issuer.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { sessionName } from '../http/presented-credential.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import { forgetRefreshToken, keepRefreshToken, refreshTokenOf } from '../http/refresh-cookie.ts';
import { REFRESH_COOKIE, type Routes } from '../http/route-contract.ts';
import { scopeList, wholeToken, workspaceName } from '../http/schemas.ts';
import { logInWithEmailCode } from '../idp/email-code.ts';
import type { FormProvider } from '../idp/identity-provider.ts';
import { continueLogin, logInWithForm, logInWithPasskey } from '../idp/log-in.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import { codeBrowser, codeSecret } from './email-codes.ts';
import { askingBrowser, browserSecret } from './passkey-body.ts';
import {
  deviceTokenInBody,
  refreshTokenInBody,
  refusalOf,
  TokenResponse,
  Transport,
  tokenAnswer,
} from './token-response.ts';

const LoginOptions = z.object({
  workspace: workspaceName.optional().describe('Binds the session to one workspace, by id or slug'),
  scope: scopeList.optional().describe('Limits the session'),
  transport: Transport,
  device_token: deviceTokenInBody,
});

type LoginRequest = z.infer<typeof LoginOptions> & { provider: string; [field: string]: unknown };

const Continued = z.strictObject({
  challenge: wholeToken('rsl_').describe('Of the problem second_factor_required'),
  transport: Transport,
  device_token: deviceTokenInBody,
});

/** What continues a login that waits for a second factor. */
const OfFactors = [
  Continued.extend({ provider: z.literal('totp'), code: typedTotpCode }),
  Continued.extend({ provider: z.literal('recovery_code'), code: typedRecoveryCode }),
] as const;

/** A login by a passkey alone, or what continues one that waits. */
const OfPasskeys = LoginOptions.extend({
  provider: z.literal('passkey'),
  challenge: Continued.shape.challenge.optional(),
  answer: PasskeyAnswer,
  browser_secret: browserSecret,
}).strict();

/** A login by a code that was mailed. */
const OfEmailCodes = LoginOptions.extend({
  provider: z.literal('email_code'),
  code: typedEmailCode,
  browser_secret: codeSecret,
}).strict();

type EmailCodeLogin = z.infer<typeof OfEmailCodes>;
type ContinuedLogin = z.infer<(typeof OfFactors)[number]>;
type PasskeyLogin = z.infer<typeof OfPasskeys>;
type AnyLogin = LoginRequest | ContinuedLogin | PasskeyLogin | EmailCodeLogin;

/** A login through one provider: its own fields, and what every login may ask for; or the rest of one that waits. */
const loginThrough = (provider: FormProvider) =>
  z.discriminatedUnion('provider', [
    provider.input.extend({ provider: z.literal(provider.id), ...LoginOptions.shape }).strict(),
    ...OfFactors,
    OfPasskeys,
    OfEmailCodes,
  ]) as unknown as z.ZodType<AnyLogin>;

const PresentedToken = z
  .strictObject({ refresh_token: refreshTokenInBody })
  .default({})
  .meta({ description: 'Empty where the cookie carries the token', examples: [{}] });

const isByPasskey = (body: AnyLogin): body is PasskeyLogin => body.provider === 'passkey';
const isByEmailCode = (body: AnyLogin): body is EmailCodeLogin => body.provider === 'email_code';
const isContinued = (body: AnyLogin): body is ContinuedLogin => 'challenge' in body;

/** Login, refresh and logout. */
export const authRoutes: Routes<{
  issuer: Issuer;
  tokens: AccessTokens;
  providers: ProviderRegistry;
  factors: SecondFactors;
  passkeys: Passkeys;
  emailCodes: EmailCodes;
}> = async (app, { issuer, tokens, providers, factors, passkeys, emailCodes }) => {
  const { password } = providers;

  async function logIn(request: FastifyRequest, from: TypedFrom & { replaces: string | undefined }) {
    const body = request.body as AnyLogin;
    if (isByPasskey(body)) {
      const { challenge, answer, browser_secret, workspace, scope } = body;
      const given = { kind: 'passkey', answer, browser: askingBrowser(request, browser_secret) } as const;
      if (challenge === undefined) return logInWithPasskey(passkeys, given, { workspace, scope, ...from });
      return continueLogin(factors, challenge, given, from);
    }
    if (isByEmailCode(body)) {
      const { code, browser_secret, workspace, scope } = body;
      const given = { code, secret: codeBrowser(request, browser_secret) };
      return logInWithEmailCode(issuer, emailCodes, given, { workspace, scope, ...from });
    }
    if (isContinued(body)) {
      const { provider: kind, challenge, code } = body;
      return continueLogin(factors, challenge, { kind, code }, from);
    }
    const { provider: _, workspace, scope, transport: _t, device_token: _d, ...input } = body;
    const attempt = { workspace, scope, ...from };
    return logInWithForm(issuer, password, input, attempt, (message) => request.log.warn(message));
  }

  app.post(
    '/v1/auth/token',
    {
      config: { public: true, cookie: true, costly: true, login: true, presents: true },
      schema: {
        operationId: 'logIn',
        summary: 'Log in with a password, a passkey or a mailed code',
        description:
          'Ends the session of the cookie that was sent: each login is a new session. On a device that has logged in to the account before (its token comes as a ' +
          'cookie, or in the body), the correct password is accepted however often others have guessed. Who has a second factor is answered ' +
          '`second_factor_required`, with a challenge that continues the login by a code or a passkey and does nothing else.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: loginThrough(password).meta({
          examples: [{ provider: 'password', email: 'owner@acme.test', password: 'correct horse battery staple' }],
        }),
        response: {
          200: TokenResponse,
          ...problems(
            ...OF_BODIES,
            ...OF_THE_DATABASE,
            'invalid_credentials',
            'account_deleted',
            'password_too_short',
            'second_factor_required',
            'invalid_proof',
            'not_a_member',
            'origin_not_allowed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { transport, device_token } = request.body;
      const origin = loginOriginOf(request);
      const from = {
        replaces: transport === 'cookie' ? refreshTokenOf(request) : undefined,
        ...origin,
        devices: [...(device_token === undefined ? [] : [device_token]), ...origin.devices],
      };
      const outcome = unthrottled(await logIn(request, from));
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      if (outcome.status === 'invalid') throw new Problem('invalid_proof');
      if (outcome.status === 'second_factor') {
        const { challenge, factors } = outcome;
        throw new Problem('second_factor_required', undefined, undefined, { challenge, factors });
      }
      if (outcome.status !== 'ok') throw new Problem(outcome.status);
      if (transport === 'cookie') completeLogin(request, reply, outcome);
      else request.limits?.remember(outcome.deviceToken);
      const answered = await tokenAnswer(tokens, reply, transport, outcome.claims, outcome.refreshToken);
      return transport === 'body' && outcome.deviceToken !== undefined
        ? { ...answered, device_token: outcome.deviceToken }
        : answered;
    },
  );

  app.post(
    '/v1/auth/refresh',
    {
      config: { public: true, cookie: true, presents: true },
      schema: {
        operationId: 'refresh',
        summary: 'Exchange a refresh token',
        description:
          'By cookie or by body; the successor is returned in the same way. A token works once; for ten seconds afterwards, a client that lost the answer ' +
          'gets the same successor again, and once a day for ten minutes, from the same network and user agent. Any other replay ends the session.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: PresentedToken,
        response: {
          200: TokenResponse,
          ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'invalid_token', 'session_ended', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const presented = request.body.refresh_token;
      const token = presented ?? refreshTokenOf(request);
      if (token === undefined) throw new Problem('invalid_token');
      const outcome = await issuer.refreshSession(token, callerOf(request), request.headers['user-agent']);
      // The cookie stays: where another tab has won, it holds that one's successor by now, or a newer session.
      if (!('claims' in outcome)) throw refusalOf(outcome.status);
      request.limits?.accept(sessionName(token));
      if (presented === undefined) keepRefreshToken(reply, outcome.refreshToken);
      const transport = presented === undefined ? 'cookie' : 'body';
      return tokenAnswer(tokens, reply, transport, outcome.claims, outcome.refreshToken);
    },
  );

  app.post(
    '/v1/auth/logout',
    {
      config: { public: true, cookie: true, presents: true },
      schema: {
        operationId: 'logOut',
        summary: 'End the session of a refresh token',
        description:
          'Its access tokens are refused from the next request on. The answer is the same where there was nothing to end.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: PresentedToken,
        response: { 204: z.null(), ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'origin_not_allowed') },
      },
    },
    async (request, reply) => {
      const presented = request.body.refresh_token;
      const token = presented ?? refreshTokenOf(request);
      if (token !== undefined && (await issuer.logOut(token, callerOf(request)))) request.limits?.accept();
      if (presented === undefined) forgetRefreshToken(reply);
      return reply.code(204).send(null);
    },
  );
};
