import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { newDevice, presentedDevices } from '../credentials/device-tokens.ts';
import type { Issuer } from '../database/issuer.ts';
import type { IdentityOutcome, IdentityRefusal, TakenLogin } from '../database/provider-functions.ts';
import { keepBrowserSecret, knownBrowserSecret, newBrowserSecret } from '../http/begun-request-cookie.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { onlyProblems, PAGES_OF_TROUBLE, page } from '../http/problem-schemas.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse, Repeatable } from '../http/schemas.ts';
import { keepWaitingLogin } from '../http/waiting-login-cookie.ts';
import type { RedirectProvider } from '../idp/identity-provider.ts';
import { loginSecrets } from '../idp/login-secrets.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { Language } from '../messages/languages.ts';
import { offerRestoration } from './deleted-account.ts';
import { FORM } from './forms.ts';
import type { MessagePage, Pages } from './render.ts';
import { secondFactorUrl } from './second-factor.ts';
import { signInUrl } from './sign-in-url.ts';

const Id = z.object({ provider: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/) });
const Waiting = z.object({ request: z.uuid().optional() });
const Returned = z.object({ state: z.string().min(1).max(200) });

/** Why a person is not signed in, with the status of the answer; `provider.<reason>` tells them. */
const REFUSALS: Record<IdentityRefusal, number> = {
  link_refused: 403,
  registration_closed: 403,
  email_required: 403,
  denied: 403,
  throttled: 429,
};

/** Why a login through a provider failed, likewise. */
const FAILURES = { ended: 400, login_failed: 400, provider_unavailable: 503 } as const;

/** A path too long to be one of ours is refused before it is known to be for people. */
const NO_PROVIDER = {
  description: 'There is no such provider, or it is disabled',
  content: { ...page('').content, ...onlyProblems('not_found')[404]?.content },
};

