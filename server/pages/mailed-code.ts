import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type EmailCodes, typedEmailCode } from '../credentials/email-codes.ts';
import type { Issuer } from '../database/issuer.ts';
import { onceASecond } from '../database/once-a-second.ts';
import { completeLogin, loginOriginOf } from '../http/browser-login.ts';
import { callerOf } from '../http/client-address.ts';
import { askedForCodeOf, forgetAskedForCode, keepAskedForCode } from '../http/email-code-cookie.ts';
import type { HumanGate } from '../http/human-check.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';
import type { Routes } from '../http/route-contract.ts';
import { emailAddress, parse } from '../http/schemas.ts';
import { keepWaitingLogin } from '../http/waiting-login-cookie.ts';
import { askEmailCode, logInWithEmailCode } from '../idp/email-code.ts';
import type { MessageKey } from '../messages/en.ts';
import { goAfterwards } from './afterwards.ts';
import { COSTLY_FORM, LOGIN_FORM, PAGE, submit, typed, widgetFields } from './forms.ts';
import { waitOf } from './problem-pages.ts';
import type { Pages } from './render.ts';
import type { Returns } from './return-to.ts';
import { secondFactorUrl } from './second-factor.ts';
import { signInUrl } from './sign-in-url.ts';

const OnTheWay = z.object({ request: z.uuid().optional() });
const Address = z.object({ email: emailAddress });
const Typed = z.object({ code: typedEmailCode });

const ALERTS: Partial<Record<Problem['code'], MessageKey>> = {
  invalid_credentials: 'mailed_code.wrong',
  invalid_input: 'mailed_code.missing',
  too_many_attempts: 'sign_in.too_many_attempts',
};

/**
 * Whether people may sign in by a mailed code, asked once a second at most.
 *
 * @param issuer - knows it.
 */
export function emailCodesOffered(issuer: Issuer): () => Promise<boolean> {
  return onceASecond(() => issuer.emailCodes.offersEmailCodes());
}

/** Signing in by a code that is mailed. Opening the link in the mail changes nothing, and in another browser it leads back to the one that asked. */
export const mailedCodePages: Routes<{
  issuer: Issuer;
  emailCodes: EmailCodes;
  humans: HumanGate;
  pages: Pages;
  returns: Returns;
}> = async (app, { issuer, emailCodes, humans, pages, returns }) => {
  const { widget } = humans;
  const offered = emailCodesOffered(issuer);

  app.get('/sign-in-mail', PAGE, async (request, reply) => {
    const way = parse(OnTheWay, request.query);
    return (await offered())
      ? pages.show(reply, 'ask-mailed-code', wayOf(way.request), { widget })
      : reply.redirect(signInUrl(way.request), 303);
  });

  app.post('/sign-in-mail', COSTLY_FORM, async (request, reply) => {
    const { request: requestId } = parse(OnTheWay, request.body ?? {});
    let secret: Uint8Array = new Uint8Array();
    const wrong = await submit(Address, request.body, async ({ email }) => {
      await humans.require(request, { purpose: 'email_code', email, fields: widgetFields(request.body) });
      secret = await askEmailCode(issuer, emailCodes, { purpose: 'sign_in', address: email }, callerOf(request));
    });
    const email = typed(request.body, 'email');
    if (wrong)
      return pages.show(reply, 'ask-mailed-code', { ...wayOf(requestId), email, ...wrong }, { ...wrong, widget });
    keepAskedForCode(reply, { secret, requestId });
    return reply.redirect('/sign-in-mailed-code', 303);
  });

  app.get('/sign-in-mailed-code', PAGE, async (request, reply) => {
    const { data } = Typed.safeParse(request.query);
    return askedForCodeOf(request) ? codePage(request, reply, { code: data?.code }) : elsewhere(reply);
  });

  app.post('/sign-in-mailed-code', LOGIN_FORM, async (request, reply) => {
    const asked = askedForCodeOf(request);
    if (asked === undefined) return elsewhere(reply);
    const { secret, requestId } = asked;
    try {
      const form = Typed.safeParse(request.body);
      if (!form.success) throw new Problem('invalid_input');
      const from = { workspace: undefined, scope: undefined, replaces: refreshTokenOf(request) };
      const attempt = { ...from, ...loginOriginOf(request) };
      const given = { code: form.data.code, secret };
      const outcome = unthrottled(await logInWithEmailCode(issuer, emailCodes, given, attempt));
      if (outcome.status === 'denied') throw new Problem('invalid_credentials');
      forgetAskedForCode(reply);
      if (outcome.status === 'second_factor') {
        keepWaitingLogin(reply, outcome.challenge);
        return pages.show(reply, 'moving-on', { url: secondFactorUrl(outcome.factors, requestId) });
      }
      if (outcome.status !== 'ok') return ended(reply, requestId);
      completeLogin(request, reply, outcome);
    } catch (error) {
      const alert = error instanceof Problem && ALERTS[error.code];
      if (!alert) throw error;
      return codePage(request, reply, { alert: [[alert], ...waitOf(error)] }, error);
    }
    if (requestId === undefined) return goAfterwards(returns, request, reply);
    // A navigation of our own: browsers hold a form to its page's form-action through every redirect, to the application too.
    return pages.show(reply, 'moving-on', { url: signInUrl(requestId) });
  });

  const codePage = (
    request: FastifyRequest,
    reply: FastifyReply,
    data: object,
    { status = 200, retryAfter }: { status?: number; retryAfter?: number | undefined } = {},
  ) =>
    pages.show(reply, 'mailed-code', { ...wayOf(askedForCodeOf(request)?.requestId), ...data }, { status, retryAfter });

  const elsewhere = (reply: FastifyReply) =>
    pages.message(
      reply,
      { heading: ['mailed_code.elsewhere'], sentences: [['mailed_code.elsewhere_text']], alarming: true },
      { status: 400 },
    );

  const ended = (reply: FastifyReply, requestId: string | undefined) =>
    pages.message(
      reply,
      {
        heading: ['mailed_code.ended'],
        sentences: [['mailed_code.ended_text']],
        alarming: true,
        link: { url: askUrl(requestId), text: 'mailed_code.another' },
      },
      { status: 400 },
    );
};

const askUrl = (request: string | undefined) =>
  request === undefined ? '/sign-in-mail' : `/sign-in-mail?request=${request}`;
const wayOf = (request: string | undefined) => ({ request, ask: askUrl(request), signIn: signInUrl(request) });
