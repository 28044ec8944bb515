import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { Issuer } from '../database/issuer.ts';
import { type IssuedClaims, lifetimeOf } from '../database/sealed-claims.ts';
import type { RefreshOutcome } from '../database/session-functions.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { sessionName } from '../http/presented-credential.ts';
import { Problem, type ProblemCode, unthrottled } from '../http/problem.ts';
import { OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import { forgetRefreshToken, keepRefreshToken, refreshTokenOf } from '../http/refresh-cookie.ts';
import { REFRESH_COOKIE, type Routes } from '../http/route-contract.ts';
import { scopeList, transportOf, wholeToken, workspaceName } from '../http/schemas.ts';
import type { FormProvider } from '../idp/identity-provider.ts';
import { logInWithForm } from '../idp/log-in.ts';
import type { ProviderRegistry } from '../idp/registry.ts';

const Transport = transportOf('the refresh token');

const TokenResponse = z
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

const LoginOptions = z.object({
  workspace: workspaceName.optional().describe('Binds the session to one workspace, by id or slug'),
  scope: scopeList.optional().describe('Limits the session'),
  transport: Transport,
  device_token: wholeToken('rsd_')
    .optional()
    .describe(
      'From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login',
    ),
});

type LoginRequest = z.infer<typeof LoginOptions> & { provider: string; [field: string]: unknown };

/** A login through one provider: its own fields, and what every login may ask for. */
const loginThrough = (provider: FormProvider) =>
  provider.input
    .extend({ provider: z.literal(provider.id), ...LoginOptions.shape })
    .strict() as unknown as z.ZodType<LoginRequest>;

const PresentedToken = z
  .strictObject({ refresh_token: wholeToken('rsr_').optional() })
  .default({})
  .meta({ description: 'Empty where the cookie carries the token', examples: [{}] });

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

/** Login, refresh and logout. */
export const authRoutes: Routes<{ issuer: Issuer; tokens: AccessTokens; providers: ProviderRegistry }> = async (
  app,
  { issuer, tokens, providers },
) => {
  const { password } = providers;

  async function answer(reply: FastifyReply, transport: string, claims: IssuedClaims, refreshToken: string) {
    reply.header('cache-control', 'no-store');
    return {
      access_token: await tokens.sign(claims),
      token_type: 'Bearer' as const,
      expires_in: lifetimeOf(claims),
      ...(claims.scope === null ? {} : { scope: claims.scope }),
      ...(transport === 'body' ? { refresh_token: refreshToken } : {}),
    };
  }

  app.post(
    '/v1/auth/token',
    {
      config: { public: true, cookie: true, costly: true, login: true, presents: true },
      schema: {
        operationId: 'logIn',
        summary: 'Log in with a password',
        description:
          'Ends the session of the cookie that was sent: each login is a new session. On a device that has logged in to the account before (its token comes as a ' +
          'cookie, or in the body), the correct password is accepted however often others have guessed.',
        tags: ['session'],
        security: REFRESH_COOKIE,
        body: loginThrough(password).meta({
          examples: [{ provider: 'password', email: 'owner@acme.test', password: 'correct horse battery staple' }],
        }),
        response: {
          200: TokenResponse,
          ...problems(...OF_BODIES, ...OF_THE_DATABASE, 'invalid_credentials', 'not_a_member', 'origin_not_allowed'),
        },
      },
    },
    async (request, reply) => {
      const { provider: _, workspace, scope, transport, device_token, ...input } = request.body;
      const origin = loginOriginOf(request);
      const attempt = {
        workspace,
        scope,
        replaces: transport === 'cookie' ? refreshTokenOf(request) : undefined,
        ...origin,
        devices: [...(device_token === undefined ? [] : [device_token]), ...origin.devices],
      };
      const outcome = unthrottled(
        await logInWithForm(issuer, password, input, attempt, (message) => request.log.warn(message)),
      );
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      if (outcome.status !== 'ok') throw new Problem(outcome.status);
      if (transport === 'cookie') completeLogin(request, reply, outcome);
      else request.limits?.remember(outcome.deviceToken);
      const answered = await answer(reply, transport, outcome.claims, outcome.refreshToken);
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
      return answer(reply, presented === undefined ? 'cookie' : 'body', outcome.claims, outcome.refreshToken);
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

function refusalOf(status: keyof typeof REFUSALS): Problem {
  return new Problem(REFUSALS[status], undefined, status === 'throttled' ? GUESS_WAIT_SECONDS : undefined);
}