/** Signing in through another provider: there, and back. */
export const providerPages: Routes<{
  issuer: Issuer;
  providers: ProviderRegistry;
  pages: Pages;
  publicUrl: string;
}> = async (app, { issuer, providers, pages, publicUrl }) => {
  const returnTo = (id: string) => `${publicUrl}/v1/auth/providers/${id}/callback`;

  app.get(
    '/v1/auth/providers/:provider/start',
    {
      config: { public: true, cors: false },
      schema: {
        operationId: 'startProviderLogin',
        summary: 'Sign in through another provider',
        description:
          'Opened in a browser, which it redirects to the provider. `request` names an authorization request that waits for the sign-in.',
        tags: ['session'],
        params: Id,
        querystring: Waiting,
        response: {
          303: z.null().describe('To the provider'),
          400: page('The URL is malformed'),
          404: NO_PROVIDER,
          ...PAGES_OF_TROUBLE,
        },
      },
    },
    async (request, reply) => {
      const { status, url } = await begin(request, reply, request.query.request, false);
      if (status !== 'ok') throw new Problem('not_found');
      return reply.header('cache-control', 'no-store').redirect(url, 303);
    },
  );

  // Only a page of ours begins these: a link of another site could have somebody's account connected.
  app.post('/sign-in/:provider', FORM, async (request, reply) => sendThere(request, reply, false));
  app.post('/account/identities/link/:provider', FORM, async (request, reply) => sendThere(request, reply, true));

  app.get(
    '/v1/auth/providers/:provider/callback',
    {
      config: { public: true, cors: false, changes: true },
      schema: {
        operationId: 'finishProviderLogin',
        summary: 'Come back from another provider',
        description: 'Providers send the browser here, with what RFC 6749 section 4.1.2 says.',
        tags: ['session'],
        params: Id,
        querystring: z.looseObject({
          state: Repeatable.optional(),
          code: Repeatable.optional(),
          iss: Repeatable.optional(),
          error: Repeatable.optional(),
        }),
        response: {
          200: page('A page that moves on, signed in'),
          400: page('The answer of the provider is not valid, was used already, or belongs to another browser'),
          403: page('Nobody can sign in here with this identity'),
          404: NO_PROVIDER,
          ...PAGES_OF_TROUBLE,
        },
      },
    },
    async (request, reply) => {
      const { provider: id } = request.params;
      const { state } = Returned.safeParse(request.query).data ?? {};
      const browser = state === undefined ? undefined : knownBrowserSecret(request, state);
      // Used up before anything else that came along is looked at.
      const login = state !== undefined && browser ? await issuer.providers.take(state, browser, id) : undefined;
      const provider = await providers.redirect(id);
      if (state === undefined || !browser || login?.status !== 'ok' || !provider) return failed(reply, 'ended');
      const callback = new URL(`${returnTo(id)}${request.raw.url?.match(/\?.*$/s)?.[0] ?? ''}`);
      try {
        const identity = await provider.complete({
          ...loginSecrets(state, browser),
          callback,
          authenticatedSince: login.authenticated_since,
        });
        const device = newDevice();
        const origin = loginOriginOf(request);
        const outcome = await issuer.providers.logIn({
          ...identity,
          provider: id,
          login,
          ...origin,
          devices: presentedDevices(origin.devices),
          deviceDigest: device.digest,
        });
        if (outcome.status === 'ok') {
          const deviceToken = device.tokenOf(outcome.claims.sub, outcome.deviceId);
          completeLogin(request, reply, { refreshToken: outcome.refreshToken, deviceToken });
        } else if (outcome.status === 'second_factor') keepWaitingLogin(reply, outcome.challenge);
        return moveOn(reply, outcome, login, provider);
      } catch (error) {
        return failed(reply, failureOf(request, error), provider, login);
      }
    },
  );

  async function begin(request: FastifyRequest, reply: FastifyReply, requestId: string | undefined, links: boolean) {
    const { provider: id } = parse(Id, request.params);
    const provider = await providers.redirect(id);
    if (!provider) return { status: 'disabled', url: '' } as const;
    // The secret of the request that waits for it, if any: what that asks for is the provider's business too.
    const waiting = requestId === undefined ? undefined : knownBrowserSecret(request, requestId);
    const browser = waiting ?? newBrowserSecret();
    const begun = unthrottled(
      await issuer.providers.begin({
        provider: id,
        browserSecret: browser,
        requestId,
        refreshToken: refreshTokenOf(request),
        links,
        ...callerOf(request),
      }),
    );
    if (begun.status !== 'ok') return { status: begun.status, url: '' } as const;
    keepBrowserSecret(request, reply, begun.state, browser);
    const secrets = loginSecrets(begun.state, browser);
    const { url } = await provider.start({ ...secrets, redirectUri: returnTo(id), asked: begun });
    return { status: 'ok', url } as const;
  }

  async function sendThere(request: FastifyRequest, reply: FastifyReply, links: boolean) {
    const { request: requestId } = parse(Waiting, request.body ?? {});
    try {
      const { status, url } = await begin(request, reply, requestId, links);
      if (status === 'sign_in_required') return reply.redirect('/sign-in', 303);
      if (status === 'disabled') return failed(reply, 'login_failed');
      // Not a redirect: browsers hold the form-action of the page against those too.
      return pages.show(reply, 'moving-on', { url });
    } catch (error) {
      return failed(reply, failureOf(request, error));
    }
  }

  /** What a person is told of an error of a provider; any other is thrown again. */
  function failureOf(request: FastifyRequest, error: unknown): 'login_failed' | 'provider_unavailable' {
    const code = error instanceof Problem && error.code;
    if (code !== 'login_failed' && code !== 'provider_unavailable') throw error;
    request.log.warn({ err: (error as Problem).cause }, 'a login through a provider failed');
    return code;
  }

  function moveOn(reply: FastifyReply, outcome: IdentityOutcome, login: TakenLogin, provider: RedirectProvider) {
    if (outcome.status === 'account_deleted') return offerRestoration(pages, reply, outcome);
    if (outcome.status !== 'ok' && outcome.status !== 'linked' && outcome.status !== 'second_factor')
      return told(reply, outcome.status, REFUSALS[outcome.status], provider, login);
    // A navigation of our own: only then does the browser bring the refresh cookie along, which is SameSite=Strict.
    // From the sign-in page they are sent on, back to where they came from.
    const account = outcome.status === 'linked' ? '/account?done=linked' : '/sign-in';
    const next = login.request_id === null ? account : signInUrl(login.request_id);
    const isWaiting = outcome.status === 'second_factor';
    const url = isWaiting ? secondFactorUrl(outcome.factors, login.request_id ?? undefined) : next;
    return pages.show(reply, 'moving-on', { url });
  }

  function failed(
    reply: FastifyReply,
    failure: keyof typeof FAILURES,
    provider?: RedirectProvider,
    login?: TakenLogin,
  ) {
    return told(reply, failure, FAILURES[failure], provider, login);
  }

  function told(
    reply: FastifyReply,
    reason: IdentityRefusal | keyof typeof FAILURES,
    status: number,
    provider?: RedirectProvider,
    login?: TakenLogin,
  ) {
    const back = signInUrl(login?.request_id);
    const name = provider?.name ?? ((language: Language) => language.text('provider.this_provider'));
    const message: MessagePage = {
      heading: provider ? ['provider.failed_with', { provider: provider.name }] : ['provider.failed'],
      sentences: [[`provider.${reason}`, { provider: name }]],
      alarming: true,
      link: login?.links
        ? { url: '/account', text: 'page.back_to_account' }
        : { url: back, text: 'page.back_to_sign_in' },
    };
    return pages.message(reply, message, { status });
  }
};
