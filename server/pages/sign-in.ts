import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { Issuer } from '../database/issuer.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { keepWaitingLogin } from '../http/waiting-login-cookie.ts';
import { logInWithForm, logInWithPasskey } from '../idp/log-in.ts';
import type { ProviderRegistry } from '../idp/registry.ts';
import type { MessageKey } from '../messages/en.ts';
import { goAfterwards } from './afterwards.ts';
import { browserSession } from './browser-session.ts';
import { authorizationSteps, consentForm } from './consent.ts';
import { offerRestoration } from './deleted-account.ts';
import { LOGIN_FORM, PAGE, typed } from './forms.ts';
import { emailCodesOffered } from './mailed-code.ts';
import { passkeyAnswerIn } from './passkey-answer.ts';
import { WITH_PASSKEYS } from './passkey-script.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';
import type { Returns } from './return-to.ts';
import { secondFactorUrl } from './second-factor.ts';
import { signInUrl } from './sign-in-url.ts';

const RequestId = z.uuid().optional();
const Query = z.object({ request: RequestId, workspaces_after: z.uuid().optional() });
const SignIn = z.object({ request: RequestId, email: z.string().max(320), password: z.string().max(1024) });

/** What a person is told when a sign-in did not work. */
const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_credentials: 'sign_in.invalid_credentials',
  invalid_input: 'sign_in.invalid_input',
  password_too_short: 'sign_in.password_too_short',
  too_many_attempts: 'sign_in.too_many_attempts',
  overloaded: 'sign_in.overloaded',
};

const ALERTS_OF_PASSKEYS: typeof ALERTS = {
  ...ALERTS,
  invalid_credentials: 'passkey.refused',
  invalid_proof: 'passkey.failed',
  invalid_input: 'passkey.failed',
};

/** Signing in with a password, by a page that works without a script; and with a passkey, which needs one. */
export const signInPages: Routes<{
  issuer: Issuer;
  providers: ProviderRegistry;
  passkeys: Passkeys;
  pages: Pages;
  returns: Returns;
  publicUrl: string;
}> = async (app, { issuer, providers, passkeys, pages, returns, publicUrl }) => {
  const { password } = providers;
  const signedIn = browserSession(issuer);
  const offered = emailCodesOffered(issuer);
  const authorization = authorizationSteps({ issuer, pages, publicUrl }, signInPage);
  await app.register(consentForm, { authorization });

  app.get('/sign-in', PAGE, async (request, reply) => {
    const { request: requestId, workspaces_after: workspacesAfter } = parse(Query, request.query);
    if (requestId !== undefined) return authorization.step(request, reply, { requestId, workspacesAfter });
    if (await signedIn(request)) return goAfterwards(returns, request, reply);
    returns.keep(request, reply);
    return signInPage(reply, {});
  });

  app.post('/sign-in', LOGIN_FORM, async (request, reply) => {
    const { request: requestId } = parse(Query, request.body ?? {});
    const form = SignIn.safeParse(request.body);
    const way = requestId === undefined ? '' : `?request=${requestId}`;
    try {
      if (!form.success) throw new Problem('invalid_input');
      const outcome = await signIn(request, reply, form.data);
      if (outcome.status === 'account_deleted') return offerRestoration(pages, reply, outcome);
      if (outcome.status === 'second_factor') return reply.redirect(secondFactorUrl(outcome.factors, requestId), 303);
    } catch (error) {
      return refused(request, reply, requestId, error, ALERTS);
    }
    // A navigation of our own, so that the new cookie comes along.
    return requestId === undefined ? goAfterwards(returns, request, reply) : reply.redirect(`/sign-in${way}`, 303);
  });

  app.post('/sign-in-passkey', LOGIN_FORM, async (request, reply) => {
    const { request: requestId } = parse(Query, request.body ?? {});
    try {
      const from = { workspace: undefined, scope: undefined, replaces: refreshTokenOf(request) };
      const given = passkeyAnswerIn(request);
      const outcome = await logInWithPasskey(passkeys, given, { ...from, ...loginOriginOf(request) });
      if (outcome.status === 'account_deleted') return offerRestoration(pages, reply, outcome);
      if (outcome.status !== 'ok') throw new Problem('invalid_credentials');
      completeLogin(request, reply, outcome);
    } catch (error) {
      return refused(request, reply, requestId, error, ALERTS_OF_PASSKEYS);
    }
    if (requestId === undefined) return goAfterwards(returns, request, reply);
    return reply.redirect(signInUrl(requestId), 303);
  });

  /** The page again, with what was wrong. */
  async function refused(
    request: FastifyRequest,
    reply: FastifyReply,
    requestId: string | undefined,
    error: unknown,
    alerts: typeof ALERTS,
  ) {
    const alert = error instanceof Problem && alerts[error.code];
    if (!alert) throw error;
    const waiting = requestId === undefined ? undefined : await authorization.waiting(request, requestId);
    const told = {
      alert: [[alert], ...waitOf(error)],
      email: typed(request.body, 'email'),
      request: requestId,
    };
    return signInPage(reply, { ...told, client: waiting?.client }, error, waiting?.targets);
  }

  /** Signs somebody in, unless they have deleted their account. */
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
    if (outcome.status === 'second_factor') keepWaitingLogin(reply, outcome.challenge);
    else if (outcome.status === 'ok') completeLogin(request, reply, outcome);
    else if (outcome.status === 'password_too_short') throw new Problem(outcome.status);
    else if (outcome.status !== 'account_deleted') throw new Problem('invalid_credentials');
    return outcome;
  }

  async function signInPage(
    reply: FastifyReply,
    data: object,
    { status = 200, retryAfter }: { status?: number; retryAfter?: number | undefined } = {},
    formTargets: readonly string[] = [],
  ) {
    const [others, mailsCodes] = await Promise.all([providers.redirects(), offered()]);
    return pages.show(
      reply,
      'sign-in',
      { providers: others, mailsCodes, ...data },
      { status, retryAfter, formTargets, ...WITH_PASSKEYS },
    );
  }
};
