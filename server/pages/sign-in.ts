import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Issuer } from '../database/issuer.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { logInWithForm } from '../idp/log-in.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { MessageKey } from '../messages/en.ts';
import { browserSession } from './browser-session.ts';
import { authorizationSteps, consentForm } from './consent.ts';
import { LOGIN_FORM, PAGE, typed } from './forms.ts';
import { pendingInvitation } from './invitation.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';

const RequestId = z.uuid().optional();
const Query = z.object({ request: RequestId, workspaces_after: z.uuid().optional() });
const SignIn = z.object({ request: RequestId, email: z.string().max(320), password: z.string().max(1024) });

/** What a person is told when a sign-in did not work. */
const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_credentials: 'sign_in.invalid_credentials',
  invalid_input: 'sign_in.invalid_input',
  too_many_attempts: 'sign_in.too_many_attempts',
  overloaded: 'sign_in.overloaded',
};

/** Signing in with a password: a page that works without a script. */
export const signInPages: Routes<{
  issuer: Issuer;
  providers: ProviderRegistry;
  pages: Pages;
  publicUrl: string;
}> = async (app, { issuer, providers, pages, publicUrl }) => {
  const { password } = providers;
  const signedIn = browserSession(issuer);
  const authorization = authorizationSteps({ issuer, pages, publicUrl }, signInPage);
  await app.register(consentForm, { authorization });

  app.get('/sign-in', PAGE, async (request, reply) => {
    const { request: requestId, workspaces_after: workspacesAfter } = parse(Query, request.query);
    if (requestId !== undefined) return authorization.step(request, reply, { requestId, workspacesAfter });
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
      const waiting = requestId === undefined ? undefined : await authorization.waiting(request, requestId);
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
