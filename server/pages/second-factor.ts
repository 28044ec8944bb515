import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { GivenFactor, SecondFactors, TypedCode } from '../credentials/second-factors.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { keepPasskeyBrowser } from '../http/passkey-cookie.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { parse } from '../http/schemas.ts';
import { forgetWaitingLogin, waitingLoginOf } from '../http/waiting-login-cookie.ts';
import { continueLogin } from '../idp/log-in.ts';
import type { MessageKey } from '../messages/en.ts';
import { goAfterwards } from './afterwards.ts';
import { LOGIN_FORM, PAGE, typed } from './forms.ts';
import { passkeyAnswerIn } from './passkey-answer.ts';
import { WITH_PASSKEYS } from './passkey-script.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';
import type { Returns } from './return-to.ts';
import { signInUrl } from './sign-in-url.ts';

const Waiting = z.object({
  request: z.uuid().optional(),
  /** Whether the person has a passkey: what the page offers, and nothing else, depends on it. */
  passkey: z.literal('1').optional(),
});
const Typed = z.object({ code: z.string().min(1).max(100) });

/** What a person is told when a code did not work. */
const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_credentials: 'second_factor.wrong_code',
  invalid_input: 'second_factor.missing_code',
  too_many_attempts: 'sign_in.too_many_attempts',
  invalid_proof: 'passkey.failed',
  overloaded: 'sign_in.overloaded',
};

/**
 * What somebody typed into the one field for codes: six digits are of an authenticator app.
 *
 * @param code - as it was typed.
 */
export function typedCode(code: string): TypedCode {
  const digits = code.replace(/\s/g, '');
  return /^\d{6}$/.test(digits) ? { kind: 'totp', code: digits } : { kind: 'recovery_code', code };
}

/**
 * Where a login goes that waits for a second factor.
 *
 * @param given - what there is to prove.
 * @param request - the authorization request that waits for the login.
 */
export function secondFactorUrl(given: readonly string[], request: string | undefined): string {
  const query = new URLSearchParams({
    ...(request === undefined ? {} : { request }),
    ...(given.includes('passkey') ? { passkey: '1' } : {}),
  });
  return query.size === 0 ? '/sign-in-code' : `/sign-in-code?${query}`;
}

/** The second step of a sign-in, where an account has one. */
export const secondFactorPages: Routes<{
  factors: SecondFactors;
  passkeys: Passkeys;
  pages: Pages;
  returns: Returns;
}> = async (app, { factors, passkeys, pages, returns }) => {
  app.get('/sign-in-code', PAGE, async (request, reply) => {
    const waiting = parse(Waiting, request.query);
    return codePage(request, reply, waiting);
  });

  app.post('/sign-in-code', LOGIN_FORM, async (request, reply) => {
    const waiting = parse(Waiting, request.body ?? {});
    const { request: requestId } = waiting;
    const challenge = waitingLoginOf(request);
    if (challenge === undefined) return reply.redirect(signInUrl(requestId), 303);
    try {
      const from = { ...loginOriginOf(request), replaces: refreshTokenOf(request) };
      const outcome = unthrottled(await continueLogin(factors, challenge, givenIn(request), from));
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      forgetWaitingLogin(reply);
      // It took too long, or was completed before: the password is asked for again.
      if (outcome.status !== 'ok') return reply.redirect(signInUrl(requestId), 303);
      completeLogin(request, reply, outcome);
    } catch (error) {
      const alert = error instanceof Problem && ALERTS[error.code];
      if (!alert) throw error;
      return codePage(request, reply, waiting, { alert: [[alert], ...waitOf(error)] }, error);
    }
    if (requestId === undefined) return goAfterwards(returns, request, reply);
    // A navigation of our own: browsers hold a form to its page's form-action through every redirect, to the application too.
    return pages.show(reply, 'moving-on', { url: signInUrl(requestId) });
  });

  async function codePage(
    request: FastifyRequest,
    reply: FastifyReply,
    waiting: z.infer<typeof Waiting>,
    data: object = {},
    { status = 200, retryAfter }: { status?: number; retryAfter?: number | undefined } = {},
  ) {
    const challenge = waitingLoginOf(request);
    if (challenge === undefined) return reply.redirect(signInUrl(waiting.request), 303);
    const answered = { status, retryAfter, ...WITH_PASSKEYS };
    if (!waiting.passkey) return pages.show(reply, 'second-factor', { ...waiting, ...data }, answered);
    const owner = { kind: 'second_factor', challenge } as const;
    try {
      const options = await passkeys.ask(owner, keepPasskeyBrowser(request, reply), callerOf(request));
      return pages.show(reply, 'second-factor', { ...waiting, options, ...data }, answered);
    } catch (error) {
      // The login has ended: the password is asked for again.
      if (!(error instanceof Problem && error.code === 'invalid_proof')) throw error;
      forgetWaitingLogin(reply);
      return reply.redirect(signInUrl(waiting.request), 303);
    }
  }
};

/** The code that was typed, or the answer of a passkey. */
function givenIn(request: FastifyRequest): GivenFactor {
  if (typed(request.body, 'answer') !== '') return passkeyAnswerIn(request);
  const form = Typed.safeParse(request.body);
  if (!form.success) throw new Problem('invalid_input');
  return typedCode(form.data.code);
}
