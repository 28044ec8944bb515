import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Issuer } from '../database/issuer.ts';
import type { AuthorizationAnswer, AuthorizationDetails } from '../database/oauth-functions.ts';
import { redirectToClient } from '../http/authorization-response.ts';
import { knownBrowserSecret } from '../http/browser-cookie.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { logInWithForm } from '../idp/log-in.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { MessageKey } from '../messages/en.ts';
import { browserSession } from './browser-session.ts';
import { FORM, LOGIN_FORM, PAGE, typed } from './forms.ts';
import { pendingInvitation } from './invitation.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';

const RequestId = z.uuid().optional();
const Query = z.object({ request: RequestId, workspaces_after: z.uuid().optional() });
const SignIn = z.object({ request: RequestId, email: z.string().max(320), password: z.string().max(1024) });
const Decision = z.object({
  request: z.uuid(),
  decision: z.enum(['allow', 'deny']),
  workspace: z.uuid().optional(),
});

/** What a person is told when a sign-in did not work. */
const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_credentials: 'sign_in.invalid_credentials',
  invalid_input: 'sign_in.invalid_input',
  too_many_attempts: 'sign_in.too_many_attempts',
  overloaded: 'sign_in.overloaded',
};

/** Signing in, and answering an application that asks for access: pages that work without a script. */
export const signInPages: Routes<{
  issuer: Issuer;
  providers: ProviderRegistry;
  pages: Pages;
  publicUrl: string;
}> = async (app, { issuer, providers, pages, publicUrl }) => {
  const { password } = providers;
  const signedIn = browserSession(issuer);

  app.get('/sign-in', PAGE, async (request, reply) => {
    const { request: requestId, workspaces_after: workspacesAfter } = parse(Query, request.query);
    if (requestId !== undefined) return step(request, reply, { requestId, workspacesAfter });
    return (await signedIn(request)) ? reply.redirect(afterwards(request), 303) : signInPage(reply, {});
  });

  app.post('/sign-in', LOGIN_FORM, async (request, reply) => {
    const { request: requestId } = parse(Query, request.body ?? {});
    const form = SignIn.safeParse(request.body);
    try {
      if (!form.success) throw new Problem('invalid_input');
      await signIn(request, reply, form.data);
    } catch (error) {
      const alert = error instanceof Problem && ALERTS[error.code];
      if (!alert) throw error;
      const waiting = requestId === undefined ? undefined : await peek(request, requestId);
      const told = {
        alert: [[alert], ...waitOf(error)],
        email: typed(request.body, 'email'),
        request: requestId,
      };
      return signInPage(reply, { ...told, client: waiting?.client }, error, waiting?.targets);
    }
    // A navigation of our own, so that the new cookie comes along.
    return reply.redirect(requestId === undefined ? afterwards(request) : `/sign-in?request=${requestId}`, 303);
  });

  app.post('/consent', FORM, async (request, reply) => {
    const { request: requestId, decision, workspace } = parse(Decision, request.body);
    return step(request, reply, {
      requestId,
      approved: decision === 'allow',
      ...(workspace === undefined ? {} : { workspaceId: workspace }),
    });
  });

  async function signIn(request: FastifyRequest, reply: FastifyReply, input: { email: string; password: string }) {
    const fields = password.input.safeParse(input);
    if (!fields.success) throw new Problem('invalid_credentials');
    const attempt = {
      workspace: undefined,
      scope: undefined,
      replaces: refreshTokenOf(request),
      ...loginOriginOf(request),
    };
    const outcome = unthrottled(
      await logInWithForm(issuer, password, fields.data, attempt, (message) => request.log.warn(message)),
    );
    if (outcome.status !== 'ok') throw new Problem('invalid_credentials');
    completeLogin(request, reply, outcome);
  }

  async function answer(request: FastifyRequest, given: Omit<AuthorizationAnswer, 'browserSecret' | 'refreshToken'>) {
    const browserSecret = knownBrowserSecret(request);
    if (!browserSecret) return { status: 'expired' } as const;
    return issuer.oauth.answerAuthorization({ ...given, browserSecret, refreshToken: refreshTokenOf(request) });
  }

  async function peek(request: FastifyRequest, requestId: string) {
    const waiting = await answer(request, { requestId });
    return waiting.status === 'sign_in'
      ? { client: waiting.details.client, targets: targetsOf(waiting.redirect_uri) }
      : undefined;
  }

  async function step(
    request: FastifyRequest,
    reply: FastifyReply,
    given: Omit<AuthorizationAnswer, 'browserSecret' | 'refreshToken'>,
  ) {
    const next = await answer(request, given);
    switch (next.status) {
      case 'ok':
        return redirectToClient(reply, next.redirect_uri, { code: next.code, state: next.state, iss: publicUrl });
      case 'error':
        return redirectToClient(reply, next.redirect_uri, { error: next.error, state: next.state, iss: publicUrl });
      case 'sign_in': {
        const { client, login_hint } = next.details;
        const told = { client, email: login_hint ?? undefined, request: given.requestId };
        return signInPage(reply, told, {}, targetsOf(next.redirect_uri));
      }
      case 'consent':
        return consentPage(reply, given, next.details);
      default:
        return pages.message(
          reply,
          { heading: ['request_ended.heading'], sentences: [['request_ended.text']], alarming: true },
          { status: 400 },
        );
    }
  }

  function consentPage(
    reply: FastifyReply,
    { requestId, approved, workspacesAfter }: Omit<AuthorizationAnswer, 'browserSecret' | 'refreshToken'>,
    details: AuthorizationDetails,
  ) {
    const data = {
      ...details,
      request: requestId,
      isFirstPage: workspacesAfter === undefined,
      destination: destinationOf(details.redirect_uri),
      alert: approved ? [['consent.choose_workspace']] : undefined,
    };
    const picture = details.logo ?? undefined;
    return pages.show(reply, 'consent', data, { formTargets: targetsOf(details.redirect_uri), picture });
  }

  async function signInPage(
    reply: FastifyReply,
    data: object,
    { status = 200, retryAfter }: { status?: number; retryAfter?: number | undefined } = {},
    formTargets: readonly string[] = [],
  ) {
    const others = await providers.redirects();
    return pages.show(reply, 'sign-in', { providers: others, ...data }, { status, retryAfter, formTargets });
  }
};

/** Where people go after they signed in, if no application waits. */
function afterwards(request: FastifyRequest): string {
  return pendingInvitation(request) === undefined ? '/account' : '/accept-invitation';
}

/** What a Content-Security-Policy can name: no IPv6 address, no host of an application's own scheme, nothing that would end the directive. */
const NAMEABLE = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/;

/** Where a form may end up, after redirects: browsers hold form-action against those too. */
function targetsOf(redirectUri: string): string[] {
  const { protocol, origin } = new URL(redirectUri);
  return [NAMEABLE.test(origin) ? origin : protocol];
}

/** What a person recognises an address by. */
function destinationOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return host === '' ? protocol : host;
}
